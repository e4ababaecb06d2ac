/**
 * The part of Web Bluetooth that is used, so that a browser's object and a scripted one are held to the same shape.
 * Source: Web Bluetooth, Community Group report.
 */

export interface WebBluetooth {
  requestDevice(options: {
    readonly filters: { readonly services?: string[]; readonly namePrefix?: string }[];
    readonly optionalServices?: string[];
  }): Promise<WebBluetoothDevice>;
  /** Absent in older browsers. */
  getAvailability?(): Promise<boolean>;
}

export interface WebBluetoothDevice {
  /** Of this origin's permission, not of the device. */
  readonly id: string;
  readonly name?: string | null | undefined;
  readonly gatt?: WebBluetoothServer | undefined;
  addEventListener(type: 'gattserverdisconnected', listener: () => void): void;
  removeEventListener(type: 'gattserverdisconnected', listener: () => void): void;
}

export interface WebBluetoothServer {
  readonly connected: boolean;
  connect(): Promise<WebBluetoothServer>;
  disconnect(): void;
  getPrimaryService(uuid: string): Promise<WebBluetoothService>;
}

export interface WebBluetoothService {
  getCharacteristic(uuid: string): Promise<WebBluetoothCharacteristic>;
}

export interface WebBluetoothCharacteristic {
  readValue(): Promise<DataView>;
  /** Absent before Chrome 85, where `writeValue` does the same for these characteristics. */
  writeValueWithResponse?(value: Uint8Array<ArrayBuffer>): Promise<void>;
  writeValue?(value: Uint8Array<ArrayBuffer>): Promise<void>;
}
