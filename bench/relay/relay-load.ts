/** What the simulated boxes send and what they are answered. Source: sheet `echokit.md` 3.2, 4.8; issue 3, proof 7.5. */
import { encodeServerEvent } from '../../core/echokit/encode-server-event.ts';

export const frameBytes = 16_384;
export const frameEveryMs = 512;
/** Frames of an utterance; after the last of them the answer comes at once. */
export const framesPerTurn = 10;
export const turnMs = framesPerTurn * frameEveryMs;
/** 5 s in packets of 120 ms. */
const answerPackets = 42;

export const boxQuery = 'opus=true&vowel=true&stream_asr=true';
export const boxId = (n: number): string => n.toString(16).padStart(12, '0');

/** Seeded, so that two runs send the same (xorshift32). */
export function noise(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = (seed * 2_654_435_761 + 1) >>> 0 || 1;
  for (let at = 0; at + 4 <= length; at += 4) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes.writeInt32LE(state, at);
  }
  return bytes;
}

const pool = noise(1 << 20, 1);
const slice = (length: number, n: number): Buffer => {
  const at = (n * 104_729 * 4) % (pool.length - length);
  return pool.subarray(at, at + length);
};

export const startChat = '{"event":"StartChat"}';
/** The n-th frame of a box. */
export const upFrame = (box: number, n: number): Buffer => slice(frameBytes, box * 7_919 + n);

const events = (...list: Parameters<typeof encodeServerEvent>[0][]) =>
  list.map((event) => encodeServerEvent(event));

/** A whole answer: sent as one burst, some packets of 120 ms being larger than others. */
const answerOf = (box: number, turn: number): readonly Uint8Array[] => [
  ...events(
    { event: 'EndVad' },
    { event: 'ASR', text: `turn ${turn}` },
    { event: 'StartAudio', text: 'An answer.' },
  ),
  ...Array.from({ length: answerPackets }, (_, n) =>
    encodeServerEvent(
      {
        event: 'AudioChunkWithVowel',
        data: slice(200 + ((n * 97) % 600), box * 131 + turn * 17 + n),
        vowel: n % 6,
      },
      { bytes: 'array', form: 'positional' },
    ),
  ),
  ...events({ event: 'EndAudio' }, { event: 'EndResponse' }),
];

/** All answers that a box gets, turn by turn; made beforehand, as making them is none of what is measured. */
export const answersOf = (box: number, turns: number): readonly (readonly Uint8Array[])[] =>
  Array.from({ length: turns }, (_, n) => answerOf(box, n + 1));
