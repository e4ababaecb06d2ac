import { describe, expect, test } from 'vitest';
import { createBrowserAsr } from './browser-asr.ts';
import { LiveRecogniser } from './live-recogniser.ts';
import { HandClock, settled } from '../testing/hand-clock.testing.ts';
import { scriptedRecognition, someTrack } from '../testing/scripted-recognition.testing.ts';
import type { RecognitionErrorName } from './speech-recognition.ts';

function world() {
  const clock = new HandClock();
  const script = scriptedRecognition();
  const recogniser = new LiveRecogniser({
    Recognition: script.Recognition,
    language: 'en-GB',
    onDevice: true,
    now: clock.now,
    after: clock.after,
  });
  const asr = createBrowserAsr({ recogniser, now: clock.now, after: clock.after });
  /** Asks for the words of an utterance that has just ended; answers after some time has passed. */
  const ask = (
    options: { start?: number; lengthMs?: number; signal?: AbortSignal; partials?: string[] } = {},
  ) => {
    const { start = 0, lengthMs = 2000 } = options;
    const words = asr.transcribe(
      {
        samples: new Float32Array(0),
        sampleRate: 16_000,
        start,
        end: start + lengthMs * 16,
        evidence: { voicedMs: lengthMs, meanProbability: 1, maxProbability: 1, speechDb: 0, noiseDb: -90 },
      },
      {
        signal: options.signal ?? new AbortController().signal,
        onPartial: (text) => options.partials?.push(text),
      },
    );
    words.catch(() => undefined);
    return words;
  };
  return { clock, script, recogniser, asr, ask };
}

describe('live recogniser', () => {
  test('begins with the microphone and hears its track, continuously, with guesses', () => {
    const { recogniser, script } = world();
    expect(script.sessions).toHaveLength(0);
    const track = someTrack();
    recogniser.listen(track);
    expect(script.current).toMatchObject({
      state: 'started',
      track,
      lang: 'en-GB',
      continuous: true,
      interimResults: true,
      processLocally: true,
    });
  });

  test('ends with the microphone, and changes with it', () => {
    const { recogniser, script } = world();
    recogniser.listen(someTrack());
    const first = script.current;
    const other = someTrack();
    recogniser.listen(other);
    expect(first.state).toBe('ended');
    expect(script.current.track).toBe(other);
    recogniser.listen(undefined);
    expect(script.current.state).toBe('ended');
    expect(script.sessions).toHaveLength(2);
  });

  test('a session that ends after a minute is begun anew at once', () => {
    const { recogniser, script, clock } = world();
    recogniser.listen(someTrack());
    clock.pass(60_000);
    script.current.end();
    clock.pass(0);
    expect(script.sessions).toHaveLength(2);
    expect(script.current.state).toBe('started');
  });

  test('sessions that end at once are begun ever later, then given up', () => {
    const { recogniser, script, clock } = world();
    recogniser.listen(someTrack());
    for (const delay of [200, 400, 800, 1600, 3200]) {
      script.current.end('no-speech');
      clock.pass(delay - 1);
      expect(script.current.state).toBe('ended');
      clock.pass(1);
      expect(script.current.state).toBe('started');
    }
    script.current.end('no-speech');
    clock.pass(100_000);
    expect(script.sessions).toHaveLength(6);
    expect(recogniser.failure).toMatchObject({ code: 'recognition-keeps-ending' });
  });

  test('speech wakes one that had given up', () => {
    const { recogniser, script, asr } = world();
    recogniser.listen(someTrack());
    script.current.end('not-allowed');
    expect(recogniser.failure).toMatchObject({ code: 'recognition-denied' });
    asr.prepare?.();
    expect(script.current.state).toBe('started');
    expect(recogniser.failure).toBeUndefined();
  });

  test('what a stopped session still sends is not heard', async () => {
    const { recogniser, script } = world();
    recogniser.listen(someTrack());
    const old = script.current;
    recogniser.listen(someTrack());
    old.hears(0, 'ghost');
    await settled();
    expect(recogniser.log.entries).toEqual([]);
    expect(script.sessions).toHaveLength(2);
  });
});

describe('browser-asr', () => {
  test('gives the words that came during the utterance once they are final', async () => {
    const { recogniser, script, clock, ask } = world();
    recogniser.listen(someTrack());
    clock.pass(3000);
    script.current.hears(0, 'turn the');
    clock.pass(300);
    script.current.hears(0, 'Turn the light on.', true);
    const words = ask();
    clock.pass(300);
    expect(await words).toEqual({ text: 'Turn the light on.' });
    expect(clock.pending).toBe(0);
  });

  test('shows guesses while they come and takes the one that stands still', async () => {
    const { recogniser, script, clock, ask } = world();
    recogniser.listen(someTrack());
    clock.pass(3000);
    const partials: string[] = [];
    const words = ask({ partials });
    clock.pass(200);
    script.current.hears(0, 'turn');
    clock.pass(300);
    script.current.hears(0, 'turn it off');
    clock.pass(399);
    expect(partials).toEqual(['turn', 'turn it off']);
    clock.pass(1);
    expect(await words).toEqual({ text: 'turn it off' });
  });

  test('an utterance that goes on has all its words at the second call', async () => {
    const { recogniser, script, clock, ask } = world();
    recogniser.listen(someTrack());
    clock.pass(3000);
    script.current.hears(0, 'what is', true);
    const abort = new AbortController();
    const cancelled = ask({ start: 16_000, signal: abort.signal });
    abort.abort();
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    clock.pass(1500);
    script.current.hears(1, 'the time', true);
    const words = ask({ start: 16_000, lengthMs: 3500 });
    clock.pass(500);
    expect(await words).toEqual({ text: 'what is the time' });
  });

  test('a text that is finished late stays with its utterance', async () => {
    const { recogniser, script, clock, ask } = world();
    recogniser.listen(someTrack());
    clock.pass(3000);
    script.current.hears(0, 'hello there');
    const first = ask({ start: 16_000 });
    clock.pass(500);
    expect(await first).toEqual({ text: 'hello there' });
    clock.pass(2000);
    script.current.hears(0, 'Hello there.', true);
    script.current.hears(1, 'goodbye');
    const second = ask({ start: 80_000, lengthMs: 2200 });
    clock.pass(500);
    expect(await second).toEqual({ text: 'goodbye' });
  });

  test('what was made of a cough does not stand in front of the next utterance', async () => {
    const { recogniser, script, clock, asr, ask } = world();
    recogniser.listen(someTrack());
    clock.pass(3000);
    asr.prepare?.();
    clock.pass(200);
    script.current.hears(0, 'huh');
    asr.dismiss?.();
    clock.pass(300);
    asr.prepare?.();
    clock.pass(1500);
    script.current.hears(0, 'huh turn it off', true);
    const words = ask({ start: 64_000, lengthMs: 2000 });
    clock.pass(500);
    expect(await words).toEqual({ text: 'turn it off' });
  });

  test('words that were asked for stay with their utterance when nobody speaks any more', async () => {
    const { recogniser, script, clock, asr, ask } = world();
    recogniser.listen(someTrack());
    clock.pass(3000);
    asr.prepare?.();
    clock.pass(500);
    script.current.hears(0, 'turn it off', true);
    const abort = new AbortController();
    const cancelled = ask({ start: 32_000, signal: abort.signal });
    abort.abort();
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    asr.dismiss?.();
    const again = ask({ start: 32_000 });
    clock.pass(500);
    expect(await again).toEqual({ text: 'turn it off' });
  });

  test('nothing recognised is an empty text, not an error', async () => {
    const { recogniser, clock, ask } = world();
    recogniser.listen(someTrack());
    const words = ask();
    clock.pass(2000);
    expect(await words).toEqual({ text: '' });
  });

  test.each<[RecognitionErrorName, string]>([
    ['not-allowed', 'recognition-denied'],
    ['service-not-allowed', 'recognition-denied'],
    ['audio-capture', 'recognition-no-microphone'],
    ['language-not-supported', 'recognition-language'],
    ['network', 'recognition-network'],
  ])('the error %s is %s, at once', async (name, code) => {
    const { recogniser, script, ask } = world();
    recogniser.listen(someTrack());
    const words = ask();
    script.current.end(name);
    await expect(words).rejects.toMatchObject({ name: 'EngineError', code });
  });

  test('one that failed and is stopped says why, also to those who wait already', async () => {
    const { recogniser, script, ask } = world();
    recogniser.listen(someTrack());
    const words = ask();
    const reason = { code: 'recognition-denied' };
    script.current.end('not-allowed');
    await expect(words).rejects.toMatchObject(reason);
    recogniser.stop();
    await expect(ask()).rejects.toMatchObject(reason);
    recogniser.listen(someTrack());
    expect(recogniser.failure).toBeUndefined();
  });

  test('without a microphone it says so', async () => {
    await expect(world().ask()).rejects.toMatchObject({ code: 'recognition-no-microphone' });
  });

  test('an abort leaves nothing behind', async () => {
    const { recogniser, clock, ask } = world();
    recogniser.listen(someTrack());
    const abort = new AbortController();
    const words = ask({ signal: abort.signal });
    const reason = new Error('late');
    abort.abort(reason);
    await expect(words).rejects.toBe(reason);
    expect(clock.pending).toBe(0);
    await expect(ask({ signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  });
});
