import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeWav } from '../core/audio/wav.ts';
import { runCommand } from './run-command.ts';

let folder: string;
let out: string[];
let complaints: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-'));
  await writeFile(join(folder, 'good.wav'), encodeWav(new Float32Array(512), 16_000));
  await writeFile(join(folder, 'page.wav'), '<!doctype html><title>404</title>');
  await writeFile(join(folder, 'empty.wav'), '');
  await writeFile(join(folder, 'empty.json'), '');
  await writeFile(join(folder, 'half.json'), '[0.5,');
  await mkdir(join(folder, 'folder.wav'));
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(() => {
  [out, complaints] = [[], []];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void out.push(line));
  vi.spyOn(console, 'error').mockImplementation((line: string) => void complaints.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

/** `@name` is a file of the folder. */
const run = (line: string) => runCommand(line.split(' ').map((word) => word.replace(/^@/, `${folder}/`)));

describe('what cannot be done is refused in one line', () => {
  it.each([
    ['vad probs @absent.wav', 'absent.wav: there is no such file'],
    ['vad probs @good.wav/more.wav', 'more.wav: a part of this path is a file'],
    ['vad probs @folder.wav', 'folder.wav: this is a folder; give a file'],
    ['vad probs @empty.wav', 'empty.wav: this file is empty'],
    ['vad probs @page.wav', 'page.wav cannot be read as WAV: '],
    ['vad probs @good.wav --model v7', '--model is "v7", expected v5 or v6'],
    ['vad probs @good.wav --modell v5', "Unknown option '--modell'; --help tells the options"],
    ['vad segments @absent.wav', 'absent.wav: there is no such file'],
    [
      'vad segments @good.wav --threshold abc',
      '--threshold is "abc", expected a number 0 to 1 (probability)',
    ],
    ['vad segments @good.wav --threshold -0.5', '--threshold is "-0.5", expected a number 0 to 1'],
    [
      'vad segments @good.wav --min-speech-ms -1',
      '--min-speech-ms is "-1", expected a number 0 to 60000 (ms)',
    ],
    ['vad segments @good.wav --speech-pad-ms NaN', '--speech-pad-ms is "NaN", expected a number'],
    ['vad segments @good.wav --threshold', "Option '--threshold <value>' argument missing; --help"],
    ['vad segments @good.wav --threshold --model v5', "Option '--threshold' argument is ambiguous; --help"],
    ['vad segments @good.wav --no-max-poss-sil=1', "'--no-max-poss-sil' does not take an argument; --help"],
    [
      'vad segments --probs @absent.json --length 1 --sample-rate 16000',
      'absent.json: there is no such file',
    ],
    ['vad segments --probs @empty.json --length 1 --sample-rate 16000', 'empty.json: this file is empty'],
    ['vad segments --probs @half.json --length 1 --sample-rate 16000', 'half.json is no JSON'],
    ['vad segments --probs @half.json --length -1 --sample-rate 16000', '--length is "-1", expected a whole'],
    ['vad check @absent', 'absent: there is no such file or folder'],
    ['vad check @good.wav', 'good.wav: a part of this path is a file, not a folder'],
    ['vad', 'say which: vad probs, vad segments or vad check; --help tells more'],
    ['vad constructor', 'say which: vad probs, vad segments or vad check, not "constructor"'],
    ['resample @good.wav', 'expected IN.wav and OUT.wav, got 1'],
    ['resample @absent.wav @out.wav', 'absent.wav: there is no such file'],
    ['resample @folder.wav @out.wav', 'folder.wav: this is a folder'],
    ['resample @empty.wav @out.wav', 'empty.wav: this file is empty'],
    ['resample @page.wav @out.wav', 'page.wav cannot be read as WAV: '],
    ['resample @good.wav @absent/out.wav', 'out.wav: there is no such file or folder'],
    ['resample @good.wav @folder.wav', 'folder.wav: this is a folder'],
    [
      'resample @good.wav @out.wav --rate abc',
      '--rate is "abc", expected a whole number 8000 to 192000 (Hz)',
    ],
    ['resample @good.wav @out.wav --rate -8000', '--rate is "-8000", expected a whole number'],
    ['echokit', 'say which: echokit decode or echokit encode; --help tells more'],
    ['echokit deocde a6', 'say which: echokit decode or echokit encode, not "deocde"'],
    ['echokit decode a6456e645661', 'no event (wire-cut): the message ends inside the value it began'],
    ['echokit decode a6 45 6', '5 hex digits make no whole bytes'],
    ['echokit decode --bytes bin', "Unknown option '--bytes'; --help tells the options"],
    ['echokit encode --bytes base64', '--bytes is "base64", expected bin or array'],
    ['echokit encode --form list', '--form is "list", expected positional or named'],
    ['echokit encode a6', '"a6" is no option; the event comes on stdin as JSON'],
    ['talk', '--wav is missing: say --wav MIC.wav'],
    ['talk --wav @absent.wav --tts http://x', 'absent.wav: there is no such file'],
    ['talk --wav @good.wav', '--tts is missing: a pipeline needs a voice'],
    ['talk --wav @good.wav --tts ftp://x', '--tts "ftp://x" is no http address'],
    [
      'talk --wav @good.wav --partner parrot',
      '--partner is "parrot", expected pipeline or echokit or realtime',
    ],
    ['talk --wav @good.wav --partner echokit', '--url is missing: say where the echokit server is'],
    ['talk --wav @good.wav --partner echokit --url http:///', 'is no WebSocket address (not-url)'],
    ['talk --wav @good.wav --url ws://x --tts http://x', '--url is for echokit and realtime'],
    ['services', '--port is missing: say --port N'],
    ['services 9400', '"9400" is no option'],
    ['services --port -1', '--port takes a number from 0 to 65535, got "-1"'],
    ['services --port 0 --asr-delay soon', '--asr-delay takes a number, got "soon"'],
    ['services --port 0 --asr-delay -5', 'asrDelayMs takes milliseconds from 0 to 600000, got -5'],
    ['services --port 0 --fault asr:explode', 'fault "asr:explode": kind must be one of'],
    ['services --port 0 --truth @absent', 'cannot read the folder'],
    ['echokit-server', '--port is missing: say --port N'],
    ['echokit-server --port 0', '--services is missing: say --services URL'],
    ['echokit-server --port 0 --services ftp://x', '--services takes a http or https URL, got "ftp://x"'],
    [
      'echokit-server --port 0 --services http://x --fault nap',
      'fault "nap" is unknown, known: no-stream-asr',
    ],
    ['echokit-server --port 0 --services http://x --fault restart@0', 'restart@ needs a whole number from 1'],
    ['echokit-server --port 0 --services http://x --hello @absent', 'absent: there is no such file'],
    ['box', '--server is missing: say --server ws://HOST:PORT/ws'],
    ['box --server ws://x/ws', '--wav is missing: say --wav FILE'],
    ['box --server http://x/ws --wav @good.wav', '--server is "http://x/ws", expected ws:// or wss://'],
    ['box --server ws://x/ws --wav @good.wav --id a/b', '--id is "a/b", expected a MAC'],
    ['box --server ws://x/ws --wav @good.wav --version 1', '--version is "1", expected 0.3.2, 0.3.0'],
    ['box --server ws://x/ws --wav @good.wav --turns 0', '--turns is "0", expected a whole number 1'],
    ['box --server ws://x/ws --wav @absent.wav', 'absent.wav: there is no such file'],
    ['box --server ws://x/ws --wav @good.wav --script @half.json', 'half.json, line 1: this is no JSON'],
    [
      'box --server ws://x/ws --wav @good.wav --log @absent/log',
      'absent/log: there is no such file or folder',
    ],
    ['box --server ws://x/ws --wav @good.wav --out @folder.wav', 'folder.wav: this is a folder'],
    [
      'constructor',
      'unknown command "constructor", known: vad, resample, echokit, talk, services, echokit-server, box',
    ],
  ])('%s', async (line, words) => {
    await run(line);
    expect(complaints).toEqual([expect.stringContaining(words)]);
    expect(complaints[0]).not.toContain('\n');
    expect(out).toEqual([]);
    expect(process.exitCode).toBe(1);
  });

  it('also where no command is named', async () => {
    await runCommand([]);
    expect(complaints).toEqual([
      'say which command: vad, resample, echokit, talk, services, echokit-server, box, nvs, sim-chip, partitions, image; --help tells more',
    ]);
    expect(process.exitCode).toBe(1);
  });
});

it.each([
  ['--help', 'COMMAND is one of vad, resample, echokit, talk, services, echokit-server, box'],
  ['vad --help', 'vad segments FILE.wav'],
  ['vad segments -h', '--threshold P'],
  ['resample --help', 'resample IN.wav OUT.wav'],
  ['echokit --help', 'echokit decode [HEX]'],
  ['services --help', '--fault SPEC'],
  ['echokit-server --help', 'restart@N'],
  ['box --help', '--script FILE.jsonl'],
])('%s tells on stdout', async (line, words) => {
  await run(line);
  expect(out.join('\n')).toContain(words);
  expect(complaints).toEqual([]);
  expect(process.exitCode).toBeUndefined();
});
