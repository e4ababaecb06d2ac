/** What the lines so far say of a box, as a reducer over facts. */
import type { Millis } from '../../units.ts';
import type { BoxFact } from './box-fact.ts';
import type { BoxStatus } from './log-types.ts';
import { utf8Length } from './lossy-text.ts';

const mostHeapPoints = 600;
const mostFrames = 32;
const longestMessage = 400;
/** Both kinds of memory are told in neighbouring lines: one point. */
const samePointMs: Millis = 1000;
/** What the Wi-Fi driver's strings hold; one byte more panics the firmware. Source: sheet `echokit.md` 7.3. */
const longestSsid = 32;
const longestPassword = 64;

export interface StatusState {
  readonly status: BoxStatus;
  /** How far this boot has come. */
  readonly stage: 'unknown' | 'booting' | 'started' | 'running';
  readonly ssid: string | null;
  readonly passwordBytes: number;
  /** The box panicked in this boot. */
  readonly hasPanicked: boolean;
  /** The panic's message stands on the next line. */
  readonly awaitsMessage: boolean;
}

export const freshStatus: StatusState = {
  status: { heap: [], reboots: 0 },
  stage: 'unknown',
  ssid: null,
  passwordBytes: 0,
  hasPanicked: false,
  awaitsMessage: false,
};

/** @param at wall instant of the line */
export function reduceStatus(state: StatusState, fact: BoxFact, at: Millis): StatusState {
  const { status } = state;
  const say = (more: Partial<BoxStatus>): StatusState => ({ ...state, status: { ...status, ...more } });
  switch (fact.type) {
    case 'reset':
      return reset(state);
    case 'booted':
      return say({ booted: fact.into });
    case 'app-started':
      return state.stage === 'running' || state.hasPanicked ? state : { ...state, stage: 'started' };
    case 'version':
      return say({ version: fact.version });
    case 'mac':
      return say({ mac: fact.mac });
    case 'ssid':
      return { ...state, ssid: fact.ssid };
    case 'password':
      return { ...state, passwordBytes: fact.bytes };
    case 'server-url':
      return say({ serverUrl: fact.url });
    case 'wifi':
      return running(say({ wifi: wifi(state, fact.state) }));
    case 'ip':
      return say({ ip: fact.ip });
    case 'server':
      return running(say({ server: fact.state }));
    case 'activity':
      return running(say({ activity: fact.activity, ...reached(state, fact.activity) }));
    case 'k0':
      return running(say({ activity: status.activity === 'listening' ? 'idle' : 'listening' }));
    case 'heap':
      return say({ heap: heap(status.heap, fact, at) });
    case 'trouble':
      return status.wifi?.state === 'connecting' ? say({ wifi: wifi(state, 'failed') }) : state;
    case 'panic':
      return panic(state, fact.message);
    case 'backtrace':
      return backtrace(state, fact.frames);
  }
}

/** A line that says nothing by itself may be a panic's message. @param text a line without a header */
export function reduceBareText(state: StatusState, text: string): StatusState {
  const { panic: known } = state.status;
  if (!state.awaitsMessage || known === undefined || text.trim() === '') return state;
  const message = `${known.message} ${text.trim()}`.slice(0, longestMessage);
  const hint = hintOf(state, message);
  return { ...state, awaitsMessage: false, status: { ...state.status, panic: { ...known, message, hint } } };
}

/** What was true of the last boot only is forgotten; what is true of the box, and its panic, stay. */
function reset({ status, stage }: StatusState): StatusState {
  const { version, mac, serverUrl, heap, panic: known, reboots } = status;
  return {
    ...freshStatus,
    stage: 'booting',
    status: {
      ...(version === undefined ? {} : { version }),
      ...(mac === undefined ? {} : { mac }),
      ...(serverUrl === undefined ? {} : { serverUrl }),
      heap,
      ...(known === undefined ? {} : { panic: known }),
      // The first may be the one that the listener caused.
      reboots: stage === 'unknown' ? reboots : reboots + 1,
    },
  };
}

const running = (state: StatusState): StatusState =>
  state.hasPanicked ? state : { ...state, stage: 'running', awaitsMessage: false };

/** It is idle first when it has reached its server. */
const reached = ({ status }: StatusState, activity: BoxStatus['activity']): Partial<BoxStatus> =>
  activity === 'idle' && status.server === undefined ? { server: 'connected' } : {};

const wifi = (
  { ssid }: StatusState,
  state: NonNullable<BoxStatus['wifi']>['state'],
): NonNullable<BoxStatus['wifi']> => ({ state, ...(ssid === null ? {} : { ssid }) });

function heap(
  points: BoxStatus['heap'],
  { memory, kib }: Extract<BoxFact, { type: 'heap' }>,
  at: Millis,
): BoxStatus['heap'] {
  const key = memory === 'internal' ? 'internalKiB' : 'spiramKiB';
  const last = points.at(-1);
  if (last !== undefined && last[key] === undefined && at - last.at < samePointMs)
    return [...points.slice(0, -1), { ...last, [key]: kib }];
  return [...points.slice(1 - mostHeapPoints), { at, [key]: kib }];
}

/** The first of a boot counts: an abort or an exception that follows is its consequence. */
function panic(state: StatusState, printed: string): StatusState {
  if (state.hasPanicked) return state;
  const message = printed.slice(0, longestMessage);
  return {
    ...state,
    hasPanicked: true,
    // Rust: `panicked at file:line:column:`, then the reason on a line of its own.
    awaitsMessage: message.endsWith(':'),
    status: { ...state.status, panic: { message, backtrace: [], hint: hintOf(state, message) } },
  };
}

function backtrace(state: StatusState, frames: readonly string[]): StatusState {
  const { panic: known } = state.status;
  if (known === undefined || !state.hasPanicked) return state;
  const all = [...known.backtrace, ...frames].slice(0, mostFrames);
  return { ...state, awaitsMessage: false, status: { ...state.status, panic: { ...known, backtrace: all } } };
}

/** The causes that a person can cure. Source: sheets `device.md` C.7, `echokit.md` 7.3. */
function hintOf(state: StatusState, message: string): NonNullable<BoxStatus['panic']>['hint'] {
  if (/memory allocation of|alloc\w* (failed|error)|out of memory|NO_MEM|OutOfMemory/i.test(message))
    return 'out-of-memory';
  if (/gif/i.test(message)) return 'bad-background-gif';
  if (state.ssid !== null && utf8Length(state.ssid) > longestSsid) return 'long-ssid';
  if (state.passwordBytes > longestPassword) return 'long-password';
  // The background is decoded before anything else is begun.
  return state.stage === 'started' ? 'bad-background-gif' : 'unknown';
}
