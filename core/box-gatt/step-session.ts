/** The session's decisions, see [rules](rules.md). */
import type { BoxSettings, SettingEdit } from '../esp/settings/box-settings.ts';
import { firmwareOf } from './characteristics.ts';
import { planWrites, type PlannedWrite } from './plan-writes.ts';
import {
  troubleOf,
  type BluetoothTrouble,
  type ChosenDevice,
  type SetupBox,
  type SetupEffect,
  type SetupEvent,
  type SetupState,
  type SetupStep,
} from './session-state.ts';
import { freshMemory, type SetupMemory } from './setup-memory.ts';

const stay = (state: SetupState): SetupStep => ({ state, effects: [] });
const go = (state: SetupState, ...effects: SetupEffect[]): SetupStep => ({ state, effects });

export function stepSession(state: SetupState, event: SetupEvent): SetupStep {
  if ('op' in event && event.op !== state.op) return stay(state);
  const op = state.op + 1;
  switch (event.type) {
    case 'connect-asked':
      return connect(state, event.again, op);
    case 'chosen':
      if (state.phase !== 'choosing') return stay(state);
      return go(
        { op: state.op, phase: 'connecting', device: event.device, memory: event.memory, before: null },
        { type: 'open', op: state.op },
      );
    case 'vibekeys-found':
      if (state.phase !== 'connecting') return stay(state);
      return go({ op, phase: 'vibekeys', device: state.device }, { type: 'disconnect' });
    case 'read': {
      if (state.phase !== 'connecting') return stay(state);
      const { offered, boxId, settings, damaged } = event;
      const { device, memory } = state;
      const firmware = firmwareOf(new Set(offered));
      return stay({
        op,
        phase: 'ready',
        box: { ...device, boxId, memory, offered, firmware, settings, damaged },
        outcome: null,
      });
    }
    case 'write-asked':
      return write(state, event.edits, op);
    case 'setting-begun':
    case 'bytes-written':
    case 'setting-written':
    case 'all-written':
    case 'cancelled':
      return whileWriting(state, event);
    case 'cancel-asked':
      return cancel(state, op);
    case 'failed':
      return fail(state, event.trouble, op);
    case 'restart-asked':
      return restart(state, op);
    case 'reset-taken':
      return state.phase === 'restarting' ? restarted(state.box, op) : stay(state);
    case 'restarted-by-hand':
      return byHand(state, op);
    case 'outcome-read':
      if (state.phase === 'ready') return stay({ ...state, outcome: null });
      return state.phase === 'off' ? stay({ ...state, trouble: null }) : stay(state);
    case 'lost':
      return lose(state, { code: 'bt-lost' }, op);
    case 'leave-asked':
      return go({ op, phase: 'off', trouble: null }, { type: 'disconnect' });
  }
}

function connect(state: SetupState, again: boolean, op: number): SetupStep {
  if (again && (state.phase === 'lost' || state.phase === 'restarted')) {
    const isLost = state.phase === 'lost';
    const device = deviceOf(isLost ? state.box : state.device);
    const memory = isLost ? state.box.memory : state.memory;
    const before = isLost ? { box: state.box, edits: state.edits } : null;
    return go({ op, phase: 'connecting', device, memory, before }, { type: 'open', op });
  }
  if (
    state.phase === 'off' ||
    state.phase === 'vibekeys' ||
    state.phase === 'restarted' ||
    state.phase === 'lost'
  )
    return go({ op, phase: 'choosing' }, { type: 'choose', op });
  return stay(state);
}

function write(state: SetupState, edits: readonly SettingEdit[], op: number): SetupStep {
  if (state.phase !== 'ready' || edits.length === 0) return stay(state);
  const { box } = state;
  const planned = planWrites(edits, {
    isVibeKeys: false,
    offered: new Set(box.offered),
    memory: box.memory,
  });
  if (!planned.ok) return stay({ ...state, outcome: { kind: 'failed', trouble: troubleOf(planned.error) } });
  const writes = planned.value;
  const total = writes.flatMap(({ values }) => values).reduce((sum, { length }) => sum + length, 0);
  return go(
    {
      op,
      phase: 'writing',
      box,
      edits,
      progress: { name: writes[0]!.name, done: 0, total },
      isCancelling: false,
    },
    { type: 'write', op, writes },
  );
}

type WritingEvent = Extract<
  SetupEvent,
  { type: 'setting-begun' | 'bytes-written' | 'setting-written' | 'all-written' | 'cancelled' }
>;

function whileWriting(state: SetupState, event: WritingEvent): SetupStep {
  if (state.phase !== 'writing') return stay(state);
  const { box, edits, progress } = state;
  switch (event.type) {
    case 'setting-begun': {
      const { write: planned, at } = event;
      const next = { ...state, progress: { ...progress, name: planned.name } };
      // [G4]
      return remembering(next, withPicture(box.memory, planned, at, false));
    }
    case 'bytes-written':
      return stay({ ...state, progress: { ...progress, done: progress.done + event.bytes } });
    case 'setting-written': {
      const { write: planned } = event;
      const edit = edits.find(({ key }) => key === planned.name);
      const left = edits.filter((one) => one !== edit);
      const next = { ...state, edits: left, box: { ...box, settings: withEdit(box.settings, edit) } };
      const kept = planned.name === 'avatar_gif' ? box.memory.avatar : box.memory.background;
      return remembering(next, withPicture(box.memory, planned, kept?.at ?? 0, true));
    }
    case 'all-written': {
      const { background, avatar } = box.memory;
      return stay({
        op: state.op + 1,
        phase: 'ready',
        box: { ...box, settings: { ...box.settings, ...event.settings } },
        // [G9]
        outcome: { kind: 'written', needsRestart: background !== undefined || avatar !== undefined },
      });
    }
    case 'cancelled':
      return stay({ op: state.op + 1, phase: 'ready', box, outcome: { kind: 'cancelled' } });
  }
}

function withPicture(memory: SetupMemory, planned: PlannedWrite, at: number, isWhole: boolean): SetupMemory {
  if (planned.fileBytes === undefined) return memory;
  const sent = { fileBytes: planned.fileBytes, isWhole, at };
  return planned.name === 'avatar_gif' ? { ...memory, avatar: sent } : { ...memory, background: sent };
}

function remembering(state: SetupState & { readonly phase: 'writing' }, memory: SetupMemory): SetupStep {
  if (memory === state.box.memory) return stay(state);
  const box = { ...state.box, memory };
  return go({ ...state, box }, { type: 'remember', id: box.id, memory });
}

/** [G6] What the box acknowledged is its own; of pictures it is not known. */
function withEdit(settings: BoxSettings, edit: SettingEdit | undefined): BoxSettings {
  if (!edit || edit.key === 'background_gif' || edit.key === 'avatar_gif') return settings;
  return { ...settings, [edit.key]: edit.value ?? undefined };
}

function cancel(state: SetupState, op: number): SetupStep {
  if (state.phase === 'writing' && !state.isCancelling)
    return go({ ...state, isCancelling: true }, { type: 'stop-writing' });
  if (state.phase === 'choosing' || state.phase === 'connecting') return notConnected(state, null, op);
  return stay(state);
}

/** Back to where it was begun: a box that was lost stays lost. */
function notConnected(
  state: SetupState & { readonly phase: 'choosing' | 'connecting' },
  trouble: BluetoothTrouble | null,
  op: number,
): SetupStep {
  const before = state.phase === 'connecting' ? state.before : null;
  return go(
    before
      ? { op, phase: 'lost', ...before, trouble: trouble ?? { code: 'bt-lost' } }
      : { op, phase: 'off', trouble },
    { type: 'disconnect' },
  );
}

function fail(state: SetupState, trouble: BluetoothTrouble, op: number): SetupStep {
  switch (state.phase) {
    case 'choosing':
    case 'connecting':
      return notConnected(state, trouble, op);
    case 'writing':
      if (trouble.code === 'bt-lost') return lose(state, trouble, op);
      return stay({ op, phase: 'ready', box: state.box, outcome: { kind: 'failed', trouble } });
    case 'restarting':
      if (trouble.code === 'bt-lost') return lose(state, trouble, op);
      // [G8]
      return stay({ op, phase: 'press-k0', box: state.box });
    case 'off':
    case 'vibekeys':
    case 'ready':
    case 'press-k0':
    case 'restarted':
    case 'lost':
      return stay(state);
  }
}

function restart(state: SetupState, op: number): SetupStep {
  if (state.phase !== 'ready') return stay(state);
  const { box } = state;
  if (!box.offered.includes('reset')) return stay({ op, phase: 'press-k0', box });
  return go({ op, phase: 'restarting', box }, { type: 'send-reset', op });
}

const deviceOf = ({ id, name }: ChosenDevice): ChosenDevice => ({ id, name });

/** [G4] Surely: RESET was taken, or a person did it. */
function restarted(box: SetupBox, op: number): SetupStep {
  return go(
    { op, phase: 'restarted', device: deviceOf(box), memory: freshMemory },
    { type: 'remember', id: box.id, memory: freshMemory },
    { type: 'disconnect' },
  );
}

function byHand(state: SetupState, op: number): SetupStep {
  if (state.phase === 'press-k0' || state.phase === 'ready') return restarted(state.box, op);
  if (state.phase !== 'lost') return stay(state);
  return go(
    { ...state, box: { ...state.box, memory: freshMemory } },
    { type: 'remember', id: state.box.id, memory: freshMemory },
  );
}

function lose(state: SetupState, trouble: BluetoothTrouble, op: number): SetupStep {
  switch (state.phase) {
    case 'connecting':
      return notConnected(state, trouble, op);
    case 'ready':
    case 'writing': {
      const edits = state.phase === 'writing' ? state.edits : [];
      return go({ op, phase: 'lost', box: state.box, edits, trouble }, { type: 'disconnect' });
    }
    // Most likely it does as it was told. If RESET never arrived, its buffers are as they were.
    case 'restarting':
      return go(
        { op, phase: 'restarted', device: deviceOf(state.box), memory: state.box.memory },
        { type: 'disconnect' },
      );
    // K0 has been pressed, as was asked for.
    case 'press-k0':
      return restarted(state.box, op);
    case 'off':
    case 'choosing':
    case 'vibekeys':
    case 'restarted':
    case 'lost':
      return stay(state);
  }
}
