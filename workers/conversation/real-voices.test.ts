/**
 * Real voices, coughs and hums over a reply, through the real model: the decisions that invented probabilities cannot
 * vouch for. The voices are those of the mic_c recording.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../core/audio/random.testing.ts';
import { heardPosition, soundOf, truthOf } from '../../core/turn/recordings.testing.ts';
import { heardRate, millisToSamples, type Millis } from '../../core/units.ts';
import { readSileroAssets } from '../../models/model-files.ts';
import { judgeRecording } from '../vad/judge-recording.ts';
import { createOrtSilero } from '../vad/ort-silero.ts';
import type { SpeechModel } from '../vad/speech-model.ts';
import { scenario, type Scenario } from './scenario.testing.ts';

interface Clip {
  readonly text: string;
  readonly samples: Float32Array;
}
interface Cue {
  readonly clip: Clip;
  readonly atMs: Millis;
}

const truth = truthOf('mic_c');
const recording = soundOf('mic_c');
const [question, wait, how] = [0, 1, 2].map((index): Clip => {
  const { start, end, text } = truth.utterances[index]!;
  return { text, samples: recording.slice(heardPosition(truth, start), heardPosition(truth, end)) };
});

/** Noise without a voice in it: 150 ms, sharp beginning. */
function cough(seed: number): Clip {
  const random = createRandom(seed);
  const length = millisToSamples(150, heardRate);
  let last = 0;
  const samples = Float32Array.from({ length }, (_, n) => {
    const white = 2 * random.next() - 1;
    const unvoiced = white - 0.7 * last;
    last = white;
    return 0.28 * Math.min(1, n / 64) * Math.exp((-3 * n) / length) * unvoiced;
  });
  return { text: '', samples };
}

/** The beginning of a voice, faded out: a hum that is no word. */
function hum(ms: Millis, from: Millis = 100): Clip {
  const length = millisToSamples(ms, heardRate);
  const begin = millisToSamples(from, heardRate);
  const fade = millisToSamples(60, heardRate);
  const samples = question!.samples
    .slice(begin, begin + length)
    .map((sample, n) => sample * Math.min(1, n / fade, (length - n) / fade));
  return { text: '', samples };
}

let model: SpeechModel;
beforeAll(async () => {
  model = await createOrtSilero({ version: 'v6', ...readSileroAssets('v6') });
});
afterAll(() => model.close());

/** A quiet room at -62 dBFS, or louder, with the question first and the cues over the reply. */
async function play(cues: readonly Cue[], noiseDb = -62): Promise<Scenario> {
  const random = createRandom(3);
  const amplitude = 10 ** (noiseDb / 20) * Math.sqrt(3);
  const all = [{ clip: question!, atMs: 1000 }, ...cues];
  const samples = Float32Array.from({ length: 20 * heardRate }, () => amplitude * (2 * random.next() - 1));
  const utterances = all.map(({ clip, atMs }) => {
    const start = millisToSamples(atMs, heardRate);
    clip.samples.forEach((sample, n) => {
      samples[start + n] = samples[start + n]! + sample;
    });
    return { text: clip.text, start, end: start + clip.samples.length };
  });
  const probabilities = await judgeRecording(model, samples);
  const told = scenario({
    microphone: { samples, probabilities, utterances: utterances.filter(({ text }) => text !== '') },
  });
  told.world.services.answer = (said) =>
    said.startsWith('Tell')
      ? Array.from({ length: 14 }, (_, n) => `Fact ${n}: the moon is far away.`).join(' ')
      : `You said ${said}`;
  return told;
}

const msSince = ({ world }: Scenario, atMs: Millis, instant: Millis): Millis => instant - world.start - atMs;

describe('a real voice over a reply', () => {
  it('is found, silences the reply, and takes the floor', async () => {
    const told = await play([{ clip: wait!, atMs: 6000 }]);
    const { world, agent } = told;
    await agent.replies();
    await world.until('interrupted', () => world.turns.length === 2);
    expect(world.turn(1).status).toBe('interrupted');
    const silent = msSince(told, 6000, world.marks('barge.silent')[0]!);
    expect(silent).toBeGreaterThan(0);
    expect(silent).toBeLessThanOrEqual(450);
    await agent.repliesAndFinishes();
    expect(world.heardTexts.at(-1)).toBe('You said Wait, stop.');
  });

  it.each([
    [5990, 0],
    [6000, 1],
    [6010, 2],
    [6020, 0],
    [6095, 2],
  ])('silences the reply within 450 ms of its true onset (at %i ms, voice %i)', async (atMs, index) => {
    const told = await play([{ clip: [question!, wait!, how!][index]!, atMs }]);
    const { world, agent } = told;
    await agent.replies();
    await world.until('interrupted', () => world.turns.length === 2);
    const silent = msSince(told, atMs, world.marks('barge.silent')[0]!);
    expect(silent).toBeGreaterThan(0);
    expect(silent).toBeLessThanOrEqual(450);
  });
});

describe('what is no interruption', () => {
  it.each([1, 2, 3, 4, 5])('a cough (%i)', async (seed) => {
    const { world, agent } = await play([{ clip: cough(seed), atMs: 6000 }]);
    await agent.replies();
    await agent.finishes();
    expect(world.turns.map(({ status }) => status)).toEqual(['done']);
    expect(world.commands.map(({ type }) => type)).not.toContain('pause');
  });

  it.each([60, 100, 300, 600, 900])('a hum of 450 ms, taken from %i ms on', async (from) => {
    const { world, agent } = await play([{ clip: hum(450, from), atMs: 6000 }]);
    await agent.replies();
    await agent.finishes();
    expect(world.turns.map(({ status }) => status)).toEqual(['done']);
    // The pause parts what is heard in two, and nothing is missing.
    expect([...new Set(world.heardTexts)].join(' ')).toBe(world.turn(1).reply.text);
  });

  it.each([-50, -45, -40])('a hum of 450 ms in noise of %i dBFS', async (noiseDb) => {
    const { world, agent } = await play([{ clip: hum(450, 60), atMs: 6000 }], noiseDb);
    await agent.replies();
    await agent.finishes();
    expect(world.turns.map(({ status }) => status)).toEqual(['done']);
  });
});
