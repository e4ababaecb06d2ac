import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EchoError } from '../../core/errors.ts';
import { frameSamples } from '../../core/units.ts';
import { EarsDesk, ScriptedModel, until } from './ears.testing.ts';

let desk: EarsDesk;
beforeEach(() => {
  desk = new EarsDesk();
});
afterEach(() => {
  desk.close();
});

const typesOf = () => desk.heard.map(({ type }) => type);

describe('judging', () => {
  it('passes every frame on with its probability, its level and its place on the heard clock', async () => {
    await desk.ready();
    const say = desk.microphone();
    for (const [index, probability] of [0.125, 0.5, 0.25].entries()) say(index, probability);
    await until(() => desk.frames.length === 3);
    expect(typesOf()).toEqual(['capture-started', 'frame', 'frame', 'frame']);
    expect(desk.frames.map(({ probability }) => probability)).toEqual([0.125, 0.5, 0.25]);
    expect(desk.frames.map(({ start }) => start)).toEqual([0, 512, 1024]);
    expect(desk.frames[1]!.levelDb).toBeCloseTo(-6.02, 1);
    expect(desk.frames[1]!.samples).toEqual(new Float32Array(frameSamples).fill(0.5));
  });

  it('keeps the order while the model takes its time', async () => {
    await desk.ready();
    desk.model.slow = true;
    const say = desk.microphone();
    for (let index = 0; index < 200; index += 1) say(index, index / 256);
    await until(() => desk.frames.length === 200);
    expect(desk.frames.map(({ start }) => start)).toEqual(Array.from({ length: 200 }, (_, i) => i * 512));
    expect(desk.model.judged).toEqual(Array.from({ length: 200 }, (_, i) => i / 256));
  });
});

describe('while the model loads', () => {
  it('keeps what is said and judges it afterwards', async () => {
    desk.connect();
    const loading = desk.load();
    const say = desk.microphone();
    for (let index = 0; index < 100; index += 1) say(index, 0.5);
    loading.progress(10, 100);
    expect(desk.statuses).toEqual([{ kind: 'loading', loadedBytes: 10, totalBytes: 100 }]);
    await until(() => desk.marks.some(({ name }) => name === 'vad.listening'));
    expect(desk.frames).toHaveLength(0);
    loading.finish(desk.model);
    expect(await loading.status).toEqual({ kind: 'silero', model: 'v6' });
    await until(() => desk.frames.length === 100);
    expect(desk.frames.map(({ start }) => start)).toEqual(Array.from({ length: 100 }, (_, i) => i * 512));
  });

  it('drops the oldest beyond the limit, and says so in their place', async () => {
    desk.close();
    desk = new EarsDesk({ backlogFrames: 5 });
    desk.connect();
    const loading = desk.load();
    const say = desk.microphone();
    for (let index = 0; index < 8; index += 1) say(index, 0.5);
    say(8, 0.75);
    await until(() => desk.marks.some(({ name }) => name === 'vad.listening'));
    loading.finish(desk.model);
    await loading.status;
    await until(() => desk.frames.some(({ probability }) => probability === 0.75));
    const dropped = desk.heard.filter((message) => message.type === 'dropped');
    expect(dropped.reduce((sum, { frames }) => sum + frames, 0)).toBe(9 - desk.frames.length);
    expect(desk.frames.at(-1)!.start).toBe(8 * 512);
  });

  it('waits for the conversation too', async () => {
    const loading = desk.load();
    loading.finish(desk.model);
    await loading.status;
    const say = desk.microphone();
    say(0, 0.5);
    await until(() => desk.marks.some(({ name }) => name === 'vad.listening'));
    desk.connect();
    await until(() => desk.frames.length === 1);
    expect(typesOf()).toEqual(['capture-started', 'frame']);
  });
});

describe('when there is no model', () => {
  it('listens with the fallback, and says why', async () => {
    desk.connect();
    const loading = desk.load();
    const say = desk.microphone();
    say(0, 0.5);
    loading.fail(new EchoError('model-download-failed', 'no network'));
    expect(await loading.status).toEqual({ kind: 'energy', reason: 'model-download-failed' });
    expect(desk.statuses).toEqual([{ kind: 'energy', reason: 'model-download-failed' }]);
    await until(() => desk.frames.length === 1);
    expect(desk.fallback.judged).toEqual([0.5]);
  });

  it('goes on with the fallback from the very frame at which the model failed', async () => {
    await desk.ready();
    desk.model.failsAt = 2;
    const say = desk.microphone();
    for (let index = 0; index < 4; index += 1) say(index, index / 4);
    await until(() => desk.frames.length === 4);
    expect(desk.fallback.judged).toEqual([0.5, 0.75]);
    expect(desk.statuses.at(-1)).toEqual({ kind: 'energy', reason: 'the runtime is gone' });
    expect(desk.model.closed).toBe(true);
  });

  it('takes a model that loads later', async () => {
    desk.connect();
    const first = desk.load();
    first.fail(new Error('offline'));
    await first.status;
    const second = desk.load();
    second.finish(desk.model);
    expect(await second.status).toEqual({ kind: 'silero', model: 'v6' });
    desk.microphone()(0, 0.5);
    await until(() => desk.frames.length === 1);
    expect(desk.model.judged).toEqual([0.5]);
    expect(desk.fallback.closed).toBe(true);
  });
});

describe('when another model is asked for', () => {
  it('takes the one that was asked for last, and gives back the other', async () => {
    desk.connect();
    const stale = desk.load();
    const wanted = desk.load();
    wanted.finish(desk.model);
    await wanted.status;
    const late = new ScriptedModel();
    stale.finish(late);
    stale.progress(1, 2);
    await stale.status;
    desk.microphone()(0, 0.5);
    await until(() => desk.frames.length === 1);
    expect(desk.statuses).toEqual([{ kind: 'silero', model: 'v6' }]);
    expect(desk.model.judged).toEqual([0.5]);
    expect(late.closed).toBe(true);
  });

  it('changes between two frames and gives back the former', async () => {
    await desk.ready();
    const say = desk.microphone();
    say(0, 0.5);
    await until(() => desk.frames.length === 1);
    const next = new ScriptedModel();
    const loading = desk.load();
    say(1, 0.25);
    await until(() => desk.frames.length === 2);
    loading.finish(next);
    await loading.status;
    say(2, 0.75);
    await until(() => desk.frames.length === 3);
    expect(desk.model.judged).toEqual([0.5, 0.25]);
    expect(next.judged).toEqual([0.75]);
    expect(desk.model.closed).toBe(true);
  });
});

describe('microphones', () => {
  it('runs the heard clock on, and forgets the voice of the one before', async () => {
    await desk.ready();
    const first = desk.microphone();
    first(0, 0.5);
    first(1, 0.5);
    await until(() => desk.frames.length === 2);
    const second = desk.microphone();
    second(0, 0.25);
    await until(() => desk.frames.length === 3);
    expect(typesOf()).toEqual([
      'capture-started',
      'frame',
      'frame',
      'capture-stopped',
      'capture-started',
      'frame',
    ]);
    expect(desk.frames[2]!.start).toBe(1024);
    expect(desk.model.resets).toBe(2);
  });

  it('keeps the length of a gap, and says how many frames it had', async () => {
    await desk.ready();
    const say = desk.microphone();
    say(0, 0.5);
    say(4, 0.25);
    await until(() => desk.frames.length === 2);
    expect(desk.heard.find(({ type }) => type === 'dropped')).toMatchObject({ frames: 3 });
    expect(desk.frames[1]!.start).toBe(4 * 512);
    expect(typesOf()).toEqual(['capture-started', 'frame', 'dropped', 'frame']);
  });

  it('judges what was said before the microphone was closed', async () => {
    desk.connect();
    const loading = desk.load();
    const say = desk.microphone();
    say(0, 0.5);
    await until(() => desk.marks.some(({ name }) => name === 'vad.listening'));
    desk.ears.stopListening();
    loading.finish(desk.model);
    await loading.status;
    await until(() => desk.heard.some(({ type }) => type === 'capture-stopped'));
    expect(typesOf()).toEqual(['capture-started', 'frame', 'capture-stopped']);
  });
});

describe('time', () => {
  it('says when a frame was captured, however late the worker got to it', async () => {
    await desk.ready();
    const say = desk.microphone();
    const begun = desk.now;
    for (let index = 0; index < 10; index += 1) {
      desk.now = begun + (index + 1) * 32 + 0.2;
      say(index, 0.5);
      await until(() => desk.frames.length === index + 1);
    }
    // The worker sleeps for a second: 31 frames come out of the queue at once.
    desk.now = begun + 41 * 32 + 0.2;
    for (let index = 10; index < 41; index += 1) say(index, 0.5);
    await until(() => desk.frames.length === 41);
    for (const [index, { at, judgedAt }] of desk.frames.entries()) {
      expect(at - begun - (index + 1) * 32).toBeCloseTo(0.2, 1);
      expect(judgedAt).toBeGreaterThanOrEqual(at);
    }
  });

  it('marks readiness, listening and the first frame, also for who asks late', async () => {
    await desk.ready();
    desk.now += 5;
    const say = desk.microphone();
    say(0, 0.5);
    await until(() => desk.frames.length === 1);
    expect(desk.marks).toEqual([
      { type: 'mark', name: 'vad.ready', at: 1_000_000 },
      { type: 'mark', name: 'vad.listening', at: 1_000_005 },
      { type: 'mark', name: 'vad.firstFrame', at: 1_000_005 },
    ]);
  });
});

it('ducks the reply by itself, and says so with the frame', async () => {
  await desk.ready();
  desk.ears.setReflex({ mode: 'on', onsetThreshold: 0.5, offsetThreshold: 0.35 });
  const say = desk.microphone();
  say(0, 0.95);
  await until(() => desk.frames.length === 1);
  expect(desk.frames[0]!.suspected).toBe(false);
  desk.play({ audible: true, levelDb: -20 });
  say(1, 0.95);
  await until(() => desk.frames.length === 2);
  // The two ports are not ordered among each other: the level is there with the next frame at the latest.
  say(2, 0.95);
  await until(() => desk.frames.length === 3 && desk.reflexes.length === 1);
  expect(desk.reflexes).toEqual([{ type: 'duck' }]);
  expect(desk.frames[2]!.suspected).toBe(true);
});
