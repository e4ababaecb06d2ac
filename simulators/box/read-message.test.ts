import { describe, expect, it } from 'vitest';
import { createRandom } from '../../core/audio/random.testing.ts';
import { encodeServerEvent } from '../../core/echokit/encode-server-event.ts';
import { boxVersions, firmwares } from './firmware.ts';
import { readMessage } from './read-message.ts';

const bytes = (hex: string) =>
  Uint8Array.from(hex.replaceAll(' ', '').match(/../g) ?? [], (digits) => parseInt(digits, 16));
const text = (name: string) => (0xa0 | name.length).toString(16) + Buffer.from(name).toString('hex');
const read = (hex: string, version: keyof typeof firmwares = '0.3.2') =>
  readMessage(bytes(hex), firmwares[version]);

const asr = `81${text('ASR')}`;
const audio = `81${text('AudioChunk')}`;
const vowels = `81${text('AudioChunkWithVowel')}`;
const samples = `81${text('AudioChunki16')}`;
const choices = `81${text('Choices')}`;

describe('[B23] what a box reads as rmp-serde reads it', () => {
  it.each([
    ['by position', `${asr} 91 a2 6869`],
    ['by name', `${asr} 81 a4 74657874 a2 6869`],
    ['a unit with nil', `81 ${text('EndVad')} c0`],
    ['bin for bytes', `${audio} 91 c4 03 58 80 ff`],
    ['integers in a wider coding', `${audio} 91 93 cd0058 ce00000080 d1 00ff`],
    ['a long form of a short text', `${asr} 91 d9 02 6869`],
    [
      'unknown keys, whatever is in them',
      `${asr} 83 a1 78 cb 3ff8000000000000 a1 78 92 01 c0 ${text('text')} a2 6869`,
    ],
    ['bytes after the value', `${asr} 91 a2 6869 c1 c1`],
    ['samples with their vowel', `${samples} 92 95 00 01 ff cc80 d1ff7f 00`],
    ['bin for samples', `${samples} 92 c4 02 07 80 01`],
  ])('%s', (_, hex) => expect(read(hex).is).toBe('event'));

  it.each([
    ['a number for the name', '81 02 91 a2 6869'],
    ['a field too many', `${asr} 92 a2 6869 a2 6869`],
    ['a field too few', `${vowels} 91 91 58`],
    ['an empty list for a unit', `81 ${text('EndVad')} 90`],
    ['an empty map for a unit', `81 ${text('EndVad')} 80`],
    ['nil for a text', `${asr} 91 c0`],
    ['a text for bytes', `${audio} 91 a3 585858`],
    ['a text for bytes, by name', `${audio} 81 ${text('data')} a3 585858`],
    ['a text for samples', `${samples} 92 a3 585858 00`],
    ['a field named twice', `${asr} 82 ${text('text')} a1 61 ${text('text')} a1 62`],
    [
      'a float for a vowel, by name',
      `${vowels} 82 ${text('data')} 91 58 ${text('vowel')} cb 3ff0000000000000`,
    ],
    ['a float among bytes, by name', `${audio} 81 ${text('data')} 92 58 ca 3f800000`],
    ['floats by position', `${audio} 91 91 ca 3f800000`],
    ['samples without their vowel', `${samples} 91 91 00`],
    ['samples without their vowel, by name', `${samples} 81 ${text('data')} 91 00`],
    ['0x8000 unsigned for a sample', `${samples} 92 91 cd8000 00`],
    ['a cut message', `${asr} 91 a3 6869`],
    ['no MessagePack', 'c1'],
    ['nothing', ''],
  ])('refuses %s', (_, hex) => expect(read(hex).is).toBe('refused'));

  it.each([
    ['another name', `a3 ${Buffer.from('New').toString('hex')}`, '0.3.2'],
    ['DisplayText, though it is malformed', `81 ${text('DisplayText')} c0`, '0.3.2'],
    ['Choices', `${choices} 92 a1 61 90`, '0.3.2'],
    ['EndVad', 'a6456e64566164', '0.3.0'],
    ['samples', `${samples} 92 91 00 00`, '0.2.1'],
  ] as const)('knows no %s', (_, hex, version) => expect(read(hex, version).is).toBe('unknown'));

  it('takes choices where the firmware has them', () => {
    expect(read(`${choices} 92 a3 4f6b3f 92 a1 61 a1 62`, 'cc')).toEqual({
      is: 'event',
      event: { event: 'Choices', message: 'Ok?', items: ['a', 'b'] },
    });
  });

  it('never throws, and never takes what was cut', () => {
    const random = createRandom(5);
    const seeds = [
      encodeServerEvent({ event: 'AudioChunki16', data: Int16Array.of(1, -300, 128), vowel: 2 }),
      encodeServerEvent(
        { event: 'AudioChunkWithVowel', data: Uint8Array.of(1, 2), vowel: 4 },
        { bytes: 'array', form: 'named' },
      ),
      encodeServerEvent(
        { event: 'Choices', message: 'm', items: ['a', 'b'] },
        { bytes: 'bin', form: 'named' },
      ),
    ];
    for (let round = 0; round < 10_000; round += 1) {
      const message = seeds[random.integer(0, seeds.length - 1)]!.slice();
      for (let n = random.integer(0, 3); n > 0; n -= 1)
        message[random.integer(0, message.length - 1)] = random.integer(0, 255);
      const cut = message.subarray(0, random.integer(0, message.length));
      for (const version of boxVersions) readMessage(cut, firmwares[version]);
    }
    for (const seed of seeds)
      for (let length = 0; length < seed.length; length += 1)
        expect(readMessage(seed.subarray(0, length), firmwares.cc).is).toBe('refused');
  });
});
