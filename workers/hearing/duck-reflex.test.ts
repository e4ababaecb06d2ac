import { describe, expect, it } from 'vitest';
import type { PlaybackLevel } from '../vad-api.ts';
import { DuckReflex, type Reaction } from './duck-reflex.ts';

const level = (audible: boolean, levelDb = -20): PlaybackLevel => ({
  type: 'playback-level',
  audible,
  levelDb,
});

function whileSpeaking(): DuckReflex {
  const reflex = new DuckReflex();
  reflex.set({ mode: 'on', onsetThreshold: 0.5, offsetThreshold: 0.35 });
  reflex.hearPlayback(level(true));
  return reflex;
}

/** So many frames of a voice as loud as the reply. */
const hear = (reflex: DuckReflex, frames: number, probability = 0.95, levelDb = -18): Reaction[] =>
  Array.from({ length: frames }, () => reflex.react(probability, levelDb));

describe('the reflex of the ears', () => {
  it('ducks once for a voice over the reply, and suspects it as long as it lasts', () => {
    const reflex = whileSpeaking();
    const reactions = hear(reflex, 10);
    expect(reactions.map(({ duck }) => duck)).toEqual([true, ...Array<boolean>(9).fill(false)]);
    expect(reactions.every(({ suspected }) => suspected)).toBe(true);
    expect(hear(reflex, 40, 0.02, -70).at(-1)!.suspected).toBe(false);
    expect(hear(reflex, 1)[0]).toEqual({ duck: true, suspected: true });
  });

  it('leaves voices alone while nothing is played', () => {
    const reflex = whileSpeaking();
    reflex.hearPlayback(level(false));
    expect(hear(reflex, 5).some(({ duck, suspected }) => duck || suspected)).toBe(false);
  });

  it('does nothing while it is off, as for half-duplex and push-to-talk', () => {
    const reflex = whileSpeaking();
    reflex.set({ mode: 'off', onsetThreshold: 0.5, offsetThreshold: 0.35 });
    expect(hear(reflex, 5).some(({ duck, suspected }) => duck || suspected)).toBe(false);
  });

  it('lets go of a voice by the threshold that is in force', () => {
    const [strict, patient] = [whileSpeaking(), whileSpeaking()];
    strict.set({ mode: 'on', onsetThreshold: 0.5, offsetThreshold: 0.45 });
    patient.set({ mode: 'on', onsetThreshold: 0.5, offsetThreshold: 0.25 });
    for (const reflex of [strict, patient]) hear(reflex, 3);
    expect(hear(strict, 15, 0.35).at(-1)!.suspected).toBe(false);
    expect(hear(patient, 15, 0.35).at(-1)!.suspected).toBe(true);
  });

  it('takes quiet sounds far below the reply for its echo', () => {
    const reflex = whileSpeaking();
    expect(hear(reflex, 30, 0.95, -50).some(({ duck }) => duck)).toBe(false);
  });

  it('forgets a suspicion with the microphone it was heard by', () => {
    const reflex = whileSpeaking();
    hear(reflex, 3);
    reflex.reset();
    expect(reflex.react(0.02, -70)).toEqual({ duck: false, suspected: false });
  });
});
