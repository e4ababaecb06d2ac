/** Golden bytes of the sheet, and random events for round trips and fuzzing. */
import type { Random } from '../audio/random.testing.ts';
import type { KnownEventName, ServerEvent } from './server-event.ts';

export const fromHex = (hex: string): Uint8Array =>
  Uint8Array.from(hex.replaceAll(/\s/g, '').match(/../g) ?? [], (pair) => parseInt(pair, 16));
export const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const bytes = (...values: number[]) => Uint8Array.from(values);

/** Every example of sheet `echokit.md` 2.1 to 2.3 that echokit_server may send: positional, bytes as integers. */
export const goldenEvents: readonly (readonly [event: ServerEvent, hex: string])[] = [
  [{ event: 'HelloStart' }, 'aa 48 65 6c 6c 6f 53 74 61 72 74'],
  [
    { event: 'HelloChunk', data: bytes(0x52, 0x49, 0x80, 0xff) },
    '81 aa 48 65 6c 6c 6f 43 68 75 6e 6b 91 94 52 49 cc 80 cc ff',
  ],
  [{ event: 'HelloEnd' }, 'a8 48 65 6c 6c 6f 45 6e 64'],
  [{ event: 'ASR', text: 'hi' }, '81 a3 41 53 52 91 a2 68 69'],
  [{ event: 'ASR', text: '你好' }, '81 a3 41 53 52 91 a6 e4 bd a0 e5 a5 bd'],
  [{ event: 'ASR', text: 'a'.repeat(32) }, `81 a3 41 53 52 91 d9 20 ${'61'.repeat(32)}`],
  [{ event: 'Action', action: 'say' }, '81 a6 41 63 74 69 6f 6e 91 a3 73 61 79'],
  [
    { event: 'Choices', message: 'Ok?', items: ['Confirm', 'Cancel'] },
    '81 a7 43 68 6f 69 63 65 73 92 a3 4f 6b 3f 92 a7 43 6f 6e 66 69 72 6d a6 43 61 6e 63 65 6c',
  ],
  [{ event: 'StartAudio', text: 'Hi.' }, '81 aa 53 74 61 72 74 41 75 64 69 6f 91 a3 48 69 2e'],
  [
    { event: 'AudioChunk', data: bytes(0x58, 0, 0x7f, 0x80, 0xff) },
    '81 aa 41 75 64 69 6f 43 68 75 6e 6b 91 95 58 00 7f cc 80 cc ff',
  ],
  [
    { event: 'AudioChunk', data: bytes(0, 0, 0x80, 1) },
    '81 aa 41 75 64 69 6f 43 68 75 6e 6b 91 94 00 00 cc 80 01',
  ],
  [{ event: 'DisplayText', text: 'x' }, '81 ab 44 69 73 70 6c 61 79 54 65 78 74 91 a1 78'],
  [
    { event: 'AudioChunkWithVowel', data: bytes(0x58, 0x80), vowel: 3 },
    '81 b3 41 75 64 69 6f 43 68 75 6e 6b 57 69 74 68 56 6f 77 65 6c 92 92 58 cc 80 03',
  ],
  [
    { event: 'AudioChunki16', data: Int16Array.of(0, 1, -1, 128, -129), vowel: 0 },
    '81 ad 41 75 64 69 6f 43 68 75 6e 6b 69 31 36 92 95 00 01 ff cc 80 d1 ff 7f 00',
  ],
  [{ event: 'EndAudio' }, 'a8 45 6e 64 41 75 64 69 6f'],
  [{ event: 'StartVideo' }, 'aa 53 74 61 72 74 56 69 64 65 6f'],
  [{ event: 'EndVideo' }, 'a8 45 6e 64 56 69 64 65 6f'],
  [{ event: 'EndResponse' }, 'ab 45 6e 64 52 65 73 70 6f 6e 73 65'],
  [{ event: 'EndVad' }, 'a6 45 6e 64 56 61 64'],
  [{ event: 'HasNotification' }, 'af 48 61 73 4e 6f 74 69 66 69 63 61 74 69 6f 6e'],
  [{ event: 'BGStart' }, 'a7 42 47 53 74 61 72 74'],
  [{ event: 'BGChunk', data: bytes(1, 200) }, '81 a7 42 47 43 68 75 6e 6b 91 92 01 cc c8'],
  [{ event: 'BGEnd' }, 'a5 42 47 45 6e 64'],
  [{ event: 'InitSetting' }, 'ab 49 6e 69 74 53 65 74 74 69 6e 67'],
];

/** The sheet's examples of the named form; the ellipsis of the third is the event's name. */
export const goldenNamed: readonly (readonly [event: ServerEvent, hex: string])[] = [
  [{ event: 'ASR', text: 'hi' }, '81 a3 41 53 52 81 a4 74 65 78 74 a2 68 69'],
  [{ event: 'Action', action: 'say' }, '81 a6 41 63 74 69 6f 6e 81 a6 61 63 74 69 6f 6e a3 73 61 79'],
  [
    { event: 'AudioChunkWithVowel', data: bytes(0x58, 0x80), vowel: 3 },
    '81 b3 41 75 64 69 6f 43 68 75 6e 6b 57 69 74 68 56 6f 77 65 6c 82 a4 64 61 74 61 92 58 cc 80 a5 76 6f 77 65 6c 03',
  ],
];

/** Lengths at which a head of MessagePack changes its width, and those beside them. */
export const edgeLengths = [0, 1, 15, 16, 31, 32, 255, 256, 65_535, 65_536];

const letters = [
  'a',
  'Z',
  ' ',
  '"',
  '\u0000',
  'é',
  'ß',
  '你',
  '好',
  '\uFEFF',
  '\uFFFD',
  '\uE000',
  '😀',
  '𠮷',
];

export function randomText(random: Random, longest = 400): string {
  const length = random.chance(0.3) ? random.integer(28, 34) : random.integer(0, longest);
  return Array.from({ length }, () => letters[random.integer(0, letters.length - 1)]!).join('');
}

export function randomBytes(random: Random): Uint8Array {
  const edge = random.chance(0.02) ? 10 : 8;
  const length = random.chance(0.3) ? edgeLengths[random.integer(0, edge - 1)]! : random.integer(0, 300);
  return Uint8Array.from({ length }, () => random.integer(0, 255));
}

function randomPayload(random: Random, depth: number): unknown {
  const list = () => Array.from({ length: random.integer(0, 5) }, () => randomPayload(random, depth + 1));
  switch (random.integer(0, depth < 4 ? 8 : 6)) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
      return random.integer(-40_000, 5_000_000_000);
    case 3:
      return random.next() - 0.5;
    case 4:
      return random.integer(-200, 300);
    case 5:
      return randomText(random, 40).replaceAll('\uFEFF', '');
    case 6:
      return randomBytes(random);
    case 7:
      return list();
    default:
      return Object.fromEntries(list().map((value, i) => [`k${i}${randomText(random, 5)}`, value]));
  }
}

const makers: Readonly<Record<KnownEventName, (random: Random) => ServerEvent>> = {
  HelloStart: () => ({ event: 'HelloStart' }),
  HelloChunk: (random) => ({ event: 'HelloChunk', data: randomBytes(random) }),
  HelloEnd: () => ({ event: 'HelloEnd' }),
  ASR: (random) => ({ event: 'ASR', text: randomText(random) }),
  Action: (random) => ({ event: 'Action', action: randomText(random) }),
  Choices: (random) => ({
    event: 'Choices',
    message: randomText(random),
    items: Array.from({ length: random.integer(0, 20) }, () => randomText(random, 40)),
  }),
  StartAudio: (random) => ({ event: 'StartAudio', text: randomText(random) }),
  AudioChunk: (random) => ({ event: 'AudioChunk', data: randomBytes(random) }),
  DisplayText: (random) => ({ event: 'DisplayText', text: randomText(random, 3_000) }),
  AudioChunkWithVowel: (random) => ({
    event: 'AudioChunkWithVowel',
    data: randomBytes(random),
    vowel: random.integer(0, 255),
  }),
  AudioChunki16: (random) => ({
    event: 'AudioChunki16',
    data: Int16Array.from({ length: random.integer(0, 600) }, () => random.integer(-32_768, 32_767)),
    ...(random.chance(0.5) ? { vowel: random.integer(0, 5) } : {}),
  }),
  EndAudio: () => ({ event: 'EndAudio' }),
  StartVideo: () => ({ event: 'StartVideo' }),
  EndVideo: () => ({ event: 'EndVideo' }),
  EndResponse: () => ({ event: 'EndResponse' }),
  EndVad: () => ({ event: 'EndVad' }),
  HasNotification: () => ({ event: 'HasNotification' }),
  BGStart: () => ({ event: 'BGStart' }),
  BGChunk: (random) => ({ event: 'BGChunk', data: randomBytes(random) }),
  BGEnd: () => ({ event: 'BGEnd' }),
  InitSetting: () => ({ event: 'InitSetting' }),
};
const names = Object.keys(makers) as KnownEventName[];

/** Every kind of event equally often, one in ten of them unknown. */
export function randomEvent(random: Random): ServerEvent {
  if (!random.chance(0.1)) return makers[names[random.integer(0, names.length - 1)]!](random);
  const event = `X${randomText(random, 20)}`.slice(0, 40).replaceAll(/\p{Surrogate}/gu, '');
  return { event, unknown: true, payload: randomPayload(random, 0) };
}
