/** What the firmwares do differently. Source: sheet `echokit.md` 1.4, 2.2, 4.8, 4.9. */
import type { ConnectionQuery } from '../../core/echokit/connection-query.ts';
import type { Millis } from '../../core/units.ts';

/** `cc` is the branch with Claude support. */
export const boxVersions = ['0.3.2', '0.3.0', '0.2.1', 'cc'] as const;
export type BoxVersion = (typeof boxVersions)[number];

export interface Firmware {
  /** What it asks of a server whenever it dials; `reconnect` comes on top. */
  readonly query: Partial<ConnectionQuery>;
  /** What AudioChunk holds. */
  readonly audio: 'opus' | 'pcm';
  /** Who finds the end of speech: the server by EndVad, or the box, which then sends Submit. */
  readonly endOfSpeech: 'server' | 'box';
  /** Names that its enum has. Others are a warning in its log, and ignored. */
  readonly events: ReadonlySet<string>;
  /** With voice interrupt on, more speech than this over a reply interrupts it. Null where there is none. */
  readonly interruptMs: Millis | null;
  /** Keeps Submitting and Choices apart from its other states, and takes EndVad and StartAudio in fewer of them. */
  readonly isStrict: boolean;
}

const first = [
  ...['HelloStart', 'HelloChunk', 'HelloEnd', 'ASR', 'Action', 'StartAudio', 'AudioChunk', 'EndAudio'],
  ...['StartVideo', 'EndVideo', 'EndResponse'],
];
const withVowels = [...first, 'AudioChunkWithVowel', 'AudioChunki16'];
const withEndVad = [...withVowels, 'EndVad'];

export const firmwares: Readonly<Record<BoxVersion, Firmware>> = {
  '0.2.1': {
    query: {},
    audio: 'pcm',
    endOfSpeech: 'box',
    events: new Set(first),
    interruptMs: null,
    isStrict: false,
  },
  '0.3.0': {
    query: { opus: true, vowel: true },
    audio: 'opus',
    endOfSpeech: 'box',
    events: new Set(withVowels),
    interruptMs: null,
    isStrict: false,
  },
  '0.3.2': {
    query: { opus: true, vowel: true, streamAsr: true },
    audio: 'opus',
    endOfSpeech: 'server',
    events: new Set(withEndVad),
    interruptMs: 600,
    isStrict: false,
  },
  cc: {
    query: { opus: true, vowel: true, streamAsr: true },
    audio: 'opus',
    endOfSpeech: 'server',
    events: new Set([...withEndVad, 'Choices', 'DisplayText', 'HasNotification']),
    interruptMs: 500,
    isStrict: true,
  },
};
