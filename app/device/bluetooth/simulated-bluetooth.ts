/** A box in the page, as the panel sees it. The composition root knows the real thing. */
import type { BluetoothBoxes } from '../../platform/bluetooth/box-link.ts';

export type SimulatedFirmware = '0.2.1' | '0.3.0' | '0.3.2' | 'vibekeys';

export interface SimulatedBluetooth {
  readonly boxes: BluetoothBoxes;
  /** Short press: it leaves setup mode and keeps its pictures. */
  pressK0(): void;
  /** RST with K0 held. */
  enterSetup(): void;
}

/** Loads it when somebody asks for one. */
export type StartSimulatedBluetooth = (firmware: SimulatedFirmware) => Promise<SimulatedBluetooth>;
