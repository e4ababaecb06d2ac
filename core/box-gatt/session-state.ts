/** Setting up a box over the air: what is known, what may happen, what is asked of the driver. Plain data. */
import type { BoxSettings, SettingEdit } from '../esp/settings/box-settings.ts';
import type { Millis } from '../units.ts';
import type { firmwareOf, GattName, GattSetting, ReadableSetting } from './characteristics.ts';
import type { PlannedWrite, WriteRefusal, WriteRefusalCode } from './plan-writes.ts';
import type { SetupMemory } from './setup-memory.ts';

/**
 * Why the link failed. The words are in `app/platform/bluetooth/messages.*`.
 * - `bt-unsupported`: this browser has no Web Bluetooth.
 * - `bt-insecure-page`: browsers offer it to https and localhost pages only.
 * - `bt-off`: there is no adapter, or it is switched off.
 * - `bt-blocked`: a policy, a setting of the browser or the system forbids it.
 * - `bt-not-chosen`: the browser's list was closed.
 * - `bt-unreachable`: the box was chosen, and does not answer: out of reach, or no longer in setup mode.
 * - `bt-not-echokit`: it has no such service.
 * - `bt-lost`: it went away in the middle.
 * - `bt-refused`: it did not take a value.
 * - `bt-not-kept`: it took a value, and has another one.
 * - `bt-busy`: another program, or another tab, is speaking with it.
 * - `bt-failed`: anything else; the cause is in the log.
 */
export type LinkFailureCode =
  | 'bt-unsupported'
  | 'bt-insecure-page'
  | 'bt-off'
  | 'bt-blocked'
  | 'bt-not-chosen'
  | 'bt-unreachable'
  | 'bt-not-echokit'
  | 'bt-lost'
  | 'bt-refused'
  | 'bt-not-kept'
  | 'bt-busy'
  | 'bt-failed';

export type BluetoothErrorCode = LinkFailureCode | WriteRefusalCode;

export interface BluetoothTrouble {
  readonly code: BluetoothErrorCode;
  /** The setting that it is about. */
  readonly name?: SettingEdit['key'];
  readonly reason?: string;
}

/** A device that was chosen. `id` is the browser's, and lasts as long as its permission. */
export interface ChosenDevice {
  readonly id: string;
  readonly name: string;
}

export interface SetupBox extends ChosenDevice {
  readonly offered: readonly GattName[];
  /** The least version that offers these. */
  readonly firmware: ReturnType<typeof firmwareOf>;
  /** As servers know it; null where it cannot be told. */
  readonly boxId: string | null;
  readonly settings: BoxSettings;
  /** Settings whose value made no sense. */
  readonly damaged: readonly ReadableSetting[];
  readonly memory: SetupMemory;
}

export interface WriteProgress {
  readonly name: GattSetting;
  /** Bytes of all writes together. */
  readonly done: number;
  readonly total: number;
}

/** What the newest thing that was asked for came to. */
export type SetupOutcome =
  /** `needsRestart`: pictures are kept only when the box leaves setup mode. */
  | { readonly kind: 'written'; readonly needsRestart: boolean }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly trouble: BluetoothTrouble };

export type SetupState = {
  /** Tells answers of what runs now from late ones. */
  readonly op: number;
} & (
  | { readonly phase: 'off'; readonly trouble: BluetoothTrouble | null }
  | { readonly phase: 'choosing' }
  | {
      readonly phase: 'connecting';
      readonly device: ChosenDevice;
      readonly memory: SetupMemory;
      /** It was lost, and is wanted back. */
      readonly before: LostBox | null;
    }
  /** Recognised, and let go of. */
  | { readonly phase: 'vibekeys'; readonly device: ChosenDevice }
  | { readonly phase: 'ready'; readonly box: SetupBox; readonly outcome: SetupOutcome | null }
  | {
      readonly phase: 'writing';
      readonly box: SetupBox;
      readonly edits: readonly SettingEdit[];
      readonly progress: WriteProgress;
      readonly isCancelling: boolean;
    }
  | { readonly phase: 'restarting'; readonly box: SetupBox }
  /** It cannot be restarted over the air: somebody has to press K0. */
  | { readonly phase: 'press-k0'; readonly box: SetupBox }
  /** `memory`: empty where the restart is sure. */
  | { readonly phase: 'restarted'; readonly device: ChosenDevice; readonly memory: SetupMemory }
  | ({ readonly phase: 'lost'; readonly trouble: BluetoothTrouble } & LostBox)
);

/** It went away; `edits` were not all written. */
export interface LostBox {
  readonly box: SetupBox;
  readonly edits: readonly SettingEdit[];
}

export type SetupEvent =
  /** `again`: the device of last time, without the browser's list. */
  | { readonly type: 'connect-asked'; readonly again: boolean }
  | {
      readonly type: 'chosen';
      readonly op: number;
      readonly device: ChosenDevice;
      readonly memory: SetupMemory;
    }
  | { readonly type: 'vibekeys-found'; readonly op: number }
  | {
      readonly type: 'read';
      readonly op: number;
      readonly offered: readonly GattName[];
      readonly boxId: string | null;
      readonly settings: BoxSettings;
      readonly damaged: readonly ReadableSetting[];
    }
  | { readonly type: 'write-asked'; readonly edits: readonly SettingEdit[] }
  /** About to send the first byte of it. */
  | { readonly type: 'setting-begun'; readonly op: number; readonly write: PlannedWrite; readonly at: Millis }
  | { readonly type: 'bytes-written'; readonly op: number; readonly bytes: number }
  | { readonly type: 'setting-written'; readonly op: number; readonly write: PlannedWrite }
  | { readonly type: 'all-written'; readonly op: number; readonly settings: BoxSettings }
  | { readonly type: 'cancel-asked' }
  | { readonly type: 'cancelled'; readonly op: number }
  | { readonly type: 'failed'; readonly op: number; readonly trouble: BluetoothTrouble }
  | { readonly type: 'restart-asked' }
  | { readonly type: 'reset-taken'; readonly op: number }
  /** Somebody pressed K0 or RST, and says so. */
  | { readonly type: 'restarted-by-hand' }
  | { readonly type: 'outcome-read' }
  | { readonly type: 'lost' }
  | { readonly type: 'leave-asked' };

export type SetupEffect =
  | { readonly type: 'choose'; readonly op: number }
  /** Connect, tell a VibeKeys from a box, read everything. */
  | { readonly type: 'open'; readonly op: number }
  | { readonly type: 'write'; readonly op: number; readonly writes: readonly PlannedWrite[] }
  | { readonly type: 'stop-writing' }
  | { readonly type: 'send-reset'; readonly op: number }
  | { readonly type: 'remember'; readonly id: string; readonly memory: SetupMemory }
  | { readonly type: 'disconnect' };

export interface SetupStep {
  readonly state: SetupState;
  readonly effects: readonly SetupEffect[];
}

export const initialSetupState: SetupState = { op: 0, phase: 'off', trouble: null };

export const troubleOf = ({ code, name, reason }: WriteRefusal): BluetoothTrouble => ({
  code,
  name,
  ...(reason !== undefined && { reason }),
});
