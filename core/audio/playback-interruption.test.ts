import { describe, expect, it } from 'vitest';
import { PlaybackRig, fade, isSilent, largestStep, playing, rate, speech } from './playback.testing.ts';
import { concat, tone } from './random.testing.ts';

describe('a pause', () => {
  it('fades out in 5 ms and goes on with the sample where the fade began', () => {
    const { rig, voice } = playing(1280);
    rig.queue.pause();
    rig.render(2560);
    expect(rig.only('silent')).toMatchObject({ cause: 'pause', frame: 1280 + fade, samplesPlayed: 1280 });
    expect(isSilent(rig.between(1280 + fade, 3840))).toBe(true);
    rig.queue.resume();
    rig.render(6400);
    expect(rig.only('resumed')).toMatchObject({ frame: 3840, samplesPlayed: 1280 });
    expect(rig.between(3840 + fade, 10_240)).toEqual(voice.subarray(1280 + fade, 1280 + 6400));
  });

  it('fades what was coming, out and in, without a step', () => {
    const hum = tone(200, rate, rate, 0.8);
    const { rig } = playing(1300, hum);
    rig.queue.pause();
    rig.render(1000);
    rig.queue.resume();
    rig.render(1000);
    expect(largestStep(rig.heard)).toBeLessThan(1.2 * largestStep(hum));
    const fadedOut = rig.between(1300, 1300 + fade);
    fadedOut.forEach((sample, i) => {
      expect(sample).toBeCloseTo(hum[1300 + i]! * (1 - (i + 1) / (fade + 1)), 6);
    });
    const fadedIn = rig.between(2300, 2300 + fade);
    fadedIn.forEach((sample, i) => {
      expect(sample).toBeCloseTo(hum[1300 + i]! * ((i + 1) / (fade + 1)), 6);
    });
  });

  it('that ends during its own fade-out finishes it first, and was never silent', () => {
    const { rig, voice } = playing(1280);
    rig.queue.pause();
    rig.render(50);
    rig.queue.resume();
    rig.render(2000);
    expect(rig.all('silent')).toEqual([]);
    expect(rig.only('resumed').frame).toBe(1280 + fade);
    expect(rig.between(1280 + 2 * fade, 3330)).toEqual(voice.subarray(1280 + fade, 3330 - fade));
  });

  it('that ended without a sample rendered since is still silent for the next command', () => {
    for (const command of ['flush', 'pause'] as const) {
      const { rig } = playing(1280);
      rig.queue.pause();
      rig.render(1280);
      rig.queue.resume();
      if (command === 'flush') rig.queue.flush(1);
      else rig.queue.pause();
      expect(isSilent(rig.render(1280))).toBe(true);
      expect(rig.all('silent').at(-1)).toMatchObject({ cause: command, frame: 2560 });
    }
  });

  it('right at the end of what there is falls once, not twice', () => {
    const rig = new PlaybackRig();
    rig.queue.push(1, 0, new Float32Array(1280).fill(0.5));
    rig.render(1280);
    rig.queue.pause();
    rig.render(100);
    rig.queue.resume();
    rig.render(1280);
    expect(largestStep(rig.between(1200, 2660))).toBeLessThan(0.005);
    expect(isSilent(rig.between(1280 + fade, 2660))).toBe(true);
  });

  it('of nothing is silent at once, and holds back what comes', () => {
    const rig = new PlaybackRig();
    rig.queue.pause();
    rig.render(128);
    expect(rig.only('silent')).toMatchObject({ frame: 0, cause: 'pause', reply: -1 });
    const voice = speech(1, 1000);
    rig.queue.push(1, 0, voice);
    rig.queue.endReply(1);
    expect(isSilent(rig.render(1280))).toBe(true);
    rig.queue.resume();
    expect(rig.render(1000)).toEqual(voice);
    expect(rig.all('resumed')).toEqual([]);
  });

  it('takes what arrives meanwhile, and is no underrun however long', () => {
    const { rig, voice } = playing(1280, speech(1, 1280 + 200));
    rig.queue.pause();
    rig.render(rate);
    const rest = speech(2, 1000);
    rig.queue.push(1, 0, rest);
    rig.queue.endReply(1);
    rig.queue.resume();
    const from = rig.frame;
    rig.render(2000);
    expect(rig.between(from + fade, from + 1200)).toEqual(concat([voice, rest]).subarray(1280 + fade));
    expect(rig.queue.counts.underruns).toBe(0);
  });
});

describe('a flush', () => {
  it('fades out, drops the rest, and is silent after 5 ms', () => {
    const { rig } = playing(1280);
    rig.queue.flush(1);
    expect(rig.queue.bufferedSamples).toBe(0);
    rig.render(2560);
    expect(isSilent(rig.between(1280, 1280 + fade))).toBe(false);
    expect(isSilent(rig.between(1280 + fade, 3840))).toBe(true);
    expect(rig.only('silent')).toMatchObject({
      cause: 'flush',
      frame: 1280 + fade,
      reply: 1,
      samplesPlayed: 1280,
    });
    expect(rig.queue.playhead(1)).toMatchObject({ samplesPlayed: 1280 });
    expect(rig.all('drained')).toEqual([]);
  });

  it('lets nothing of that reply or an older one be heard, however late it comes', () => {
    const { rig } = playing(1280, speech(1, 24_000), 5);
    rig.queue.flush(5);
    expect(rig.queue.push(5, 0, speech(2, 1000))).toBe('stale');
    expect(rig.queue.push(5, 1, speech(2, 1000))).toBe('stale');
    expect(rig.queue.push(4, 0, speech(2, 1000))).toBe('stale');
    expect(rig.queue.endReply(5)).toBe('stale');
    rig.render(fade);
    expect(isSilent(rig.render(rate))).toBe(true);
    expect(rig.queue.counts.staleChunks).toBe(3);
  });

  it('ahead of its reply keeps it from ever beginning', () => {
    const rig = new PlaybackRig();
    rig.queue.flush(3);
    expect(rig.queue.push(3, 0, speech(1, 1000))).toBe('stale');
    rig.render(1280);
    expect(isSilent(rig.heard)).toBe(true);
    expect(rig.only('silent')).toMatchObject({ frame: 0, reply: 3, piece: -1 });
  });

  it('leaves the next reply whole, pause and duck forgotten', () => {
    const { rig } = playing(1280);
    rig.queue.duck(0.2);
    rig.render(256);
    rig.queue.pause();
    rig.render(256);
    rig.queue.flush(1);
    const next = speech(2, 3000);
    rig.queue.push(2, 0, next);
    rig.queue.endReply(2);
    const from = rig.frame;
    rig.render(3200);
    expect(rig.between(from, from + 3000)).toEqual(next);
    expect(rig.only('restored').frame).toBe(from);
  });

  it('of an older reply does not touch the one being heard', () => {
    const rig = new PlaybackRig();
    rig.queue.endReply(1);
    const voice = speech(2, 3000);
    rig.queue.push(2, 0, voice);
    rig.queue.endReply(2);
    rig.render(1280);
    rig.queue.flush(1);
    rig.render(1720);
    expect(rig.heard).toEqual(voice);
    expect(rig.all('silent')).toEqual([]);
  });

  it('makes no step even where the queue was about to run out', () => {
    const hum = tone(150, rate, 1300, 0.8);
    const { rig } = playing(1290, hum);
    rig.queue.flush(1);
    rig.render(1000);
    expect(largestStep(rig.heard)).toBeLessThan(1.2 * largestStep(hum));
  });
});

describe('ducking', () => {
  it('begins with the first sample rendered after the command and is done within 5 ms', () => {
    const { rig, voice } = playing(1280);
    rig.queue.duck(0.25);
    rig.render(1280);
    expect(rig.only('ducked')).toEqual({ type: 'ducked', frame: 1280, gain: 0.25 });
    const gains = rig.between(1280, 2560).map((sample, i) => sample / voice[1280 + i]!);
    expect(gains[0]).toBeLessThan(1);
    for (let i = 1; i < fade; i++) expect(gains[i]).toBeLessThan(gains[i - 1]!);
    expect([...gains.subarray(fade)].every((gain) => gain === 0.25)).toBe(true);
  });

  it('takes one quantum at most at a high rate', () => {
    const rig = new PlaybackRig({ sampleRate: 48_000 });
    const voice = speech(1, 48_000);
    rig.queue.push(1, 0, voice);
    rig.render(1280);
    rig.queue.duck(0.5);
    rig.render(256);
    expect(rig.between(1408, 1536)).toEqual(voice.subarray(1408, 1536).map((sample) => sample / 2));
  });

  it('is undone to the bit', () => {
    const { rig, voice } = playing(1280);
    rig.queue.duck(0.3);
    rig.render(1280);
    rig.queue.restore();
    rig.render(1280);
    expect(rig.only('restored').frame).toBe(2560);
    expect(rig.between(2560 + fade, 3840)).toEqual(voice.subarray(2560 + fade, 3840));
  });

  it('during silence is at its full strength with the first sample', () => {
    const rig = new PlaybackRig();
    rig.queue.duck(0.5);
    const voice = speech(1, 1000);
    rig.queue.push(1, 0, voice);
    rig.render(896);
    expect(rig.heard).toEqual(voice.subarray(0, 896).map((sample) => sample / 2));
  });

  it('ends with its reply', () => {
    const rig = new PlaybackRig();
    const voice = speech(1, 1000);
    rig.queue.push(1, 0, voice);
    rig.queue.endReply(1);
    rig.render(128);
    rig.queue.duck(0.1);
    rig.render(1280);
    const from = rig.frame;
    rig.queue.push(2, 0, voice);
    rig.queue.endReply(2);
    rig.render(1000);
    expect(rig.between(from, from + 1000)).toEqual(voice);
  });

  it('reports a gain once', () => {
    const { rig } = playing(1280);
    rig.queue.duck(0.5);
    rig.queue.duck(0.5);
    rig.render(128);
    rig.queue.duck(0.5);
    rig.queue.restore();
    rig.queue.restore();
    rig.render(128);
    expect(rig.all('ducked')).toHaveLength(1);
    expect(rig.all('restored')).toHaveLength(1);
    expect(() => rig.queue.duck(1.5)).toThrow('gain must be 0 to 1, got 1.5');
  });

  it('lowers the level that is read', () => {
    const { rig } = playing(rate, tone(1000, rate, 3 * rate, 0.5));
    expect(rig.queue.levelDb).toBeCloseTo(-9.03, 0);
    rig.queue.duck(0.1);
    rig.render(rate);
    expect(rig.queue.levelDb).toBeCloseTo(-29.03, 0);
    rig.queue.flush(1);
    rig.render(rate);
    expect(rig.queue.levelDb).toBeLessThan(-90);
  });
});
