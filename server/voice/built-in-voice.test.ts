import { afterAll, describe, expect, test } from 'vitest';
import { decodePcm16 } from '../../core/audio/pcm.ts';
import { BuiltInVoice, type SpeechOrder } from './built-in-voice.ts';

const voice = new BuiltInVoice();
afterAll(() => voice.close());

const order = (given: Partial<SpeechOrder> = {}): SpeechOrder => ({
  text: 'The quick brown fox jumps over the lazy dog.',
  voice: 'gmw/en-US',
  speed: 1,
  sampleRate: 16_000,
  ...given,
});

async function spoken(given: Partial<SpeechOrder> = {}): Promise<{ samples: Float32Array; pieces: number }> {
  const chunks: Uint8Array[] = [];
  let pieces = 0;
  for await (const part of voice.speak(order(given), new AbortController().signal)) {
    chunks.push(part.bytes);
    if (part.pieceEnds) pieces += 1;
  }
  return { samples: decodePcm16(Buffer.concat(chunks)), pieces };
}

const seconds = ({ samples }: { samples: Float32Array }, rate = 16_000) => samples.length / rate;
const rms = ({ samples }: { samples: Float32Array }) =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);

// eSpeak's flutter makes no two utterances alike: the lengths of 40 differed by up to 11 ms, samples altogether. Texts
// that are not the same differ by hundreds.
const sameLength = 0.04;

const longText = 'This sentence is one of a great many that follow each other. '.repeat(40);

describe('BuiltInVoice', () => {
  test('speaks with sound, for as long as the words take', async () => {
    const speech = await spoken();
    expect(seconds(speech)).toBeGreaterThan(2);
    expect(seconds(speech)).toBeLessThan(4);
    expect(rms(speech)).toBeGreaterThan(0.02);
  });

  test.each([8_000, 24_000, 32_000, 44_000, 48_000])('takes equally long at %d Hz', async (sampleRate) => {
    const reference = await spoken();
    const speech = await spoken({ sampleRate });
    expect(Math.abs(seconds(speech, sampleRate) - seconds(reference))).toBeLessThan(sameLength);
    expect(rms(speech)).toBeCloseTo(rms(reference), 1);
  });

  test('a voice, rate and speed hold for their own order only', async () => {
    const first = await spoken();
    await spoken({ voice: 'sit/cmn', text: '你好，世界。', speed: 2, sampleRate: 8_000 });
    expect(Math.abs(seconds(await spoken()) - seconds(first))).toBeLessThan(sameLength);
  });

  test('speed 2 takes about half the time', async () => {
    const ratio = seconds(await spoken({ speed: 2 })) / seconds(await spoken());
    expect(ratio).toBeGreaterThan(0.4);
    expect(ratio).toBeLessThan(0.65);
  });

  test.each([
    ['sit/cmn', '今天天气很好。'],
    ['jpx/ja', 'おはようございます。'],
    ['roa/fr', 'Bonjour tout le monde.'],
    ['gmw/de', 'Guten Morgen zusammen.'],
    ['roa/es', 'Buenos días a todos.'],
  ])('%s speaks its language', async (identifier, text) => {
    const speech = await spoken({ voice: identifier, text });
    expect(seconds(speech)).toBeGreaterThan(0.7);
    expect(rms(speech)).toBeGreaterThan(0.01);
  });

  test('a long text comes in pieces and loses nothing', async () => {
    const single = seconds(await spoken({ text: longText.slice(0, longText.indexOf('.') + 1) }));
    const speech = await spoken({ text: longText });
    expect(speech.pieces).toBeGreaterThan(5);
    expect(seconds(speech) / (40 * single)).toBeGreaterThan(0.8);
    expect(seconds(speech) / (40 * single)).toBeLessThan(1.3);
  });

  test('gives the first samples long before the last', async () => {
    const parts = voice.speak(order({ text: longText }), new AbortController().signal);
    const first = await parts.next();
    expect(first.done).toBe(false);
    await parts.return();
    expect(first.value?.bytes.byteLength).toBeLessThan(16_000 * 2);
  });

  test('a short request overtakes a long one', async () => {
    const finished: string[] = [];
    const long = spoken({ text: longText }).then(() => finished.push('long'));
    const short = spoken({ text: 'Hello.' }).then(() => finished.push('short'));
    await Promise.all([long, short]);
    expect(finished).toEqual(['short', 'long']);
  });

  test('many at once get each their own speech', async () => {
    const texts = [
      'One.',
      'Number two.',
      'And this is number three.',
      'Four, five, six, seven, eight, nine, ten.',
    ];
    const alone: number[] = [];
    for (const text of texts) alone.push(seconds(await spoken({ text })));
    const together = await Promise.all([...texts, ...texts].map((text) => spoken({ text })));
    const differences = together.map((speech, n) => Math.abs(seconds(speech) - alone[n % texts.length]!));
    expect(Math.max(...differences)).toBeLessThan(sameLength);
  });

  test('aborting ends the loop with the reason and frees the thread', async () => {
    const listener = new AbortController();
    const reason = new Error('enough');
    const listening = (async () => {
      for await (const _part of voice.speak(order({ text: longText.repeat(200) }), listener.signal))
        listener.abort(reason);
    })();
    await expect(listening).rejects.toBe(reason);
    expect(seconds(await spoken({ text: 'Hello.' }))).toBeGreaterThan(0.3);
  });

  test('refuses the 33rd at once, and serves again afterwards', async () => {
    const waiting = Array.from({ length: 32 }, () =>
      voice.speak(order({ text: longText }), new AbortController().signal),
    );
    await Promise.all(waiting.map((parts) => parts.next()));
    await expect(spoken()).rejects.toMatchObject({ code: 'voice-busy' });
    await Promise.all(waiting.map((parts) => parts.return()));
    expect(seconds(await spoken())).toBeGreaterThan(2);
  });

  test('an unknown voice is an error, not another voice', async () => {
    await expect(spoken({ voice: 'nope' })).rejects.toMatchObject({ code: 'voice-failed' });
  });

  test.each([
    ['markup', '<speak><break time="5s"/>a & b [[x]]</speak>'],
    ['a half character', 'a\uD83D b'],
    ['control characters', 'a\u0000b\u0007'],
  ])('speaks %s as text', async (_what, text) => {
    const speech = await spoken({ text });
    expect(rms(speech)).toBeGreaterThan(0.01);
    expect(seconds(speech)).toBeLessThan(8);
  });

  test('a thread that breaks down fails its requests, and the next one has a new thread', async () => {
    const program = `
      import { parentPort, threadId } from 'node:worker_threads';
      parentPort.postMessage({ type: 'ready', voices: [{ identifier: String(threadId) }] });
      parentPort.on('message', () => { throw new Error('boom'); });`;
    const fragile = new BuiltInVoice(new URL(`data:text/javascript,${encodeURIComponent(program)}`));
    const [first] = await fragile.voices();
    const waiting = [1, 2].map(() => fragile.speak(order(), new AbortController().signal).next());
    for (const failure of await Promise.allSettled(waiting)) {
      expect(failure).toMatchObject({ status: 'rejected', reason: { code: 'voice-failed' } });
    }
    const [second] = await fragile.voices();
    expect(second?.identifier).not.toBe(first?.identifier);
    await fragile.close();
  });

  test('closing ends what is under way', async () => {
    const doomed = new BuiltInVoice();
    const parts = doomed.speak(order({ text: longText }), new AbortController().signal);
    await parts.next();
    await doomed.close();
    await expect(
      (async () => {
        for await (const _part of parts);
      })(),
    ).rejects.toMatchObject({ code: 'voice-closed' });
    await expect(doomed.speak(order(), new AbortController().signal).next()).rejects.toMatchObject({
      code: 'voice-closed',
    });
  });
});
