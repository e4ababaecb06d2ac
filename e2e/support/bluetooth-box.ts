/**
 * A scripted box behind the page's `navigator.bluetooth`. The box stays in the test, where all that it was sent can be
 * looked at; the page has an object of the browser's shape that asks it.
 */
import type { Page } from '@playwright/test';
import type { WebBluetoothDevice } from '../../core/box-gatt/web-bluetooth.ts';
import { setupServiceUuid } from '../../core/box-gatt/characteristics.ts';
import type { ScriptedBox } from '../../simulators/gatt/scripted-bluetooth.ts';

interface GattCall {
  readonly op: 'choose' | 'connect' | 'disconnect' | 'look' | 'read' | 'write';
  readonly uuid: string;
  readonly bytes: readonly number[];
}

type GattAnswer =
  | { readonly bytes: readonly number[]; readonly name: string }
  | { readonly error: { readonly name: string; readonly message: string } };

/** Puts it in place before the page loads, and at every reload; a reload ends the connection, as browsers do. */
export async function bridgeBluetooth(page: Page, box: ScriptedBox): Promise<void> {
  let device: WebBluetoothDevice | undefined;
  const tellLost = () => void page.evaluate('window.gattLost?.()').catch(() => undefined);

  async function perform({ op, uuid, bytes }: GattCall): Promise<{ bytes: readonly number[]; name: string }> {
    if (op === 'choose') {
      device = await box.bluetooth.requestDevice({ filters: [] });
      device.removeEventListener('gattserverdisconnected', tellLost);
      device.addEventListener('gattserverdisconnected', tellLost);
      return { bytes: [], name: device.name ?? '' };
    }
    const server = device?.gatt;
    if (op === 'disconnect') server?.disconnect();
    if (!server || op === 'disconnect') return { bytes: [], name: '' };
    if (op === 'connect') await server.connect();
    else {
      const service = await server.getPrimaryService(setupServiceUuid);
      const characteristic = await service.getCharacteristic(uuid);
      if (op === 'write') await characteristic.writeValueWithResponse?.(Uint8Array.from(bytes));
      if (op === 'read') {
        const view = await characteristic.readValue();
        return { bytes: [...new Uint8Array(view.buffer)], name: '' };
      }
    }
    return { bytes: [], name: '' };
  }

  await page.exposeFunction('scriptedGatt', async (call: GattCall): Promise<GattAnswer> => {
    try {
      return await perform(call);
    } catch (cause) {
      const { name, message } = cause as Error;
      return { error: { name, message } };
    }
  });
  await page.addInitScript(replaceBluetooth);
}

/** Runs in the page: nothing from outside it is there. */
function replaceBluetooth(): void {
  const scripted = window as unknown as {
    scriptedGatt(call: GattCall): Promise<GattAnswer>;
    gattLost?: () => void;
  };
  const ask = async (op: GattCall['op'], uuid = '', bytes: readonly number[] = []) => {
    const answer = await scripted.scriptedGatt({ op, uuid, bytes });
    if ('error' in answer) throw new DOMException(answer.error.message, answer.error.name);
    return answer;
  };
  const device = new EventTarget();
  let isConnected = false;
  const end = () => {
    if (!isConnected) return;
    isConnected = false;
    device.dispatchEvent(new Event('gattserverdisconnected'));
  };
  scripted.gattLost = end;
  const characteristic = (uuid: string) => ({
    uuid,
    readValue: async () => new DataView(Uint8Array.from((await ask('read', uuid)).bytes).buffer),
    writeValueWithResponse: async (value: Uint8Array) => {
      await ask('write', uuid, [...value]);
    },
  });
  const gatt = {
    device,
    get connected() {
      return isConnected;
    },
    connect: async () => {
      await ask('connect');
      isConnected = true;
      return gatt;
    },
    disconnect: () => {
      void ask('disconnect');
      end();
    },
    getPrimaryService: () =>
      Promise.resolve({
        getCharacteristic: async (uuid: string) => {
          await ask('look', uuid);
          return characteristic(uuid);
        },
      }),
  };
  const bluetooth = {
    requestDevice: async () => {
      const { name } = await ask('choose');
      return Object.assign(device, { id: 'box-of-the-test', name, gatt });
    },
  };
  Object.defineProperty(navigator, 'bluetooth', { configurable: true, get: () => bluetooth });
  void ask('disconnect');
}
