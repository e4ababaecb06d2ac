import type { ClientCommand } from '../../core/echokit/client-command.ts';
import type { Millis } from '../../core/units.ts';
import type { BoxButton, BoxTimer } from './box-event.ts';
import type { BoxPhaseName } from './box-state.ts';

/**
 * The server broke the protocol towards this box. Which that are, and which slips are merely ignored, is told in README.md.
 */
export type BoxViolation =
  | 'extension-accepted'
  | 'text-frame'
  | 'undecodable'
  | 'packet-undecodable'
  | 'audio-outside-speaking'
  | 'audio-unknown-to-box'
  | 'start-audio-ignored'
  | 'no-asr';

export type BoxFact =
  /** Its state or screen. `entered` is false where only the screen changed. */
  | {
      readonly type: 'state';
      readonly phase: BoxPhaseName;
      readonly screen: string;
      readonly entered: boolean;
    }
  | {
      readonly type: 'turn';
      /** `ended` by EndResponse, `interrupted` by K0 or voice, `given-up` by the 10 s rule, else `lost`. */
      readonly outcome: 'started' | 'ended' | 'interrupted' | 'given-up' | 'lost';
    }
  /** K0 or a voice stopped a reply, or the wait for one. */
  | { readonly type: 'interrupted'; readonly by: 'k0' | 'voice' }
  | { readonly type: 'violation'; readonly code: BoxViolation; readonly message: string }
  /** It came and did nothing. */
  | { readonly type: 'event-ignored'; readonly event: string; readonly why: string }
  | { readonly type: 'button-ignored'; readonly button: BoxButton; readonly why: string }
  | { readonly type: 'reboot'; readonly cause: string };

export type BoxEffect =
  /** Drops the former socket without a Close. */
  | { readonly type: 'dial'; readonly socket: number; readonly reconnect: boolean }
  | { readonly type: 'drop-link' }
  /** A Close frame. */
  | { readonly type: 'close-link' }
  | { readonly type: 'send-command'; readonly command: ClientCommand }
  | { readonly type: 'send-audio'; readonly chunks: readonly Int16Array[] }
  /** Null: the built-in beep. Answered by `greeting-played`. */
  | { readonly type: 'play-greeting'; readonly samples: Int16Array | null }
  /** The decoder starts anew. */
  | { readonly type: 'begin-segment'; readonly segment: number; readonly text: string }
  | { readonly type: 'decode-packet'; readonly packet: Uint8Array; readonly vowel: number }
  | { readonly type: 'play'; readonly samples: Int16Array; readonly vowel: number | null }
  /** Answered by `segment-played` once all is played. */
  | { readonly type: 'end-segment' }
  | { readonly type: 'clear-loudspeaker' }
  | {
      readonly type: 'arm-timer';
      readonly timer: BoxTimer;
      readonly socket: number;
      readonly afterMs: Millis;
    }
  | { readonly type: 'poll-notifications' }
  | { readonly type: 'tell'; readonly fact: BoxFact };
