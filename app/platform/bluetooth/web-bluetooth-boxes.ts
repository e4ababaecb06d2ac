/** Boxes by the browser's Web Bluetooth. */
import {
  boxNamePrefix,
  characteristicUuids,
  gattNames,
  setupServiceUuid,
  type GattName,
} from '../../../core/box-gatt/characteristics.ts';
import type { LinkFailureCode } from '../../../core/box-gatt/session-state.ts';
import type {
  WebBluetooth,
  WebBluetoothCharacteristic,
  WebBluetoothDevice,
  WebBluetoothServer,
} from '../../../core/box-gatt/web-bluetooth.ts';
import type { Millis } from '../../../core/units.ts';
import { bluetoothError, bluetoothFailure, type BluetoothStep } from './bluetooth-errors.ts';
import type { BluetoothBox, BluetoothBoxes, BoxLink } from './box-link.ts';

export interface WebBluetoothOptions {
  /** Looked up at every use: whoever replaces the page's object replaces the link. */
  readonly bluetooth: () => WebBluetooth | undefined;
  readonly isSecurePage: boolean;
  /** How long one step may take before the box counts as gone. */
  readonly patienceMs?: Millis;
}

/** Two tries: the first one after a scan fails now and then on every system. */
const connectTries = 2;
const linkTroubles: ReadonlySet<LinkFailureCode> = new Set<LinkFailureCode>([
  'bt-lost',
  'bt-busy',
  'bt-blocked',
]);
const defaultPatienceMs: Millis = 30_000;

export function createWebBluetoothBoxes(options: WebBluetoothOptions): BluetoothBoxes {
  return {
    choose: async () => {
      const bluetooth = options.bluetooth();
      if (!bluetooth)
        throw options.isSecurePage
          ? bluetoothFailure('bt-unsupported', 'this browser has no Web Bluetooth')
          : bluetoothFailure('bt-insecure-page', 'Web Bluetooth is for https and localhost pages');
      try {
        const device = await bluetooth.requestDevice({
          // Some systems show the name only, others know the service only after a first connection.
          filters: [{ services: [setupServiceUuid] }, { namePrefix: boxNamePrefix }],
          optionalServices: [setupServiceUuid],
        });
        return new WebBluetoothBox(device, options.patienceMs ?? defaultPatienceMs);
      } catch (cause) {
        throw bluetoothError(cause, 'choose');
      }
    },
  };
}

/** The page's own object. */
export const browserBluetoothBoxes = (): BluetoothBoxes =>
  createWebBluetoothBoxes({
    bluetooth: () => (navigator as { readonly bluetooth?: WebBluetooth }).bluetooth,
    isSecurePage: globalThis.isSecureContext,
  });

class WebBluetoothBox implements BluetoothBox {
  readonly id: string;
  readonly name: string;
  readonly #device: WebBluetoothDevice;
  readonly #patienceMs: Millis;
  /** Ends what waits for the link in hand. */
  #drop: (() => void) | undefined;

  constructor(device: WebBluetoothDevice, patienceMs: Millis) {
    this.id = device.id;
    this.name = device.name ?? '';
    this.#device = device;
    this.#patienceMs = patienceMs;
  }

  async connect(onLost: () => void): Promise<BoxLink> {
    this.disconnect();
    const { gatt } = this.#device;
    if (!gatt) throw bluetoothFailure('bt-not-echokit', 'the device has no GATT server');
    const end = new LinkEnd();
    const onGone = () => {
      // Before there is a link, a failed attempt says so itself.
      if (isOpen) end.lose(onLost);
    };
    let isOpen = false;
    this.#device.addEventListener('gattserverdisconnected', onGone);
    this.#drop = () => {
      this.#device.removeEventListener('gattserverdisconnected', onGone);
      end.lose(() => undefined);
    };
    try {
      const server = await this.#reach(gatt, end);
      isOpen = true;
      const characteristics = await this.#discover(server, end);
      return this.#link(characteristics, end);
    } catch (cause) {
      this.disconnect();
      throw cause;
    }
  }

  disconnect(): void {
    this.#drop?.();
    this.#drop = undefined;
    this.#device.gatt?.disconnect();
  }

  async #reach(gatt: WebBluetoothServer, end: LinkEnd): Promise<WebBluetoothServer> {
    for (let tries = 1; ; tries++)
      try {
        return await end.during(gatt.connect(), 'connect', this.#patienceMs);
      } catch (cause) {
        if (end.isOver || tries >= connectTries) throw cause;
      }
  }

  async #discover(
    server: WebBluetoothServer,
    end: LinkEnd,
  ): Promise<ReadonlyMap<GattName, WebBluetoothCharacteristic>> {
    const service = await end.during(
      server.getPrimaryService(setupServiceUuid),
      'discover',
      this.#patienceMs,
    );
    const found = new Map<GattName, WebBluetoothCharacteristic>();
    for (const name of gattNames)
      try {
        const characteristic = service.getCharacteristic(characteristicUuids[name]);
        found.set(name, await end.during(characteristic, 'discover', this.#patienceMs));
      } catch (cause) {
        // Older firmware lacks some; only a link in trouble is a reason to give up.
        if (linkTroubles.has(bluetoothError(cause, 'discover').code)) throw cause;
      }
    return found;
  }

  #link(characteristics: ReadonlyMap<GattName, WebBluetoothCharacteristic>, end: LinkEnd): BoxLink {
    const the = (name: GattName): WebBluetoothCharacteristic => {
      const characteristic = characteristics.get(name);
      if (!characteristic) throw bluetoothFailure('bt-failed', `${name} is not offered`);
      return characteristic;
    };
    return {
      offered: [...characteristics.keys()],
      read: async (name) => {
        const view = await end.during(the(name).readValue(), 'read', this.#patienceMs);
        return new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice();
      },
      write: (name, value) => end.during(send(the(name), value), 'write', this.#patienceMs),
    };
  }
}

async function send(
  characteristic: WebBluetoothCharacteristic,
  value: Uint8Array<ArrayBuffer>,
): Promise<void> {
  if (characteristic.writeValueWithResponse) return characteristic.writeValueWithResponse(value);
  if (characteristic.writeValue) return characteristic.writeValue(value);
  throw bluetoothFailure('bt-unsupported', 'this browser cannot write characteristics');
}

/** Ends whatever waits when the link breaks: not every browser does that by itself. */
class LinkEnd {
  isOver = false;
  #waiting = new Set<(cause: unknown) => void>();

  lose(tell: () => void): void {
    if (this.isOver) return;
    this.isOver = true;
    for (const give of this.#waiting) give(bluetoothFailure('bt-lost', 'the link broke'));
    tell();
  }

  during<T>(work: Promise<T>, step: BluetoothStep, patienceMs: Millis): Promise<T> {
    if (this.isOver) {
      work.catch(() => undefined);
      return Promise.reject(bluetoothFailure('bt-lost', 'the link broke'));
    }
    return new Promise<T>((take, give) => {
      const end = (then: () => void) => {
        clearTimeout(timer);
        this.#waiting.delete(stop);
        then();
      };
      const stop = (cause: unknown) => end(() => give(cause));
      const code = step === 'connect' ? 'bt-unreachable' : 'bt-lost';
      const timer = setTimeout(
        () => stop(bluetoothFailure(code, `no answer within ${patienceMs} ms`)),
        patienceMs,
      );
      this.#waiting.add(stop);
      work.then(
        (value) => end(() => take(value)),
        (cause: unknown) => stop(bluetoothError(cause, step)),
      );
    });
  }
}
