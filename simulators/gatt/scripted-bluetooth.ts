/**
 * An object in the shape of `navigator.bluetooth` with one scripted box within reach. It is as strict as a browser: one
 * operation at a time, 512 bytes per value, nothing without a connection, and the browser's own kinds of errors.
 * Source: Web Bluetooth, Community Group report.
 */
import {
  characteristicUuids,
  gattNames,
  maxValueBytes,
  setupServiceUuid,
  type GattName,
} from '../../core/box-gatt/characteristics.ts';
import type { WebBluetooth, WebBluetoothDevice } from '../../core/box-gatt/web-bluetooth.ts';
import { FirmwareStore, type GattFirmware, type StoredSettings } from './firmware-store.ts';

export interface GattFaults {
  /** The link breaks in place of the answer to this write, counted from 1; the value has arrived or has not. */
  readonly breakAtWrite?: { readonly write: number; readonly hasArrived: boolean };
  /** So many attempts to connect fail first. */
  readonly refusedConnects?: number;
  /** These are answered with an error, whatever is written. */
  readonly rejected?: readonly GattName[];
  /** RESET is taken, and its answer never comes: the link breaks first. */
  readonly mutesReset?: boolean;
  /** The person closes the browser's list. */
  readonly isDismissed?: boolean;
}

export interface ScriptedBoxOptions {
  readonly firmware: GattFirmware;
  readonly stored?: Partial<StoredSettings>;
  readonly faults?: GattFaults;
  /** Of the device, for as long as the browser knows it. */
  readonly id?: string;
  /** Runs before each answer, such as a wait. */
  readonly pace?: () => Promise<void>;
}

/** One thing that was asked of the box, for tests to look at. */
export type GattLogEntry =
  | { readonly type: 'connect' | 'disconnect' | 'lost' | 'restart' }
  | { readonly type: 'read'; readonly name: GattName }
  | { readonly type: 'write'; readonly name: GattName; readonly bytes: Uint8Array };

export interface ScriptedBox {
  /** To be put in place of `navigator.bluetooth`. */
  readonly bluetooth: WebBluetooth;
  readonly store: FirmwareStore;
  readonly log: readonly GattLogEntry[];
  /** Short press on K0: it leaves setup mode, and comes back to it only where settings are missing. */
  pressK0(): void;
  /** RST with K0 held: setup mode again, with nothing collected. */
  enterSetup(): void;
  /** Out of reach from now on, or back. */
  setInReach(isInReach: boolean): void;
  setFaults(faults: GattFaults): void;
}

const nameOf: Readonly<Record<GattFirmware, string>> = {
  '0.2.1': 'EchoKit-EC:00:00:00:00:03',
  '0.3.0': 'EchoKit-ec0000000001',
  '0.3.2': 'EchoKit-ec0000000001',
  vibekeys: 'nimble',
};

const gattError = (name: string, message: string): DOMException => new DOMException(message, name);
const gone = () => gattError('NetworkError', 'GATT Server is disconnected. Cannot perform GATT operations.');

export function createScriptedBox(options: ScriptedBoxOptions): ScriptedBox {
  const { firmware, pace = () => Promise.resolve() } = options;
  const store = new FirmwareStore(firmware, options.stored);
  const log: GattLogEntry[] = [];
  let faults = options.faults ?? {};
  let isInReach = true;
  let isInSetup = true;
  let isConnected = false;
  let isBusy = false;
  let refusals = faults.refusedConnects ?? 0;
  let writes = 0;
  /** Counts connections: an answer that belongs to an earlier one never comes. */
  let connection = 0;
  const isThere = () => isInReach && isInSetup;

  const device = new EventTarget();
  const drop = (type: 'disconnect' | 'lost') => {
    if (!isConnected) return;
    isConnected = false;
    isBusy = false;
    connection++;
    log.push({ type });
    device.dispatchEvent(new Event('gattserverdisconnected'));
  };
  const leave = (by: 'reset' | 'key') => {
    store.leaveSetup(by);
    log.push({ type: 'restart' });
    isInSetup = store.needsSetup;
    drop('lost');
  };

  /** One operation, as the browser does it: refused while another is under way, ended when the link breaks. */
  async function operate<T>(run: () => T): Promise<T> {
    if (!isConnected) throw gone();
    if (isBusy) throw gattError('NetworkError', 'GATT operation already in progress.');
    isBusy = true;
    const mine = connection;
    await pace();
    if (mine !== connection) throw gone();
    isBusy = false;
    const answer = run();
    if (mine !== connection) throw gone();
    return answer;
  }

  function take(name: GattName, value: Uint8Array): void {
    writes++;
    const { breakAtWrite } = faults;
    const breaks = breakAtWrite?.write === writes;
    if (breaks && !breakAtWrite.hasArrived) return drop('lost');
    log.push({ type: 'write', name, bytes: value });
    const isRejected = faults.rejected?.includes(name) === true;
    const answer = isRejected ? 'rejected' : store.write(name, value);
    if (breaks) return drop('lost');
    if (answer === 'rejected') throw gattError('NotSupportedError', 'GATT Error: Not supported.');
    if (answer !== 'restart') return;
    if (faults.mutesReset === true) return leave('reset');
    // The answer is sent first; then pictures are shown, and it goes.
    void Promise.resolve()
      .then(pace)
      .then(() => leave('reset'));
  }

  const characteristicOf = (name: GattName) => ({
    uuid: characteristicUuids[name],
    readValue: () =>
      operate(() => {
        log.push({ type: 'read', name });
        const bytes = store.read(name);
        if (bytes === null) throw gattError('NotSupportedError', 'GATT operation not permitted.');
        return new DataView(bytes.slice().buffer);
      }),
    writeValueWithResponse: (value: Uint8Array) => {
      // The caller may change its own afterwards.
      const bytes = value.slice();
      if (bytes.length > maxValueBytes)
        return Promise.reject(gattError('InvalidModificationError', "Value can't exceed 512 bytes."));
      return operate(() => take(name, bytes));
    },
  });

  const service = {
    uuid: setupServiceUuid,
    getCharacteristic: async (uuid: string) => {
      if (!isConnected) throw gone();
      await Promise.resolve();
      const name = gattNames.find((one) => characteristicUuids[one] === uuid);
      if (name === undefined || !store.offered.includes(name))
        throw gattError('NotFoundError', `No Characteristics matching UUID ${uuid} found in Service.`);
      return characteristicOf(name);
    },
    getCharacteristics: async () => {
      if (!isConnected) throw gone();
      await Promise.resolve();
      return store.offered.map(characteristicOf);
    },
  };

  const gatt = {
    device,
    get connected() {
      return isConnected;
    },
    connect: async () => {
      await pace();
      if (refusals > 0 || !isThere()) {
        refusals = Math.max(0, refusals - 1);
        throw gattError('NetworkError', 'Connection attempt failed.');
      }
      isConnected = true;
      log.push({ type: 'connect' });
      return gatt;
    },
    disconnect: () => drop('disconnect'),
    getPrimaryService: async (uuid: string) => {
      if (!isConnected) throw gone();
      await Promise.resolve();
      if (uuid !== setupServiceUuid)
        throw gattError('NotFoundError', `No Services matching UUID ${uuid} found in Device.`);
      return service;
    },
  };
  const named: WebBluetoothDevice = Object.assign(device, {
    id: options.id ?? 'scripted',
    name: nameOf[firmware],
    gatt,
  });

  const bluetooth: WebBluetooth = {
    getAvailability: () => Promise.resolve(true),
    requestDevice: async () => {
      await Promise.resolve();
      if (faults.isDismissed === true || !isThere())
        throw gattError('NotFoundError', 'User cancelled the requestDevice() chooser.');
      return named;
    },
  };

  return {
    bluetooth,
    store,
    log,
    pressK0: () => {
      if (isInSetup) leave('key');
    },
    enterSetup: () => {
      store.powerCycle();
      log.push({ type: 'restart' });
      isInSetup = true;
      drop('lost');
    },
    setInReach: (next) => {
      isInReach = next;
      if (!next) drop('lost');
    },
    setFaults: (next) => {
      faults = next;
      writes = 0;
      refusals = next.refusedConnects ?? 0;
    },
  };
}
