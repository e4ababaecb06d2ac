import { describe, expect, it } from 'vitest';
import { rmsDb } from '../audio/level.ts';
import { frameMs, frameSamples } from '../units.ts';
import { heardPosition, probabilitiesOf, soundOf, truthOf } from './recordings.testing.ts';
import { couplingDb, createReflex, stepReflex, type ReflexFrame, type ReflexState } from './reflex.ts';

const settings = { onsetThreshold: 0.5, offsetThreshold: 0.35 };

interface Run {
  readonly state: ReflexState;
  readonly ducks: readonly number[];
  readonly voiced: readonly number[];
}

function run(frames: readonly ReflexFrame[], state: ReflexState = createReflex()): Run {
  const ducks: number[] = [];
  const voiced: number[] = [];
  let reflex = state;
  for (const [index, frame] of frames.entries()) {
    const stepped = stepReflex(reflex, frame, settings);
    reflex = stepped.state;
    if (stepped.duck) ducks.push(index);
    if (stepped.probability >= 0.5) voiced.push(index);
  }
  return { state: reflex, ducks, voiced };
}

const times = <T>(count: number, value: T): readonly T[] => Array.from({ length: count }, () => value);

/** An echo canceller that works: the microphone hears the room. */
const quiet: ReflexFrame = { probability: 0.02, levelDb: -58, playbackDb: -15, audible: true };
const user: ReflexFrame = { probability: 0.95, levelDb: -32, playbackDb: -15, audible: true };

describe('the reflex', () => {
  it('ducks with the first frame of a voice, once', () => {
    const { ducks } = run([...times(50, quiet), ...times(10, user)]);
    expect(ducks).toEqual([50]);
  });

  it('ducks again for another voice', () => {
    const { ducks } = run([...times(50, quiet), ...times(10, user), ...times(20, quiet), ...times(5, user)]);
    expect(ducks).toEqual([50, 80]);
  });

  it('lets everything pass while nothing is played', () => {
    const silence = { audible: false, playbackDb: -100 };
    const { ducks, voiced } = run([
      ...times(10, { ...quiet, ...silence }),
      ...times(10, { ...user, ...silence }),
    ]);
    expect(ducks).toEqual([]);
    expect(voiced).toHaveLength(10);
  });

  it('is not deafened by the first sounds of the user, of which the model is not sure', () => {
    const first = { ...user, probability: 0.45 };
    expect(run([...times(50, quiet), first, first, user]).ducks).toEqual([52]);
  });

  it('finds a user who begins with the reply, however little is known of the echo', () => {
    expect(run([quiet, quiet, { ...user, levelDb: -20 }]).ducks).toEqual([2]);
  });

  it('finds one who was taken for the echo, after the first gap in their speech', () => {
    const soft = { ...user, levelDb: -31 };
    const { ducks } = run([...times(2, quiet), ...times(10, soft), quiet, ...times(3, soft)]);
    expect(ducks).toEqual([13]);
  });

  it('asks for a surer voice than silence does, unless it is far above the echo', () => {
    const unsure = { ...user, probability: 0.6, levelDb: -51 };
    expect(run([...times(50, quiet), ...times(3, unsure)]).ducks).toEqual([]);
    expect(run([...times(50, quiet), ...times(3, { ...unsure, levelDb: -32 })]).ducks).toEqual([50]);
    const silence = { ...unsure, audible: false, playbackDb: -100 };
    expect(run(times(3, silence)).voiced).toHaveLength(3);
  });

  it('takes the tail of an echo for an echo after the player has fallen silent', () => {
    const echo = { ...user, levelDb: -30 };
    const tail = { ...echo, audible: false, playbackDb: -100 };
    expect(run([...times(50, echo), ...times(6, tail)]).voiced).toEqual([]);
  });

  it('does not take a late echo for a user, even in the first reply', () => {
    const late = [...times(5, quiet), ...times(100, { ...user, levelDb: -25 })];
    expect(run(late).ducks).toEqual([]);
  });

  it('is not deafened by a cough', () => {
    const cough = { ...quiet, levelDb: -14, probability: 0.2 };
    expect(run([...times(120, quiet), ...times(5, cough), ...times(20, quiet), user]).ducks).toEqual([145]);
  });

  it('expects less echo of a quieter reply', () => {
    const echo = { ...user, levelDb: -30 };
    const { state } = run(times(50, echo));
    expect(couplingDb(state)).toBeCloseTo(-15, 5);
    const ducked = times(9, { ...echo, levelDb: -44, playbackDb: -29 });
    expect(run([...ducked, { ...echo, levelDb: -35, playbackDb: -29 }], state).ducks).toEqual([9]);
  });
});

describe('the reflex on mic_c, whose loudspeaker leaks 12 dB below the user', () => {
  const truth = truthOf('mic_c');
  const mic = soundOf('mic_c');
  const farEnd = soundOf('mic_c.farend');
  const frames = probabilitiesOf('mic_c').map((probability, index): ReflexFrame => {
    const from = index * frameSamples;
    const playbackDb = rmsDb(farEnd, from, from + frameSamples);
    return {
      probability,
      levelDb: rmsDb(mic, from, from + frameSamples),
      playbackDb,
      audible: playbackDb > -60,
    };
  });
  const onset = heardPosition(truth, truth.utterances[1]!.start) / frameSamples;
  const farEndOnset = 3.3 / (frameMs / 1000);

  it('never takes the far end for the user', () => {
    const { ducks, voiced } = run(frames.slice(0, Math.floor(onset)));
    expect(ducks).toEqual([]);
    expect(voiced.filter((frame) => frame > farEndOnset)).toEqual([]);
  });

  it('finds the user within 100 ms of the first sound', () => {
    const { ducks } = run(frames);
    const delayMs = (ducks[0]! + 1 - onset) * frameMs;
    expect(delayMs).toBeGreaterThan(0);
    expect(delayMs).toBeLessThanOrEqual(100);
  });

  it('finds most of what the user says over the far end', () => {
    const { voiced } = run(frames);
    const end = heardPosition(truth, truth.utterances[1]!.end) / frameSamples;
    expect(voiced.filter((frame) => frame >= onset && frame < end).length).toBeGreaterThanOrEqual(10);
  });
});
