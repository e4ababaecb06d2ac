/** What a box knows. Chunks are 512 samples at 16 kHz; instants are of the clock that its events carry. */
import type { Millis, Samples } from '../../core/units.ts';
import type { Ear } from './ear.ts';
import { freshEar } from './ear.ts';
import type { BoxVersion } from './firmware.ts';
import { freshPace, type Pace } from './pace.ts';

/** Speech on its way to the server. */
export interface Utterance {
  /** StartChat was sent. */
  readonly isStarted: boolean;
  /** Samples since its start, pre-roll among them. */
  readonly captured: Samples;
  /** Not sent yet. */
  readonly buffered: readonly Int16Array[];
  /** An ASR came: the 10 s rule is off. */
  readonly isUnderstood: boolean;
}

export type BoxPhase =
  | { readonly name: 'off' }
  /** Starts, then dials without `reconnect`. */
  | { readonly name: 'booting' }
  /** "Failed to connect to server": waits for K0. */
  | { readonly name: 'unreachable' }
  /** Setup by Bluetooth: leaves it only by a restart. */
  | { readonly name: 'setup' }
  | { readonly name: 'idle' }
  /** `voice`: a voice interrupted, these are its chunks. Null: K0 was pressed. */
  | {
      readonly name: 'reconnecting';
      readonly attempt: number;
      readonly voice: readonly Int16Array[] | null;
    }
  | { readonly name: 'greeting' }
  /** `quietSince`: the last event of any kind. */
  | { readonly name: 'listening'; readonly utterance: Utterance | null; readonly quietSince: Millis }
  /** Only `cc`, after StartChat. */
  | { readonly name: 'submitting'; readonly utterance: Utterance }
  | { readonly name: 'waiting' }
  /** Only `cc`. */
  | { readonly name: 'choices'; readonly items: readonly string[]; readonly selected: number }
  | {
      readonly name: 'speaking';
      /** `draining`: EndAudio came, and the socket is not read until the loudspeaker is through. */
      readonly segment: 'open' | 'draining' | 'played';
      /** What waits for EndAudio because the server is slow. */
      readonly held: readonly Int16Array[];
      /** Voice over the reply, while voice interrupt is on. */
      readonly voice: readonly Int16Array[];
    };
export type BoxPhaseName = BoxPhase['name'];

export type Hello =
  | { readonly is: 'none' }
  | { readonly is: 'coming'; readonly bytes: readonly Uint8Array[] }
  /** Once per boot. s16le, whatever the file's header says. */
  | { readonly is: 'stored'; readonly samples: Int16Array };

export interface BoxState {
  readonly version: BoxVersion;
  readonly phase: BoxPhase;
  /** `lost`: nobody has noticed yet. */
  readonly link: 'none' | 'dialling' | 'open' | 'lost';
  /** Counts the times it dialled; what belongs to an older number matches nothing. */
  readonly socket: number;
  readonly hello: Hello;
  readonly ear: Ear;
  readonly pace: Pace;
  readonly isVoiceInterruptOn: boolean;
  /** StartChat was sent, and no EndResponse has come. */
  readonly isTurnOpen: boolean;
  /** Audio that the box drops, so that it is told once. */
  readonly isDropping: boolean;
  /** Segments begun, over all boots. */
  readonly segments: number;
  /** As on its screen's status bar. */
  readonly screen: string;
}

export function createBoxState(version: BoxVersion): BoxState {
  return {
    version,
    phase: { name: 'off' },
    link: 'none',
    socket: 0,
    hello: { is: 'none' },
    ear: freshEar,
    pace: freshPace,
    isVoiceInterruptOn: false,
    isTurnOpen: false,
    isDropping: false,
    segments: 0,
    screen: '',
  };
}

/** Server events are taken one by one; while this is false they stay where they are. */
export function isReading({ phase }: BoxState): boolean {
  switch (phase.name) {
    case 'off':
    case 'booting':
    case 'reconnecting':
    case 'greeting':
      return false;
    case 'speaking':
      return phase.segment !== 'draining';
    case 'unreachable':
    case 'setup':
    case 'idle':
    case 'listening':
    case 'submitting':
    case 'waiting':
    case 'choices':
      return true;
  }
}
