/**
 * How the two lines of the port put the chip into its boot loader, and out of it. Source: reference sheet of the box on a
 * cable, A.11. DTR asserted pulls GPIO0 low, RTS asserted pulls EN low; both asserted = neither acts.
 */
import type { Millis } from '../../units.ts';

/** Lines that are left out stay as they are. Both are set in one call where both are named. */
export interface ResetStep {
  readonly dtr?: boolean;
  readonly rts?: boolean;
  readonly thenWaitMs?: Millis;
}

/** A bridge with two transistors. `holdMs`: EN rises late on boards with a large capacitor. */
export const classicReset = (holdMs: Millis): readonly ResetStep[] => [
  { dtr: false, rts: true, thenWaitMs: 100 },
  { dtr: true, rts: false, thenWaitMs: holdMs },
  { dtr: false, rts: false },
];

/** For bridges on which setting one line makes the other glitch. */
export const tightReset = (holdMs: Millis): readonly ResetStep[] => [
  { dtr: false, rts: false },
  { dtr: true, rts: true },
  { dtr: false, rts: true, thenWaitMs: 100 },
  { dtr: true, rts: false, thenWaitMs: holdMs },
  { dtr: false, rts: false },
];

/** The chip's own USB port, where only the sequence matters. */
export const usbJtagReset: readonly ResetStep[] = [
  { rts: false, dtr: false, thenWaitMs: 100 },
  { dtr: true, rts: false, thenWaitMs: 100 },
  { rts: true },
  { dtr: false },
  { rts: true, thenWaitMs: 100 },
  { rts: false, dtr: false },
];

/**
 * Into the application. It ends with both lines released: GPIO0 held low would be K0 held, or the boot loader again.
 * esptool-js 0.7.0 leaves it held.
 */
export const hardReset = (usb: boolean): readonly ResetStep[] => [
  { dtr: false, rts: true, thenWaitMs: usb ? 200 : 100 },
  { dtr: false, rts: false, thenWaitMs: usb ? 200 : 0 },
];
