import { describe, expect, it } from 'vitest';
import { frameSamples } from '../units.ts';
import { EnergyDetector } from './energy-detector.ts';
import { findRecording, loadTruths, readRecording, type Truth } from './fixtures.testing.ts';
import { defaultStreamingParameters } from './parameters.ts';
import { framesOf, isSileroRate, sileroLayout } from './silero-frames.ts';
import { createSegmenter, stepSegmenter } from './streaming-segmenter.ts';
import type { Segment } from './batch-segmenter.ts';

const layout = sileroLayout(16_000);

function probabilitiesOf({ file, sampleRate }: Truth): number[] {
  const path = findRecording(file);
  if (path === null || !isSileroRate(sampleRate)) throw new Error(`no recording ${file} at a known rate`);
  const fileLayout = sileroLayout(sampleRate);
  const detector = new EnergyDetector(fileLayout);
  return [...framesOf(readRecording(path).pcm, fileLayout)].map((frame) => detector.process(frame));
}

/** Confirmed segments with a short hard end, so that neighbouring utterances stay apart. Samples at 16 kHz. */
function segmentsOf(probabilities: readonly number[]): Segment[] {
  const parameters = { ...defaultStreamingParameters, hardEndMs: 300 };
  const segments: Segment[] = [];
  const hear = (state: ReturnType<typeof createSegmenter>, probability: number, frame: number) => {
    const step = stepSegmenter(state, { start: frame * frameSamples, probability }, parameters);
    for (const event of step.events) {
      if (event.type === 'hard-end') segments.push({ start: event.onset, end: event.end });
    }
    return step.state;
  };
  // A second of quiet closes what is open at the end.
  [...probabilities, ...new Array<number>(32).fill(0)].reduce(hear, createSegmenter());
  return segments;
}

interface Score {
  /** Utterances that some segment touches. */
  readonly found: number;
  /** Segments that touch no utterance. */
  readonly falseSegments: number;
  /** Share of the frames inside utterances that are not low. */
  readonly recall: number;
  /** Share of the frames more than 100 ms away from any utterance that are voiced. */
  readonly falseAlarms: number;
}

function score(truth: Truth): Score {
  const probabilities = probabilitiesOf(truth);
  const segments = segmentsOf(probabilities);
  const scale = 16_000 / truth.sampleRate;
  const utterances = truth.utterances.map(({ start, end }) => ({ start: start * scale, end: end * scale }));
  const touch = (a: Segment, b: Segment) => a.start < b.end && a.end > b.start;
  const isNear = (frame: number, margin: number) => {
    const middle = (frame + 0.5) * frameSamples;
    return utterances.some(({ start, end }) => middle >= start - margin && middle < end + margin);
  };
  const frames = probabilities.map((probability, frame) => ({ probability, frame }));
  const inside = frames.filter(({ frame }) => isNear(frame, 0));
  const outside = frames.filter(({ frame }) => !isNear(frame, 1_600));
  const share = (some: readonly unknown[], all: readonly unknown[]) =>
    all.length === 0 ? 0 : some.length / all.length;
  return {
    found: utterances.filter((utterance) => segments.some((segment) => touch(segment, utterance))).length,
    falseSegments: segments.filter((segment) => !utterances.some((one) => touch(segment, one))).length,
    recall: share(
      inside.filter(({ probability }) => probability >= defaultStreamingParameters.offsetThreshold),
      inside,
    ),
    falseAlarms: share(
      outside.filter(({ probability }) => probability >= defaultStreamingParameters.onsetThreshold),
      outside,
    ),
  };
}

describe('on recordings with known speech', () => {
  /** File, least utterances found, least frame recall, most false segments, most false alarm frames. */
  const expected: readonly (readonly [string, number, number, number, number])[] = [
    ['edge_start0_pause.wav', 2, 0.94, 0, 0],
    // Begins inside a vowel: until the first dip the voice itself is the background.
    ['edge_start0_runon.wav', 1, 0.55, 0, 0],
    ['sil_brown_loud.wav', 0, 0, 0, 0],
    ['sil_zero.wav', 0, 0, 0, 0],
    ['syn_clicks_speech.wav', 2, 0.94, 0, 0],
    ['syn_languages_a.wav', 4, 0.85, 0, 0],
    ['syn_levels_a.wav', 5, 0.82, 0, 0],
    ['syn_long_a.wav', 9, 0.91, 0, 0],
    // Music is loud too: the known limit.
    ['syn_music_speech.wav', 2, 0.7, 2, 0.5],
    ['syn_pauses_a.wav', 9, 0.93, 0, 0],
    ['syn_phone_a_8k.wav', 4, 0.8, 0, 0],
    // One utterance is 5 dB below the noise; the noise itself rises by 5 dB between utterances.
    ['syn_snr_pink.wav', 5, 0.88, 0, 0.11],
    ['syn_speeds_a.wav', 5, 0.9, 0, 0],
  ];
  const truths = loadTruths();

  it('has a line for each', () => {
    expect(expected.map(([file]) => file)).toEqual(truths.map(({ file }) => file));
  });

  it.each(expected)('%s', (file, found, recall, falseSegments, falseAlarms) => {
    const truth = truths.find((one) => one.file === file)!;
    const result = score(truth);
    expect(result.found).toBeGreaterThanOrEqual(found);
    expect(result.recall).toBeGreaterThanOrEqual(recall);
    expect(result.falseSegments).toBeLessThanOrEqual(falseSegments);
    expect(result.falseAlarms).toBeLessThanOrEqual(falseAlarms);
  });

  it('finds 48 of 49 utterances', () => {
    const scores = truths.map(score);
    expect(truths.reduce((sum, { utterances }) => sum + utterances.length, 0)).toBe(49);
    expect(scores.reduce((sum, { found }) => sum + found, 0)).toBe(48);
  });
});

describe('the background', () => {
  const tone = (amplitude: number): Float32Array =>
    Float32Array.from(
      { length: layout.window },
      (_, i) => amplitude * Math.sin((2 * Math.PI * 1_000 * i) / 16_000),
    );
  const judge = (detector: EnergyDetector, amplitude: number, frames: number): number[] =>
    Array.from({ length: frames }, () => detector.process(tone(amplitude)));

  it('is followed at once when it falls', () => {
    const detector = new EnergyDetector(layout);
    judge(detector, 0.1, 100);
    judge(detector, 0.01, 3);
    expect(judge(detector, 0.1, 2)[1]).toBeGreaterThan(0.5);
  });

  it('is followed after three seconds when it rises', () => {
    const detector = new EnergyDetector(layout);
    judge(detector, 0.01, 100);
    const risen = judge(detector, 0.1, 100);
    expect(risen.slice(1, 90).every((probability) => probability > 0.5)).toBe(true);
    expect(risen.slice(97).every((probability) => probability < 0.35)).toBe(true);
  });

  it('is no speech from the first frame on, however loud', () => {
    expect(Math.max(...judge(new EnergyDetector(layout), 0.9, 50))).toBeLessThan(0.35);
  });

  it('makes no speech of what is too quiet to be any', () => {
    const detector = new EnergyDetector(layout);
    judge(detector, 0, 50);
    expect(Math.max(...judge(detector, 0.000_9, 10))).toBeLessThan(0.5);
    expect(judge(detector, 0.01, 2)[1]).toBeGreaterThan(0.5);
  });

  it('hears a click of one frame as none', () => {
    const detector = new EnergyDetector(layout);
    judge(detector, 0.001, 50);
    expect([...judge(detector, 0.5, 1), ...judge(detector, 0.001, 1)].every((p) => p < 0.35)).toBe(true);
    expect(judge(detector, 0.5, 2)[1]).toBeGreaterThan(0.99);
  });

  it('is forgotten on reset', () => {
    const detector = new EnergyDetector(layout);
    const first = judge(detector, 0.2, 5);
    judge(detector, 0.001, 50);
    detector.reset();
    expect(judge(detector, 0.2, 5)).toEqual(first);
  });

  it('refuses a frame of another length', () => {
    expect(() => new EnergyDetector(layout).process(new Float32Array(256))).toThrow(
      'frame has 256 samples, expected 512',
    );
  });
});
