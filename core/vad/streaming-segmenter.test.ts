import { describe, expect, it } from 'vitest';
import { frameSamples } from '../units.ts';
import { defaultStreamingParameters, type StreamingParameters } from './parameters.ts';
import {
  createSegmenter,
  endSegmentNow,
  resetSegmenter,
  segmenterStatus,
  stepSegmenter,
  type SegmenterEvent,
  type SegmenterState,
} from './streaming-segmenter.ts';

/** A segment needs two voiced frames, ends softly after two low ones and hard after four; no pre-roll beyond 1 frame. */
const quick: StreamingParameters = {
  onsetThreshold: 0.5,
  offsetThreshold: 0.35,
  softEndMs: 64,
  hardEndMs: 128,
  minSpeechMs: 64,
  preRollMs: 32,
};

/** Drives a segmenter with a line of frames: `#` voiced, `.` low, `-` between, `x` a lost frame. */
class Line {
  state: SegmenterState = createSegmenter();
  parameters: StreamingParameters;
  readonly events: SegmenterEvent[] = [];
  #next = 0;

  constructor(parameters: StreamingParameters = quick) {
    this.parameters = parameters;
  }

  hears(line: string): this {
    for (const frame of line.replaceAll(' ', '')) {
      if (frame !== 'x') {
        const probability = { '#': 0.5, '.': 0.349, '-': 0.35 }[frame]!;
        const step = stepSegmenter(this.state, { start: this.#next, probability }, this.parameters);
        this.state = step.state;
        this.events.push(...step.events);
      }
      this.#next += frameSamples;
    }
    return this;
  }

  endsNow(): this {
    const step = endSegmentNow(this.state);
    this.state = step.state;
    this.events.push(...step.events);
    return this;
  }

  /** Events as `type@frame`, the frame being the one judged last. */
  get told(): string[] {
    return this.events.map(({ type, at }) => `${type}@${at / frameSamples - 1}`);
  }

  find<T extends SegmenterEvent['type']>(type: T): Extract<SegmenterEvent, { type: T }> {
    const event = this.events.find((candidate) => candidate.type === type);
    if (!event) throw new Error(`no ${type} among ${this.told.join(', ')}`);
    return event as Extract<SegmenterEvent, { type: T }>;
  }
}

const frames = (count: number): number => count * frameSamples;
const hear = (line: string, parameters?: StreamingParameters): Line => new Line(parameters).hears(line);

describe('start', () => {
  it('[V1] opens at the first voiced frame, at its first sample', () => {
    const line = hear('..-#');
    expect(line.told).toEqual(['speech-started@3']);
    expect(line.find('speech-started').onset).toBe(frames(3));
  });

  it('[V1] opens for nothing less', () => {
    expect(hear('.-.--..-').told).toEqual([]);
  });

  it('[V2] gives the pre-roll apart from the onset', () => {
    const longer = { ...quick, preRollMs: 500 };
    const started = hear(`${'.'.repeat(40)}#`, longer).find('speech-started');
    expect(started.onset - started.preRollStart).toBe(8_000);
  });

  it('[V2] reaches not before the beginning of what is heard', () => {
    expect(hear('.#', { ...quick, preRollMs: 500 }).find('speech-started').preRollStart).toBe(0);
    const late = stepSegmenter(createSegmenter(frames(9)), { start: frames(9), probability: 1 }, quick);
    expect(late.events[0]).toMatchObject({ onset: frames(9), preRollStart: frames(9) });
  });

  it('[V2] reaches not into the segment before', () => {
    const line = hear('### .... #', { ...quick, preRollMs: 500 });
    expect(line.told.at(-1)).toBe('speech-started@7');
    expect(line.events.at(-1)).toMatchObject({ onset: frames(7), preRollStart: frames(3) });
  });

  it('[V3] confirms when the minimum is full, once', () => {
    expect(hear('####').told).toEqual(['speech-started@0', 'speech-confirmed@1']);
  });

  it('[V3] counts voiced frames anywhere in the segment, and only those', () => {
    expect(hear('#---').told).toEqual(['speech-started@0']);
    expect(hear('#-.-#').told).toEqual(['speech-started@0', 'speech-confirmed@4']);
  });

  it('[V3] takes a minimum of 0 as one frame, and part of a frame as a whole one', () => {
    expect(hear('#', { ...quick, minSpeechMs: 0 }).told).toEqual(['speech-started@0', 'speech-confirmed@0']);
    expect(hear('##', { ...quick, minSpeechMs: 65 }).told).toEqual(['speech-started@0']);
    expect(hear('###', { ...quick, minSpeechMs: 65 }).told.at(-1)).toBe('speech-confirmed@2');
  });
});

describe('silence', () => {
  it('[V4] [V7] soft end after ceil(N / 32) frames, the first low one counted, where that one began', () => {
    const line = hear('##..');
    expect(line.told.at(-1)).toBe('soft-end@3');
    expect(line.find('soft-end')).toMatchObject({ end: frames(2), onset: 0, at: frames(4) });
    expect(hear('##...', { ...quick, softEndMs: 65 }).told.at(-1)).toBe('soft-end@4');
    expect(hear('##.', { ...quick, softEndMs: 1 }).told.at(-1)).toBe('soft-end@2');
  });

  it('[V4] the defaults are 2 frames and 25 frames', () => {
    const line = hear(`${'#'.repeat(8)}${'.'.repeat(30)}`, defaultStreamingParameters);
    expect(line.told).toEqual(['speech-started@0', 'speech-confirmed@2', 'soft-end@9', 'hard-end@32']);
  });

  it('[V5] time runs on between the thresholds, but only a low frame lets things fall due', () => {
    expect(hear('##.-').told.at(-1)).toBe('speech-confirmed@1');
    expect(hear('##.-.').told.at(-1)).toBe('soft-end@4');
    expect(hear('##.------.').told.slice(2)).toEqual(['soft-end@9', 'hard-end@9']);
    expect(hear('##.------.').find('hard-end').end).toBe(frames(2));
  });

  it('[V5] a frame between the thresholds begins no silence', () => {
    expect(hear('##------').told).toEqual(['speech-started@0', 'speech-confirmed@1']);
    expect(hear('##--..').find('soft-end').end).toBe(frames(4));
  });

  it('[V6] only a voiced frame cancels a silence, and the next begins anew', () => {
    expect(hear('##.#.#.#.').told).toEqual(['speech-started@0', 'speech-confirmed@1']);
    expect(hear('##.#..').find('soft-end')).toMatchObject({ end: frames(4), at: frames(6) });
  });

  it('[V7] comes once per silence', () => {
    expect(hear('##...').told.filter((told) => told.startsWith('soft-end'))).toEqual(['soft-end@3']);
    expect(hear('##..#..').told.slice(2)).toEqual(['soft-end@3', 'redemption@4', 'soft-end@6']);
  });

  it('[V7] is not worth preparing for what may be a cough', () => {
    expect(hear('#..').told).toEqual(['speech-started@0']);
  });

  it('[V8] tells when speech comes back after a soft end, and how long it was away', () => {
    expect(hear('##..-#').find('redemption').silenceMs).toBe(96);
    expect(hear('##.#').told).not.toContain('redemption@3');
  });
});

describe('end', () => {
  it('[V9] ends hard where the silence began', () => {
    const line = hear('.## ....');
    expect(line.told.slice(2)).toEqual(['soft-end@4', 'hard-end@6']);
    expect(line.find('hard-end')).toEqual({
      type: 'hard-end',
      reason: 'silence',
      onset: frames(1),
      preRollStart: 0,
      end: frames(3),
      at: frames(7),
    });
    expect(line.state.phase).toBe('quiet');
  });

  it('[V9] has its soft end first, in the same frame if need be', () => {
    expect(hear('##....', { ...quick, softEndMs: 128 }).told.slice(2)).toEqual(['soft-end@5', 'hard-end@5']);
  });

  it('[V10] calls a short segment a misfire when its silence is over', () => {
    const line = hear('#...').hears('.');
    expect(line.told).toEqual(['speech-started@0', 'misfire@4']);
    expect(line.find('misfire')).toMatchObject({ onset: 0, end: frames(1), reason: 'silence' });
  });

  it('[V10] keeps the audio of a misfire as pre-roll', () => {
    const line = hear('.#.... ##', { ...quick, preRollMs: 500 });
    expect(line.told).toEqual(['speech-started@1', 'misfire@5', 'speech-started@6', 'speech-confirmed@7']);
    expect(line.events[2]).toMatchObject({ onset: frames(6), preRollStart: 0 });
  });

  it('[V11] ends at once when asked, at the first low frame of a silence', () => {
    const line = hear('## .-.').endsNow();
    expect(line.events.at(-1)).toMatchObject({
      type: 'hard-end',
      reason: 'asked',
      end: frames(2),
      at: frames(5),
    });
    expect(hear('##-').endsNow().events.at(-1)).toMatchObject({ type: 'hard-end', end: frames(3) });
    expect(hear('#').endsNow().events.at(-1)).toMatchObject({ type: 'misfire', reason: 'asked' });
  });

  it('[V11] hears speech that simply goes on as the next segment, without a gap or a repeat', () => {
    const line = hear('###').endsNow().hears('##');
    expect(line.told).toEqual([
      'speech-started@0',
      'speech-confirmed@1',
      'hard-end@2',
      'speech-started@3',
      'speech-confirmed@4',
    ]);
    expect(line.events[3]).toMatchObject({ onset: frames(3), preRollStart: frames(3) });
  });

  it('[V11] does nothing without an open segment', () => {
    const line = hear('...');
    expect(endSegmentNow(line.state)).toEqual({ state: line.state, events: [] });
  });

  it('[V12] forgets the segment and the audio before', () => {
    const line = hear('..##.');
    line.state = resetSegmenter(line.state);
    line.hears('...#');
    expect(line.told).toEqual(['speech-started@2', 'speech-confirmed@3', 'speech-started@8']);
    expect(line.events.at(-1)).toMatchObject({ preRollStart: frames(7) });
    line.state = resetSegmenter(line.state, frames(20));
    expect(line.state).toEqual(createSegmenter(frames(20)));
  });
});

describe('at any time', () => {
  it('[V13] compares the counts so far with new parameters', () => {
    const line = hear('##..');
    line.parameters = { ...quick, hardEndMs: 800 };
    line.hears('..........');
    expect(line.told.at(-1)).toBe('soft-end@3');
    line.parameters = quick;
    expect(line.hears('.').told.at(-1)).toBe('hard-end@14');
  });

  it('[V13] raises the threshold between two frames, and unsays nothing', () => {
    const line = hear('##');
    line.parameters = { ...quick, onsetThreshold: 0.9, minSpeechMs: 320 };
    expect(line.hears('##....').told.slice(2)).toEqual(['soft-end@5', 'hard-end@7']);
    expect(line.hears('####').told.length).toBe(4);
  });

  it('[V15] passes over lost frames without judging them', () => {
    const line = hear('## xxx .x.');
    expect(line.find('soft-end')).toMatchObject({ end: frames(5), at: frames(8) });
  });

  it('[V15] refuses to go back in time', () => {
    const { state } = hear('..');
    expect(() => stepSegmenter(state, { start: frames(1), probability: 0 }, quick)).toThrow(
      'frame begins at 512, expected 1024 or later',
    );
  });

  it('says after every frame how things stand', () => {
    const quiet = { speaking: false, confirmed: false, voicedFrames: 0, lowFrames: 0, silenceMs: 0 };
    const line = hear('.-');
    expect(segmenterStatus(line.state)).toEqual(quiet);
    expect(segmenterStatus(line.hears('#').state)).toEqual({ ...quiet, speaking: true, voicedFrames: 1 });
    const speaking = { speaking: true, confirmed: true, voicedFrames: 2, lowFrames: 0, silenceMs: 0 };
    expect(segmenterStatus(line.hears('#').state)).toEqual(speaking);
    expect(segmenterStatus(line.hears('-').state)).toEqual(speaking);
    expect(segmenterStatus(line.hears('.-').state)).toEqual({ ...speaking, lowFrames: 2, silenceMs: 64 });
    expect(segmenterStatus(line.hears('..').state)).toEqual(quiet);
  });
});
