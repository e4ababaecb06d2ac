import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodePcm16 } from '../../core/audio/pcm.ts';
import { createServices, type Services } from '../services/create-services.ts';
import { excerpt, spoken } from '../services/recogniser/known-speech.testing.ts';
import { createEchokitServer } from './create-echokit-server.ts';
import type { Engines } from './engines.ts';
import { connect } from './server.testing.ts';
import { createServicesEngines, heardText } from './services-engines.ts';

const words = 'Could you look up a train to the coast for me?';
const pcm = encodePcm16(excerpt(spoken(words), 300, 700));
const never = new AbortController().signal;

let services: Services;
let engines: Engines;
/** Of the requests so far: how long each may take, and what ends it. */
let deadlines: { readonly ms: number; readonly end: () => void }[];

beforeEach(async () => {
  services = await createServices({ ttsRtf: 0 });
  deadlines = [];
  engines = createServicesEngines({
    url: services.url,
    model: 'script:One. Two.',
    speaker: 'cooper',
    deadline: (ms) => {
      const late = new AbortController();
      deadlines.push({ ms, end: () => late.abort() });
      return late.signal;
    },
  });
});
afterEach(() => services.close());

const fault = (spec: string) => services.control({ fault: spec });
const asked = (route: string) => services.log.filter((entry) => entry.route === route).length;

async function reply(): Promise<string> {
  let text = '';
  for await (const delta of engines.reply([{ role: 'user', content: 'hi' }], never)) text += delta;
  return text;
}

/** Lets each of so many requests run out of time once it is under way. */
async function letTimePass(route: string, requests: number): Promise<void> {
  for (let n = 1; n <= requests; n++) {
    while (asked(route) < n) await new Promise((resolve) => setImmediate(resolve));
    deadlines.at(-1)!.end();
  }
}

describe('hearing', () => {
  it('sends 16 kHz WAV and nothing else', async () => {
    expect(await engines.recognise(pcm, never)).toBe(words);
    const file = { name: 'audio.wav', type: 'application/octet-stream', bytes: 44 + pcm.length };
    const audio = { channels: 1, sampleRate: 16_000, samples: pcm.length / 2 };
    expect(services.log[0]!.body).toEqual({ file, audio });
  });

  it('tries three times: where nothing comes, and where it is no JSON', async () => {
    fault('asr:hang');
    const heard = engines.recognise(pcm, never);
    await letTimePass('asr', 3);
    expect(await heard).toBe('');
    expect(deadlines.map(({ ms }) => ms)).toEqual([10_000, 10_000, 10_000]);
    fault('asr:html,times=2');
    expect(await engines.recognise(pcm, never)).toBe(words);
    expect(asked('asr')).toBe(6);
  });

  it('takes an error for silence', async () => {
    fault('asr:status=500');
    expect(await engines.recognise(pcm, never)).toBe('');
    expect(asked('asr')).toBe(1);
  });

  it.each([
    [{ text: 'hi' }, 'hi'],
    [{ text: '[00:00:00.000 --> 00:00:03.540]  one\n[00:00:03.540 --> 00:00:05.000]  two\n' }, ' one\n two'],
    [{ text: ' (noise)' }, ''],
    [{ error: 'none' }, ''],
    [{}, ''],
  ])('reads %j', (body, text) => {
    expect(heardText(body)).toBe(text);
  });
});

describe('thinking', () => {
  it('takes the words of the stream, and of nothing else', async () => {
    expect(await reply()).toBe('One. Two.');
    fault('llm:pings');
    expect(await reply()).toBe('One. Two.');
    fault('llm:crlf;llm:bytes');
    expect(await reply()).toBe('One. Two.');
    fault('llm:think=reasoning');
    expect(await reply()).toBe('One. Two.');
    expect(services.log.at(-1)!.body).toMatchObject({ stream: true, model: 'script:One. Two.' });
  });

  it('fails where the model does', async () => {
    fault('llm:status=429');
    await expect(reply()).rejects.toThrow('429');
    fault('llm:cut=0.5');
    await expect(reply()).rejects.toThrow();
  });
});

describe('speaking', () => {
  it('asks for 16 kHz and cuts at half seconds', async () => {
    const pieces = await engines.speak('twelve letters', never);
    expect(pieces.slice(0, -1).every(({ length }) => length === 16_000)).toBe(true);
    expect(pieces.reduce((sum, { length }) => sum + length, 0) / 32).toBe(13 * 65);
    expect(services.log.at(-1)!.body).toEqual({
      speaker: 'cooper',
      input: 'twelve letters',
      sample_rate: 16_000,
    });
  });

  it('asks again where no answer comes in time, three times in all', async () => {
    fault('tts:hang');
    const spoken = expect(engines.speak('hi', never)).rejects.toThrow('abort');
    await letTimePass('tts', 3);
    await spoken;
    expect(deadlines.map(({ ms }) => ms)).toEqual([15_000, 15_000, 15_000]);
  });

  it('fails where the voice does', async () => {
    fault('tts:status=500');
    await expect(engines.speak('hi', never)).rejects.toThrow('500');
    fault('tts:garbage');
    await expect(engines.speak('hi', never)).rejects.toThrow();
  });
});

it('holds a conversation with the test services, ears by loudness', async () => {
  const server = await createEchokitServer({ services: `${services.url}/`, model: 'echo' });
  const box = await connect(server, 'box', { streamAsr: true });
  box.say({ event: 'StartChat' });
  for (let at = 0; at < pcm.length; at += 1024) box.hear(pcm.subarray(at, at + 1024));
  for (let n = 0; n < 30; n++) box.hear(new Uint8Array(1024));
  await box.until('EndResponse');
  const texts = box.events.flatMap((event) => ('text' in event ? [[event.event, event.text]] : []));
  expect(texts.slice(-2)).toEqual([
    ['ASR', words],
    ['StartAudio', words],
  ]);
  // 65 ms of 16 kHz for each of its letters.
  expect(box.sound.length).toBe(words.replace(/[^a-z]/gi, '').length * 65 * 32);
  await server.close();
});
