import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../core/audio/random.testing.ts';
import { decodeServerEvent } from '../core/echokit/decode-server-event.ts';
import { encodeServerEvent, type EventEncoding } from '../core/echokit/encode-server-event.ts';
import { goldenEvents, goldenNamed, randomEvent } from '../core/echokit/events.testing.ts';
import { decodeHex, encodeJson } from './echokit.ts';

const asServer: EventEncoding = { bytes: 'array', form: 'positional' };
const compact = (hex: string) => hex.replaceAll(' ', '');

/** Hex as echokit_server sends it, and the line for it. */
const table = [
  ['a6456e64566164', '{"event":"EndVad"}'],
  ['81a341535291a6e4bda0e5a5bd', '{"event":"ASR","text":"你好"}'],
  ['81a6416374696f6e91a3736179', '{"event":"Action","action":"say"}'],
  [
    '81a743686f6963657392a34f6b3f92a7436f6e6669726da643616e63656c',
    '{"event":"Choices","message":"Ok?","items":["Confirm","Cancel"]}',
  ],
  ['81aa417564696f4368756e6b919558007fcc80ccff', '{"event":"AudioChunk","data":"WAB/gP8="}'],
  ['81aa417564696f4368756e6b9190', '{"event":"AudioChunk","data":""}'],
  [
    '81b3417564696f4368756e6b57697468566f77656c929258cc8003',
    '{"event":"AudioChunkWithVowel","data":"WIA=","vowel":3}',
  ],
  [
    '81ad417564696f4368756e6b69313692950001ffcc80d1ff7f00',
    '{"event":"AudioChunki16","dataI16":[0,1,-1,128,-129],"vowel":0}',
  ],
  ['81ad417564696f4368756e6b693136919105', '{"event":"AudioChunki16","dataI16":[5]}'],
  ['a34e6577', '{"event":"New","unknown":true,"payload":null}'],
  ['81a34e657792a178c402ff00', '{"event":"New","unknown":true,"payload":["x",{"base64":"/wA="}]}'],
  ['81a34e657781a161d40501', '{"event":"New","unknown":true,"payload":{"a":{"ext":5,"base64":"AQ=="}}}'],
] as const;

describe('echokit decode and encode', () => {
  it.each(table)('%s <-> %s', (hex, json) => {
    expect(decodeHex(hex)).toBe(json);
    expect(encodeJson(json, asServer)).toBe(compact(hex));
  });

  it.each([...goldenEvents, ...goldenNamed])('there and back: %j', (event, hex) => {
    const form = goldenNamed.some(([, named]) => named === hex) ? 'named' : 'positional';
    expect(encodeJson(decodeHex(hex), { bytes: 'array', form })).toBe(compact(hex));
    expect(decodeServerEvent(Buffer.from(compact(hex), 'hex'))).toEqual({ ok: true, value: event });
  });

  it.each([1, 2])('there and back for random events, seed %i', (seed) => {
    const random = createRandom(seed);
    for (let round = 0; round < 200; round++) {
      const hex = Buffer.from(encodeServerEvent(randomEvent(random))).toString('hex');
      expect(encodeJson(decodeHex(hex), { bytes: 'bin', form: 'positional' })).toBe(hex);
    }
  });

  it.each(['A6 45 6E 64 56 61 64', ' a6456e\n64566164\n', 'a6456e64566164ffff'])('reads %j', (hex) => {
    expect(decodeHex(hex)).toBe('{"event":"EndVad"}');
  });

  it.each([
    ['', 'no event (wire-cut): '],
    ['0x81', '"x" is no hex digit'],
    ['a6456e6456616', '13 hex digits make no whole bytes'],
    ['81a341535291c0', 'no event (wire-shape): ASR: "text" is missing or no text'],
    ['81a341535291a180', 'no event (wire-text): ASR: "text" is no UTF-8'],
    ['81a3415352ddffffffff', 'no event (wire-too-large): '],
    ['00'.repeat(1_048_577), '1048577 bytes, at most 1048576 are read'],
  ])('does not decode %.40s', (hex, words) => {
    expect(() => decodeHex(hex)).toThrow(words);
  });

  it.each([
    ['', 'expected a JSON object'],
    ['[]', 'expected a JSON object'],
    ['{}', '"event" is missing'],
    ['{"event":"Nwe"}', 'unknown event "Nwe"; with "unknown":true'],
    ['{"event":"ASR"}', 'ASR: "text" is missing or no text'],
    ['{"event":"ASR","text":"a","txt":"b"}', 'ASR has no field "txt"'],
    ['{"event":"EndVad","payload":null}', 'EndVad has no field "payload"'],
    ['{"event":"Choices","message":"","items":[1]}', 'an item of Choices: "items" is missing or no text'],
    ['{"event":"Choices","message":"","items":"a"}', 'Choices: "items" is missing or no list'],
    ['{"event":"AudioChunk","data":"A"}', 'AudioChunk: "data" is missing or no base64'],
    ['{"event":"AudioChunk","data":"W AB"}', 'AudioChunk: "data" is missing or no base64'],
    ['{"event":"AudioChunk","data":[1]}', 'AudioChunk: "data" is missing or no base64'],
    ['{"event":"AudioChunkWithVowel","data":""}', '"vowel" is missing or no whole number from 0 to 255'],
    ['{"event":"AudioChunki16","data":"WIA="}', 'AudioChunki16: "dataI16" is missing or no list'],
    ['{"event":"AudioChunki16","dataI16":[32768]}', 'no whole number from -32768 to 32767'],
  ])('does not encode %s', (json, words) => {
    expect(() => encodeJson(json, asServer)).toThrow(words);
  });
});

describe('the command', () => {
  async function run(input: string, ...args: string[]) {
    const child = spawn(process.execPath, ['--import', 'tsx', 'main.ts', 'echokit', ...args], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
    });
    const printed = { out: '', err: '' };
    child.stdout.on('data', (part: Buffer) => (printed.out += part.toString()));
    child.stderr.on('data', (part: Buffer) => (printed.err += part.toString()));
    child.stdin.end(input);
    const [code] = (await once(child, 'close')) as [number];
    return { ...printed, code };
  }

  it.each([
    ['', ['decode', '81a341535291a26869'], '{"event":"ASR","text":"hi"}'],
    ['a6 45 6e 64 56 61 64\n', ['decode'], '{"event":"EndVad"}'],
    ['{"event":"BGChunk","data":"Acg="}', ['encode'], '81a742474368756e6b91c40201c8'],
    [
      '{"event":"BGChunk","data":"Acg="}\n',
      ['encode', '--bytes', 'array', '--form', 'named'],
      '81a742474368756e6b81a4646174619201ccc8',
    ],
  ])('%j with %j prints %s', async (input, args, line) => {
    expect(await run(input, ...args)).toEqual({ out: `${line}\n`, err: '', code: 0 });
  });

  it('says in one line what is no event, with exit code 1', async () => {
    const { out, err, code } = await run('81a3', 'decode');
    expect([out, code]).toEqual(['', 1]);
    expect(err).toMatch(/^no event \(wire-cut\): .*\n$/);
  });
});
