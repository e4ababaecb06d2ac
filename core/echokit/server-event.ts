/**
 * What an EchoKit server tells a box or a page: one MessagePack value per binary WebSocket message.
 * Source: sheet `echokit.md` 2.2, second-state/echokit_server 0.3.2 and echokit_box 0.3.2.
 */

/** Events that are a bare name. StartVideo, EndVideo, BGStart, BGEnd and InitSetting are sent by nobody any more. */
const unitEventNames = [
  'HelloStart',
  'HelloEnd',
  'EndAudio',
  'StartVideo',
  'EndVideo',
  'EndResponse',
  'EndVad',
  'HasNotification',
  'BGStart',
  'BGEnd',
  'InitSetting',
] as const;
type UnitEventName = (typeof unitEventNames)[number];

export type KnownServerEvent =
  | { readonly event: UnitEventName }
  /** Bytes of the greeting's WAV file, header included. */
  | { readonly event: 'HelloChunk'; readonly data: Uint8Array }
  /** Partial or final transcript, or the echo of a Text command. */
  | { readonly event: 'ASR'; readonly text: string }
  /** Free status text. */
  | { readonly event: 'Action'; readonly action: string }
  /** The person is to pick one; the answer is the command Select. */
  | { readonly event: 'Choices'; readonly message: string; readonly items: readonly string[] }
  /** A spoken segment begins; the text is its subtitle. */
  | { readonly event: 'StartAudio'; readonly text: string }
  /** 16 kHz s16le PCM or one Opus packet, as the connection's query says. */
  | { readonly event: 'AudioChunk'; readonly data: Uint8Array }
  /** To be shown, not spoken. */
  | { readonly event: 'DisplayText'; readonly text: string }
  /** One Opus packet and the mouth's shape: 0 closed, 1 to 5 A E I O U; any u8 passes. */
  | { readonly event: 'AudioChunkWithVowel'; readonly data: Uint8Array; readonly vowel: number }
  /** Samples at 16 kHz. Without `vowel` it is the one-field form that box 0.2.2 wants. */
  | { readonly event: 'AudioChunki16'; readonly data: Int16Array; readonly vowel?: number }
  /** A piece of a background image; sent until August 2025. */
  | { readonly event: 'BGChunk'; readonly data: Uint8Array };

/**
 * An event of a newer or foreign server: to be shown and skipped, never an error. Told apart by `'unknown' in event`.
 * `payload` is the value as it came, null where there was a name only. Bytes in it are Uint8Array, extension types
 * the MessagePack library's ExtData, integers beyond 2^53 are rounded, a byte-order mark before a long text is lost.
 */
export interface UnknownServerEvent {
  readonly event: string;
  readonly unknown: true;
  readonly payload: unknown;
}

export type ServerEvent = KnownServerEvent | UnknownServerEvent;
export type KnownEventName = KnownServerEvent['event'];

/** `bytes` is `Vec<u8>`, `samples` `Vec<i16>`, `vowel` a `u8`; `old-vowel` may be missing. */
export type FieldKind = 'text' | 'texts' | 'bytes' | 'samples' | 'vowel' | 'old-vowel';
export type EventField = readonly [name: string, kind: FieldKind];

const structEventFields = {
  HelloChunk: [['data', 'bytes']],
  ASR: [['text', 'text']],
  Action: [['action', 'text']],
  Choices: [
    ['message', 'text'],
    ['items', 'texts'],
  ],
  StartAudio: [['text', 'text']],
  AudioChunk: [['data', 'bytes']],
  DisplayText: [['text', 'text']],
  AudioChunkWithVowel: [
    ['data', 'bytes'],
    ['vowel', 'vowel'],
  ],
  AudioChunki16: [
    ['data', 'samples'],
    ['vowel', 'old-vowel'],
  ],
  BGChunk: [['data', 'bytes']],
} as const satisfies Record<Exclude<KnownEventName, UnitEventName>, readonly EventField[]>;

/** The fields of every known event in the order of the wire; empty for a bare name. */
export const serverEventFields: ReadonlyMap<string, readonly EventField[]> = new Map([
  ...unitEventNames.map((name): [string, readonly EventField[]] => [name, []]),
  ...Object.entries<readonly EventField[]>(structEventFields),
]);
