import { readFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { createPageVoice } from '../../app/engines/page-voice.ts';
import type { PcmChunk } from '../../app/engines/engine.ts';
import { cutEspeakData, type CutReport } from '../../scripts/cut-espeak-data.ts';
import type { CreateEspeakModule } from '../../core/speech-synth/espeak-module.ts';
import type { VoiceWorkerStatus } from '../voice-api.ts';
import { VoiceService } from './voice-service.ts';

/** Not a literal, so that this test needs no types of a package that has none. */
const espeakPackage: string = '@echogarden/espeak-ng-emscripten';

let service: VoiceService;
let report: CutReport;
const statuses: VoiceWorkerStatus[] = [];

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'echokit-voice-'));
  report = await cutEspeakData(join(folder, 'voices.bin'));
  const { default: createEspeak } = (await import(espeakPackage)) as { default: CreateEspeakModule };
  service = new VoiceService({
    createEspeak,
    fetchPack: async (path) => new Uint8Array(await readFile(path)),
    onStatus: (status) => statuses.push(status),
  });
  await service.load(report.path);
});

/** A voice on a port of its own, as an engine in another thread has it. */
function voiceOnPort(voice: string) {
  const { port1, port2 } = new MessageChannel();
  service.connect(port1);
  return { voice: createPageVoice({ kind: 'page-voice', voice }, () => Promise.resolve(port2)), port: port2 };
}

async function speak(voice: string, text: string, language?: string) {
  const { voice: engine, port } = voiceOnPort(voice);
  const signal = new AbortController().signal;
  const chunks: PcmChunk[] = [];
  for await (const chunk of engine.synthesize(text, { signal, ...(language ? { language } : {}) })) {
    chunks.push(chunk);
  }
  port.close();
  const samples = chunks.reduce((sum, chunk) => sum + chunk.samples.length, 0);
  const energy = chunks.reduce((sum, { samples: s }) => sum + s.reduce((a, x) => a + x * x, 0), 0);
  return { chunks, seconds: samples / (chunks[0]?.sampleRate ?? 1), rms: Math.sqrt(energy / samples) };
}

/** Seconds by which two utterances of the same text may differ: eSpeak speaks none twice alike. */
const flutter = 0.04;

describe('the built-in voice of the page', () => {
  test('the data is cut to an eighth and every language on offer speaks with it', async () => {
    expect(report.bytes).toBeLessThan(report.originalBytes / 8);
    for (const [voice, text] of [
      ['en-us', 'The quick brown fox jumps.'],
      ['cmn', '今天天气很好。'],
      ['fr', 'Il fait beau aujourd’hui.'],
      ['ja', 'こんにちは、元気ですか。'],
      ['de', 'Heute ist schönes Wetter.'],
      ['es', 'Hoy hace buen tiempo.'],
      ['fr+f3', 'Bonjour.'],
    ] as const) {
      const { seconds, rms } = await speak(voice, text);
      expect(seconds, voice).toBeGreaterThan(0.5);
      expect(seconds, voice).toBeLessThan(5);
      expect(rms, voice).toBeGreaterThan(0.02);
    }
  });

  test('lists the voices whose data is there and no others', () => {
    const ready = statuses.find((status) => status.type === 'ready');
    expect(ready?.voices.map((voice) => voice.id).sort()).toEqual(
      ['cmn', 'de', 'en', 'en-us', 'es', 'es-419', 'fr', 'ja'].sort(),
    );
  });

  test('sends chunks of at most 100 ms, so that the first is there long before the last', async () => {
    const { chunks, seconds } = await speak(
      'en-us',
      'One sentence is here. And here is another one, longer.',
    );
    expect(seconds).toBeGreaterThan(2);
    expect(chunks.length).toBeGreaterThan(15);
    expect(Math.max(...chunks.map((chunk) => chunk.samples.length))).toBeLessThan(2300);
  });

  test('the automatic voice follows script and language', async () => {
    // Spoken by the wrong voice these would be spelled or much longer.
    const [auto, german] = await Promise.all([
      speak('auto', 'Heute ist schönes Wetter.', 'de-DE'),
      speak('de', 'Heute ist schönes Wetter.'),
    ]);
    // eSpeak's timbre wavers a little, by some samples.
    expect(Math.abs(auto.seconds - german.seconds)).toBeLessThan(flutter);
    const [autoChinese, chinese] = [
      await speak('auto', '今天天气很好。'),
      await speak('cmn', '今天天气很好。'),
    ];
    expect(Math.abs(autoChinese.seconds - chinese.seconds)).toBeLessThan(flutter);
  });

  test('an abort ends a long text early and the next call is served', async () => {
    const { voice, port } = voiceOnPort('en-us');
    const abort = new AbortController();
    const long = 'This is a sentence that goes on for a while, and then it goes on again. '.repeat(40);
    let chunks = 0;
    const listening = (async () => {
      for await (const _chunk of voice.synthesize(long, { signal: abort.signal })) {
        if (++chunks === 3) abort.abort();
      }
    })();
    await expect(listening).rejects.toMatchObject({ name: 'AbortError' });
    const after = await speak('en-us', 'Next.');
    expect(after.seconds).toBeGreaterThan(0.2);
    expect(chunks).toBeLessThan(200);
    port.close();
  });

  test('an unknown voice and a text without words are failures with names', async () => {
    await expect(speak('tlh', 'Qapla')).rejects.toMatchObject({ code: 'voice-missing' });
    await expect(speak('en-us', '…')).rejects.toMatchObject({ code: 'empty-audio' });
  });

  test('a pack that cannot be read fails the calls with the reason; the next one opens a new voice', async () => {
    const { default: createEspeak } = (await import(espeakPackage)) as { default: CreateEspeakModule };
    const broken = new VoiceService({
      createEspeak,
      fetchPack: () => Promise.resolve(new Uint8Array([1, 2, 3])),
      onStatus: () => undefined,
    });
    await broken.load('x');
    const ports: MessagePort[] = [];
    const engine = createPageVoice({ kind: 'page-voice', voice: 'auto' }, () => {
      const { port1, port2 } = new MessageChannel();
      ports.push(port1);
      (ports.length === 1 ? broken : service).connect(port1);
      return Promise.resolve(port2);
    });
    const speakOnce = () =>
      engine.synthesize('Hello', { signal: new AbortController().signal })[Symbol.asyncIterator]().next();
    await expect(speakOnce()).rejects.toMatchObject({ code: 'voice-load-failed' });
    expect((await speakOnce()).done).toBe(false);
    ports.forEach((port) => port.close());
  });
});
