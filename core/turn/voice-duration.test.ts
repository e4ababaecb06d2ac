import { describe, expect, it } from 'vitest';
import { beginVoice, noVoice, stepVoiceDuration, type MeasuredFrame } from './voice-duration.ts';

const measure = (frames: readonly MeasuredFrame[]): number =>
  frames.reduce((duration, frame) => stepVoiceDuration(duration, frame, 0.35).duration, noVoice).voicedFrames;

const times = <T>(count: number, value: T): readonly T[] => Array.from({ length: count }, () => value);

const quietRoom = -60;
const voice: MeasuredFrame = { probability: 0.97, levelDb: -22, noiseDb: quietRoom };
/** The model holds on, the voice is gone. */
const tail: MeasuredFrame = { ...voice, levelDb: -58 };

describe('the duration of a voice', () => {
  it('does not count the tail of the model', () => {
    // An "mm-hm" of 450 ms and a tail of 170 ms: together they would be more than the 600 ms of an interruption.
    expect(measure([...times(14, voice), ...times(6, tail)])).toBe(14);
  });

  it('does not count what is below the offset threshold, however loud', () => {
    expect(measure([...times(5, voice), { ...voice, probability: 0.3, levelDb: -10 }])).toBe(5);
  });

  it('counts the weak sounds of a word', () => {
    expect(measure([...times(5, voice), ...times(3, { ...voice, levelDb: -44 })])).toBe(8);
  });

  it('does not take the background for a weak sound', () => {
    const noisy = -40;
    const frames = [
      ...times(5, { ...voice, noiseDb: noisy }),
      ...times(5, { ...tail, levelDb: -39, noiseDb: noisy }),
    ];
    expect(measure(frames)).toBe(5);
  });

  it('asks for no more than the probability where the background is as loud as the voice', () => {
    expect(measure(times(8, { ...voice, noiseDb: -22 }))).toBe(8);
  });

  it('does not count a quiet beginning that a loud voice follows twice', () => {
    expect(measure([{ ...voice, levelDb: -50 }, ...times(4, voice)])).toBe(5);
  });

  it('begins before the model was sure, where it had a suspicion and there was a clear sound', () => {
    const nasal = { ...voice, probability: 0.2 };
    const silence = { ...voice, probability: 0.01, levelDb: quietRoom };
    expect(beginVoice([silence, silence, silence, nasal, nasal, nasal], voice).voicedFrames).toBe(3);
  });

  it('does not begin with a noise, however loud', () => {
    const burst = { ...voice, probability: 0.04, levelDb: -10 };
    expect(beginVoice([burst, burst, burst, burst], voice).voicedFrames).toBe(0);
  });

  it('does not look back further than 192 ms', () => {
    expect(beginVoice(times(20, { ...voice, probability: 0.3 }), voice).voicedFrames).toBe(6);
  });
});
