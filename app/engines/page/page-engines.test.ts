/** The page's engines promise the same to a caller on the page and to one in a worker: one suite, run against both. */
import { afterEach, describe, expect, test } from 'vitest';
import { createEngines } from '../create-engines.ts';
import type { Utterance } from '../engine.ts';
import { connectPageEngines } from '../page-engines-client.ts';
import type { PageEngines } from '../page-engines.ts';
import { serveCalls } from '../port-calls.ts';
import { createPresets } from '../presets.ts';
import { HandClock, settled } from '../testing/hand-clock.testing.ts';
import { scriptedLanguageModel } from '../testing/scripted-language-model.testing.ts';
import { scriptedRecognition, someTrack } from '../testing/scripted-recognition.testing.ts';
import { plainUtterance, ScriptedSynthesis, someVoice } from '../testing/scripted-synthesis.testing.ts';
import type { VoiceCall, VoiceEvent } from '../voice-api.ts';
import { createLocalPageEngines } from './local-page-engines.ts';
import { servePageEngines } from './page-engines-host.ts';

const open: MessagePort[] = [];
afterEach(() => open.splice(0).forEach((port) => port.close()));

const channel = () => {
  const ports = new MessageChannel();
  open.push(ports.port1, ports.port2);
  return ports;
};

/** A page with a scripted browser; `engines` are what the caller has. */
function page(way: 'on the page' | 'in a worker') {
  const clock = new HandClock();
  const recognition = scriptedRecognition();
  const model = scriptedLanguageModel();
  const synthesis = new ScriptedSynthesis();
  synthesis.voices = [someVoice('en-US')];
  const local = createLocalPageEngines({
    Recognition: recognition.Recognition,
    LanguageModel: model.model,
    synthesis,
    createUtterance: plainUtterance,
    language: 'en-NZ',
    now: clock.now,
    after: clock.after,
    voice: {
      open() {
        const { port1, port2 } = channel();
        serveCalls<VoiceCall, VoiceEvent, null>(port1, ({ text }, { emit }) => {
          for (const _letter of text) emit({ samples: new Float32Array(10), sampleRate: 22_050 });
          return Promise.resolve(null);
        });
        return port2;
      },
      onStatus: () => () => undefined,
    },
  });
  let engines: PageEngines = local;
  if (way === 'in a worker') {
    const { port1, port2 } = channel();
    servePageEngines(port1, local);
    engines = connectPageEngines(port2);
  }
  const { browser } = createPresets({ language: 'en', companion: false });
  const partner = { ...browser.profile.partner, tts: { kind: 'page-voice', voice: 'auto' } } as const;
  return { clock, recognition, model, synthesis, local, engines, profile: { ...browser.profile, partner } };
}

const utterance = (start: number, lengthMs: number): Utterance => ({
  samples: new Float32Array(0),
  sampleRate: 16_000,
  start,
  end: start + lengthMs * 16,
  evidence: { voicedMs: lengthMs, meanProbability: 1, maxProbability: 1, speechDb: 0, noiseDb: -90 },
});

const never = () => new AbortController().signal;

describe.each(['on the page', 'in a worker'] as const)('page engines %s', (way) => {
  test('the recogniser listens once there is a microphone, and gives the words of an utterance', async () => {
    const { engines, local, recognition, clock } = page(way);
    const asr = engines.recogniser({ kind: 'browser-asr', onDevice: false }, 'auto');
    expect(asr.live).toBe(true);
    await settled();
    local.setMicrophone(someTrack());
    expect(recognition.current.lang).toBe('en-NZ');
    clock.pass(3000);
    const partials: string[] = [];
    const words = asr.transcribe(utterance(0, 2000), {
      signal: never(),
      onPartial: (text) => partials.push(text),
    });
    await settled();
    recognition.current.hears(0, 'good');
    recognition.current.hears(0, 'Good evening.', true);
    clock.pass(300);
    expect(await words).toEqual({ text: 'Good evening.' });
    expect(partials).toEqual(['good', 'Good evening.']);
  });

  test('a voice wakes a recogniser that waits, and what came to nothing is forgotten', async () => {
    const { engines, local, recognition, clock } = page(way);
    local.setMicrophone(someTrack());
    const asr = engines.recogniser({ kind: 'browser-asr', onDevice: false }, 'auto');
    await settled();
    recognition.current.end('no-speech');
    asr.prepare?.();
    await settled();
    expect(recognition.sessions.map(({ state }) => state)).toEqual(['ended', 'started']);
    clock.pass(200);
    recognition.current.hears(0, 'huh');
    asr.dismiss?.();
    await settled();
    clock.pass(2000);
    recognition.current.hears(0, 'huh good evening', true);
    const words = asr.transcribe(utterance(0, 2000), { signal: never() });
    await settled();
    clock.pass(300);
    expect(await words).toEqual({ text: 'good evening' });
  });

  test('a profile without it stops the recogniser', async () => {
    const { engines, local, recognition, profile } = page(way);
    local.setMicrophone(someTrack());
    createEngines(profile, { keys: {}, pageEngines: engines });
    await settled();
    expect(recognition.current.state).toBe('started');
    const deaf = { ...profile, partner: { ...profile.partner, asr: { kind: 'echo' } as const } };
    createEngines(deaf, { keys: {}, pageEngines: engines });
    await settled();
    expect(recognition.current.state).toBe('ended');
  });

  test('the page hears that the recogniser fails before anybody has spoken', async () => {
    const { engines, local, recognition } = page(way);
    const failures: string[] = [];
    local.onRecogniserFailed(({ code }) => failures.push(code));
    engines.recogniser({ kind: 'browser-asr', onDevice: false }, 'de');
    await settled();
    expect(failures).toEqual([]);
    local.setMicrophone(someTrack());
    recognition.current.end('network');
    expect(failures).toEqual(['recognition-network']);
    engines.stopRecognition();
    await settled();
    expect(failures).toEqual(['recognition-network']);
  });

  test('words that are waited for when a failed recogniser is given up fail with its reason', async () => {
    const { engines, local, recognition } = page(way);
    const asr = engines.recogniser({ kind: 'browser-asr', onDevice: false }, 'de');
    await settled();
    local.setMicrophone(someTrack());
    local.onRecogniserFailed(() => engines.stopRecognition());
    const words = asr.transcribe(utterance(0, 2000), { signal: never() });
    words.catch(() => undefined);
    await settled();
    recognition.current.end('network');
    await expect(words).rejects.toMatchObject({ code: 'recognition-network', retryable: false });
  });

  test('another language begins another session, the same one goes on', async () => {
    const { engines, local, recognition } = page(way);
    local.setMicrophone(someTrack());
    engines.recogniser({ kind: 'browser-asr', onDevice: false }, 'de');
    engines.recogniser({ kind: 'browser-asr', onDevice: false }, 'de');
    await settled();
    expect(recognition.sessions).toHaveLength(1);
    engines.recogniser({ kind: 'browser-asr', onDevice: false, language: 'fr' }, 'de');
    await settled();
    expect(recognition.sessions.map((session) => [session.lang, session.state])).toEqual([
      ['de', 'ended'],
      ['fr', 'started'],
    ]);
  });

  test('the built-in model streams, and fails with its reason', async () => {
    const { engines, model } = page(way);
    model.reply = ['Hel', 'lo'];
    const events: unknown[] = [];
    const question = [{ role: 'user', content: 'hi' }] as const;
    for await (const event of engines.promptApi('auto').reply(question, { signal: never() }))
      events.push(event);
    expect(events).toEqual([
      { type: 'text', delta: 'Hel' },
      { type: 'text', delta: 'lo' },
      { type: 'end', reason: 'stop' },
    ]);
    model.reply = [new DOMException('x', 'QuotaExceededError')];
    const failing = engines.promptApi('auto').reply(question, { signal: never() })[Symbol.asyncIterator]();
    await expect(failing.next()).rejects.toMatchObject({ code: 'context-too-long' });
  });

  test("the browser's voice reports start and words, and is silenced by an abort", async () => {
    const { engines, synthesis } = page(way);
    const voice = engines.browserVoice({ kind: 'browser-voice' });
    const heard: unknown[] = [];
    const abort = new AbortController();
    const speaking = voice.speak('Hello there', {
      signal: abort.signal,
      onStart: () => heard.push('start'),
      onWord: (index) => heard.push(index),
    });
    speaking.catch(() => undefined);
    await settled();
    synthesis.starts();
    synthesis.reaches(6);
    await settled();
    expect(heard).toEqual(['start', 6]);
    abort.abort();
    await expect(speaking).rejects.toMatchObject({ name: 'AbortError' });
    await settled();
    expect(synthesis.cancelled).toBe(1);
  });

  test('the voice worker is spoken to directly', async () => {
    const { engines, profile } = page(way);
    const { tts } = createEngines(profile, { keys: {}, pageEngines: engines });
    if (tts.output !== 'pcm') throw new Error('expected samples');
    let samples = 0;
    for await (const chunk of tts.synthesize('abc', { signal: never() })) samples += chunk.samples.length;
    expect(samples).toBe(30);
  });
});

test('without a page every page engine says so when it is used', async () => {
  const { profile } = page('on the page');
  const { asr, llm, tts } = createEngines(profile, { keys: {} });
  const missing = { code: 'page-engine-missing' };
  await expect(asr.transcribe({} as never, { signal: never() })).rejects.toMatchObject(missing);
  await expect(llm.reply([], { signal: never() })[Symbol.asyncIterator]().next()).rejects.toMatchObject(
    missing,
  );
  if (tts.output !== 'pcm') throw new Error('expected samples');
  const speech = tts.synthesize('x', { signal: never() })[Symbol.asyncIterator]();
  await expect(speech.next()).rejects.toMatchObject(missing);
});
