/**
 * Drives the setting up of a box over the air: performs what `stepSession` asks for, in order, and tells it what came of
 * it. The page draws `store`.
 */
import { createStore, type StoreApi } from 'zustand';
import { boxIdOf, isVibeKeys, resetText, type GattName } from '../../../core/box-gatt/characteristics.ts';
import type { PlannedWrite } from '../../../core/box-gatt/plan-writes.ts';
import {
  initialSetupState,
  type BluetoothTrouble,
  type LinkFailureCode,
  type SetupEffect,
  type SetupEvent,
  type SetupState,
} from '../../../core/box-gatt/session-state.ts';
import { stepSession } from '../../../core/box-gatt/step-session.ts';
import { encodeText } from '../../../core/box-gatt/values.ts';
import { EchoError } from '../../../core/errors.ts';
import type { SettingEdit } from '../../../core/esp/settings/box-settings.ts';
import type { Millis } from '../../../core/units.ts';
import { bluetoothFailure } from '../../platform/bluetooth/bluetooth-errors.ts';
import type { BluetoothBox, BluetoothBoxes, BoxLink } from '../../platform/bluetooth/box-link.ts';
import type { SetupMemoryStore } from '../../platform/bluetooth/setup-memory-store.ts';
import { firstDifference, readBox } from './read-box.ts';

export interface BluetoothSessionOptions {
  readonly boxes: BluetoothBoxes;
  readonly memory: SetupMemoryStore;
  /** Ms since the epoch. */
  readonly now: () => Millis;
  /** For the log: causes that people are not shown. */
  readonly report?: (cause: unknown) => void;
}

export interface BluetoothSession {
  readonly store: StoreApi<SetupState>;
  /** Lets the person choose a box (needs a click), or connects to the one of last time. */
  connect(again?: boolean): void;
  /** All of them or none is begun; what was acknowledged stays. */
  write(edits: readonly SettingEdit[]): void;
  cancel(): void;
  /** RESET, or the request to press K0. */
  restart(): void;
  /** The person has restarted the box with its keys. */
  restartedByHand(): void;
  /** The notice has been read. */
  dismiss(): void;
  leave(): void;
}

export function createBluetoothSession(options: BluetoothSessionOptions): BluetoothSession {
  const { boxes, memory, now, report } = options;
  const store = createStore<SetupState>(() => initialSetupState);
  let box: BluetoothBox | undefined;
  let link: BoxLink | undefined;
  let isStopping = false;

  const dispatch = (event: SetupEvent): void => {
    const { state, effects } = stepSession(store.getState(), event);
    store.setState(state, true);
    for (const effect of effects) perform(effect);
  };
  const isCurrent = (op: number) => store.getState().op === op;
  const run = (op: number, work: () => Promise<void>): void => {
    work().catch((cause: unknown) => {
      report?.(cause);
      dispatch({ type: 'failed', op, trouble: troubleFrom(cause) });
    });
  };

  function perform(effect: SetupEffect): void {
    switch (effect.type) {
      case 'choose':
        return run(effect.op, () => choose(effect.op));
      case 'open':
        return run(effect.op, () => open(effect.op));
      case 'write':
        isStopping = false;
        return run(effect.op, () => writeAll(effect.op, effect.writes));
      case 'stop-writing':
        isStopping = true;
        return;
      case 'send-reset':
        return run(effect.op, async () => {
          await linked().write('reset', encodeText(resetText));
          dispatch({ type: 'reset-taken', op: effect.op });
        });
      case 'remember':
        return memory.save(effect.id, effect.memory);
      case 'disconnect':
        link = undefined;
        return box?.disconnect();
    }
  }

  async function choose(op: number): Promise<void> {
    const chosen = await boxes.choose();
    if (!isCurrent(op)) return chosen.disconnect();
    box = chosen;
    const { id, name } = chosen;
    dispatch({ type: 'chosen', op, device: { id, name }, memory: memory.load(id) });
  }

  async function open(op: number): Promise<void> {
    if (!box) throw bluetoothFailure('bt-unreachable', 'no device is known any more');
    // It may break before there is a link in hand, while the box is looked over.
    let mine: BoxLink | undefined;
    const opened = await box.connect(() => {
      if (isCurrent(op) || (mine !== undefined && link === mine)) dispatch({ type: 'lost' });
    });
    if (!isCurrent(op)) return;
    link = mine = opened;
    // A VibeKeys has the same service: nothing is done before it is known which it is.
    if (!opened.offered.includes('server_url'))
      throw bluetoothFailure('bt-not-echokit', 'there is no server address');
    const known = new Map<GattName, Uint8Array>([['server_url', await opened.read('server_url')]]);
    if (isVibeKeys(known.get('server_url')!)) return dispatch({ type: 'vibekeys-found', op });
    const read = await readBox(opened, opened.offered, known);
    const { offered } = opened;
    const mac = offered.includes('mac') ? await opened.read('mac') : null;
    dispatch({ type: 'read', op, offered, boxId: boxIdOf(box.name, mac), ...read });
  }

  async function writeAll(op: number, writes: readonly PlannedWrite[]): Promise<void> {
    const state = store.getState();
    const edits = state.phase === 'writing' ? state.edits : [];
    const line = linked();
    for (const write of writes) {
      if (isStopping) return dispatch({ type: 'cancelled', op });
      dispatch({ type: 'setting-begun', op, write, at: now() });
      for (const value of write.values) {
        if (isStopping) return dispatch({ type: 'cancelled', op });
        if (!isCurrent(op)) return;
        await named(write.name, line.write(write.name, value));
        dispatch({ type: 'bytes-written', op, bytes: value.length });
      }
      dispatch({ type: 'setting-written', op, write });
    }
    const { settings } = await readBox(
      line,
      writes.map(({ name }) => name),
    );
    const different = firstDifference(edits, settings);
    if (different)
      throw new EchoError<LinkFailureCode>('bt-not-kept', `${different} reads back differently`, {
        details: { setting: different },
      });
    dispatch({ type: 'all-written', op, settings });
  }

  function linked(): BoxLink {
    if (!link) throw bluetoothFailure('bt-lost', 'there is no link');
    return link;
  }

  return {
    store,
    connect: (again = false) => dispatch({ type: 'connect-asked', again }),
    write: (edits) => dispatch({ type: 'write-asked', edits }),
    cancel: () => dispatch({ type: 'cancel-asked' }),
    restart: () => dispatch({ type: 'restart-asked' }),
    restartedByHand: () => dispatch({ type: 'restarted-by-hand' }),
    dismiss: () => dispatch({ type: 'outcome-read' }),
    leave: () => dispatch({ type: 'leave-asked' }),
  };
}

/** Says of a failed write which setting it was. */
async function named(name: PlannedWrite['name'], work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (cause) {
    if (!(cause instanceof EchoError)) throw cause;
    throw new EchoError(cause.code, cause.message, { cause, details: { ...cause.details, setting: name } });
  }
}

function troubleFrom(cause: unknown): BluetoothTrouble {
  if (!(cause instanceof EchoError)) return { code: 'bt-failed', reason: String(cause) };
  const { setting } = cause.details;
  return {
    // Only the link's own errors reach this place.
    code: cause.code as LinkFailureCode,
    ...(typeof setting === 'string' && { name: setting as SettingEdit['key'] }),
  };
}
