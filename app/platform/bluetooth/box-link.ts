/** Boxes within reach, and the link to one of them. What passes has the encoding of `core/box-gatt/values.ts`. */
import type { GattName } from '../../../core/box-gatt/characteristics.ts';
import type { ChosenDevice } from '../../../core/box-gatt/session-state.ts';

export interface BluetoothBoxes {
  /**
   * Lets the person choose one. Needs a click.
   * @throws BluetoothError
   */
  choose(): Promise<BluetoothBox>;
}

export interface BluetoothBox extends ChosenDevice {
  /**
   * Connects, and looks what is offered. May be called again after the link broke.
   * @param onLost the link broke; not called for {@link BoxLink.close}
   * @throws BluetoothError
   */
  connect(onLost: () => void): Promise<BoxLink>;
  /** Gives up connecting, or ends the link. Silent. */
  disconnect(): void;
}

export interface BoxLink {
  /** What is not among them, this firmware does not have. */
  readonly offered: readonly GattName[];
  /** One operation at a time. @throws BluetoothError */
  read(name: GattName): Promise<Uint8Array>;
  /** Resolves when the box has acknowledged it. @throws BluetoothError */
  write(name: GattName, value: Uint8Array<ArrayBuffer>): Promise<void>;
}
