/** Seeded random walks over frames and commands, and the recorded events of silero-vad's `VADIterator`. */
import { describe, expect, it } from 'vitest';
import { frameMs, frameSamples } from '../units.ts';
import { loadReferences, loadVectors, type IteratorEvent } from './fixtures.testing.ts';
import { defaultStreamingParameters, type StreamingParameters } from './parameters.ts';
import {
  createSegmenter,
  endSegmentNow,
  resetSegmenter,
  segmenterStatus,
  stepSegmenter,
  type SegmenterEvent,
} from './streaming-segmenter.ts';

/** Mulberry32: small, seeded, good enough to choose test data. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Told {
  readonly frame: number;
  readonly parameters: StreamingParameters;
  readonly event: SegmenterEvent;
}

interface Walk {
  readonly told: readonly Told[];
  readonly probabilities: readonly number[];
}

function pickParameters(random: () => number): StreamingParameters {
  const pick = <T>(...choices: T[]): T => choices[Math.floor(random() * choices.length)]!;
  const onsetThreshold = pick(0.3, 0.5, 0.7);
  const softEndMs = pick(32, 64, 100);
  return {
    onsetThreshold,
    offsetThreshold: onsetThreshold - pick(0, 0.15, 0.25),
    softEndMs,
    hardEndMs: softEndMs + pick(0, 64, 200, 700),
    minSpeechMs: pick(0, 64, 128, 250),
    preRollMs: pick(500, 800),
  };
}

/** @param live whether parameters change on the way and commands come in between */
function walk(seed: number, live: boolean): Walk {
  const random = randomFrom(seed);
  const told: Told[] = [];
  const probabilities: number[] = [];
  let parameters = pickParameters(random);
  let state = createSegmenter();
  let level = 0;
  for (let frame = 0; frame < 2_000; frame += 1) {
    if (random() < 0.15) level = random() < 0.5 ? 0.05 : 0.85;
    const probability = Math.min(1, Math.max(0, level + (random() - 0.5) * 0.7));
    probabilities.push(probability);
    const tell = (events: readonly SegmenterEvent[]) =>
      told.push(...events.map((event) => ({ frame, parameters, event })));
    if (live && random() < 0.01) parameters = pickParameters(random);
    const step = stepSegmenter(state, { start: frame * frameSamples, probability }, parameters);
    state = step.state;
    tell(step.events);
    if (live && random() < 0.01) {
      const ended = endSegmentNow(state);
      state = ended.state;
      tell(ended.events);
    }
    if (live && random() < 0.003 && state.phase === 'quiet') state = resetSegmenter(state);
  }
  return { told, probabilities };
}

const follows: Readonly<Record<SegmenterEvent['type'] | 'start', readonly SegmenterEvent['type'][]>> = {
  start: ['speech-started'],
  'speech-started': ['speech-confirmed', 'misfire'],
  'speech-confirmed': ['soft-end', 'hard-end'],
  'soft-end': ['redemption', 'hard-end'],
  redemption: ['soft-end', 'hard-end'],
  'hard-end': ['speech-started'],
  misfire: ['speech-started'],
};

describe('random walks', () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    it(`[V14] [V15] keeps order and positions, seed ${seed}`, () => {
      const { told } = walk(seed, true);
      let last: SegmenterEvent['type'] | 'start' = 'start';
      let lastAt = 0;
      let heardUpTo = 0;
      let open: { onset: number; preRollStart: number } | null = null;
      for (const { event } of told) {
        expect(follows[last]).toContain(event.type);
        expect(event.at).toBeGreaterThanOrEqual(lastAt);
        expect(event.preRollStart).toBeGreaterThanOrEqual(heardUpTo);
        expect(event.preRollStart).toBeLessThanOrEqual(event.onset);
        if (event.type === 'speech-started') open = event;
        expect(event).toMatchObject({ onset: open?.onset, preRollStart: open?.preRollStart });
        if ('end' in event) {
          expect(event.end).toBeGreaterThan(event.onset);
          expect(event.end).toBeLessThanOrEqual(event.at);
        }
        if (event.type === 'hard-end') heardUpTo = event.end;
        last = event.type;
        lastAt = event.at;
      }
      expect(told.length).toBeGreaterThan(50);
    });

    it(`[V3] [V4] [V5] [V6] [V10] ends what the frames say, seed ${seed}`, () => {
      const { told, probabilities } = walk(seed, false);
      for (const { frame, parameters, event } of told) {
        const onset = event.onset / frameSamples;
        const voicedBetween = (from: number, to: number) =>
          probabilities.slice(from, to).filter((p) => p >= parameters.onsetThreshold).length;
        const needed = Math.max(1, Math.ceil(parameters.minSpeechMs / frameMs));
        if (event.type === 'speech-confirmed') expect(voicedBetween(onset, frame + 1)).toBe(needed);
        if (event.type === 'misfire') expect(voicedBetween(onset, frame + 1)).toBeLessThan(needed);
        if (!('end' in event)) continue;
        const ms = event.type === 'soft-end' ? parameters.softEndMs : parameters.hardEndMs;
        const due = event.end / frameSamples + Math.ceil(ms / frameMs) - 1;
        const isLow = (at: number) => probabilities[at]! < parameters.offsetThreshold;
        expect(voicedBetween(event.end / frameSamples, frame + 1)).toBe(0);
        expect(isLow(event.end / frameSamples) && isLow(frame)).toBe(true);
        expect(frame).toBeGreaterThanOrEqual(due);
        // Late only because no low frame came in between.
        for (let waited = due; waited < frame; waited += 1) expect(isLow(waited)).toBe(false);
      }
      expect(told.length).toBeGreaterThan(20);
    });
  }
});

describe("silero-vad's VADIterator", () => {
  interface Run {
    readonly name: string;
    readonly probs: readonly number[];
    readonly rate: number;
    readonly windows: number;
    readonly params: Readonly<Record<string, unknown>>;
    readonly events: readonly IteratorEvent[];
  }

  const runs: Run[] = [
    ...loadReferences().flatMap(({ file, model, probs, sampleRate, windowSamples, numSamples, iterator }) =>
      iterator.map(({ params, events }) => ({
        name: `${file} ${model} ${JSON.stringify(params)}`,
        probs,
        rate: sampleRate,
        windows: Math.floor(numSamples / windowSamples),
        params,
        events,
      })),
    ),
    ...loadVectors().flatMap(({ id, probs, sampleRate, numSamples, params, iterator }) =>
      iterator
        ? [
            {
              name: `vector ${id}`,
              probs,
              rate: sampleRate,
              windows: Math.floor(numSamples / (sampleRate === 8_000 ? 256 : 512)),
              params,
              events: iterator,
            },
          ]
        : [],
    ),
  ];

  /** The same events from ours: silence one frame longer (rules.md, last paragraph), padding as upstream adds it. */
  function ours({ probs, rate, windows, params }: Run): IteratorEvent[] {
    const number = (name: string, otherwise: number) =>
      typeof params[name] === 'number' ? params[name] : otherwise;
    const onsetThreshold = number('threshold', 0.5);
    const parameters: StreamingParameters = {
      ...defaultStreamingParameters,
      onsetThreshold,
      offsetThreshold: onsetThreshold - 0.15,
      softEndMs: 32,
      hardEndMs: number('min_silence_duration_ms', 100) + frameMs,
      minSpeechMs: 0,
    };
    // Ours counts samples at 16 kHz. A frame is 32 ms at both rates.
    const scale = rate / 16_000;
    const padding = number('speech_pad_ms', 30) * 16;
    const events: IteratorEvent[] = [];
    let state = createSegmenter();
    for (const [frame, probability] of probs.slice(0, windows).entries()) {
      const step = stepSegmenter(state, { start: frame * frameSamples, probability }, parameters);
      state = step.state;
      for (const event of step.events) {
        if (event.type === 'speech-started')
          events.push({ frame, start: Math.max(0, event.onset - padding) * scale });
        if (event.type === 'hard-end') events.push({ frame, end: (event.end + padding) * scale });
      }
    }
    expect(segmenterStatus(state).speaking).toBe('start' in (events.at(-1) ?? {}));
    return events;
  }

  it('is there to compare with', () => {
    expect(runs.length).toBeGreaterThan(300);
  });

  for (const run of runs) {
    it(run.name, () => {
      expect(ours(run)).toEqual(run.events);
    });
  }
});
