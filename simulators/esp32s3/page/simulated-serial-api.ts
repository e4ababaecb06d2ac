/** Types only: a simulated cable with a box on it. `createSimulatedSerial` of `simulated-serial.ts` makes one. */
import type { DeviceEnd, DeviceLink } from './device-messages.ts';
import type { SerialShape } from './serial-shapes.ts';

export interface SimulatedSerialOptions {
  /** `createDeviceHere(options)` of `device-here.ts` (Node, tests) or `createDeviceInWorker(...)` (page). */
  readonly device: DeviceEnd;
  /** As the device was made: decides the ids 303A:1001 or 1A86:55D3. */
  readonly link: DeviceLink;
  /** The port was granted earlier: `getPorts` has it without `requestPort`. Default false. */
  readonly isGranted?: boolean;
  /** What a person does in the port picker. Default: choose it. */
  readonly choose?: () => 'port' | 'nothing';
  /** Plugged in from the start. Default true. */
  readonly isPlugged?: boolean;
}

/** The hands of a test, or of a page that shows the box. */
export interface SimulatedCable {
  /** At any moment; a device on it loses its power. */
  unplug(): void;
  plug(): void;
  /** Another program has the port: `open` fails with NetworkError. */
  isTaken: boolean;
  press(button: 'k0' | 'rst', isHeld: boolean): void;
  readFlash(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  /** For good. */
  dispose(): void;
}

export interface SimulatedSerial {
  /** Stands in for `navigator.serial`. */
  readonly serial: SerialShape;
  readonly cable: SimulatedCable;
}
