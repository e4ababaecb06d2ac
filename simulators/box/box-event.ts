import type { KnownServerEvent } from '../../core/echokit/server-event.ts';
import type { Millis } from '../../core/units.ts';

/** `up` and `down` are the volume keys; only Choices minds them. */
export type BoxButton = 'k0' | 'k0-long' | 'up' | 'down';
export type BoxTimer = 'boot' | 'retry' | 'poll';

export type BoxHappening =
  | { readonly type: 'power-on' }
  /** On release, short or after a second. */
  | { readonly type: 'button'; readonly button: BoxButton }
  /** 512 samples at 16 kHz, and how likely they are speech. */
  | { readonly type: 'heard'; readonly chunk: Int16Array; readonly probability: number }
  | { readonly type: 'link-opened'; readonly socket: number }
  /** It could not be opened. */
  | { readonly type: 'link-failed'; readonly socket: number }
  | { readonly type: 'link-closed'; readonly socket: number }
  /** Nothing that was sent has left for 30 s. */
  | { readonly type: 'send-timed-out'; readonly socket: number }
  /** Of those that the firmware knows, and only while {@link isReading}. */
  | { readonly type: 'server-said'; readonly said: KnownServerEvent }
  /** The answer to `decode-packet`, at once. */
  | { readonly type: 'packet-decoded'; readonly samples: Int16Array; readonly vowel: number }
  | { readonly type: 'packet-refused'; readonly message: string }
  /** The loudspeaker is through with all that it was given. */
  | { readonly type: 'segment-played' }
  | { readonly type: 'greeting-played' }
  | { readonly type: 'poll-answered'; readonly answer: 'notification' | 'nothing' | 'refused' }
  | { readonly type: 'timer-fired'; readonly timer: BoxTimer; readonly socket: number };

export type BoxEvent = BoxHappening & { readonly at: Millis };
