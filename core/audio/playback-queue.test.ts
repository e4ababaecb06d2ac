import { describe, expect, it } from 'vitest';
import { PlaybackQueue } from './playback-queue.ts';
import { PlaybackRig } from './playback.testing.ts';
import { concat, createRandom, cut, noise, tone } from './random.testing.ts';

const rate = 24_000;
const fade = 120; // 5 ms
const cushion = 480; // 20 ms

/** Never zero, so that what is missing shows. */
const speech = (seed: number, length: number) =>
  noise(seed, length, 0.3).map((sample) => sample + 0.4 * Math.sign(sample || 1));

const isSilent = (samples: Float32Array) => samples.every((sample) => sample === 0);

/** The largest step between neighbouring samples: a click is a step that the sound itself does not make. */
function largestStep(samples: Float32Array): number {
  let largest = 0;
  for (let i = 1; i < samples.length; i++) {
    largest = Math.max(largest, Math.abs(samples[i]! - samples[i - 1]!));
  }
  return largest;
}

/** A rig that is `frames` frames into one long reply, well buffered. */
function playing(
  frames: number,
  voice: Float32Array = speech(1, 24_000),
  reply = 1,
): { rig: PlaybackRig; voice: Float32Array } {
  const rig = new PlaybackRig();
  rig.queue.push(reply, 0, voice);
  rig.render(frames);
  return { rig, voice };
}

describe('joins', () => {
  it('are sample-exact between chunks and pieces, at the first sample too', () => {
    const rig = new PlaybackRig({}, 1000);
    const pieces = [speech(1, 5000), speech(2, 1), speech(3, 7001)];
    const random = createRandom(4);
    pieces.forEach((piece, index) => {
      for (const chunk of cut(piece, random, 700)) rig.queue.push(1, index, chunk);
      rig.queue.endPiece(1, index);
    });
    rig.queue.endReply(1);
    rig.render(13_000);
    const whole = concat(pieces);
    expect(rig.between(1000, 1000 + whole.length)).toEqual(whole);
    expect(rig.queue.counts.underruns).toBe(0);
  });

  it('are sample-exact when chunks arrive between quanta, just in time', () => {
    const rig = new PlaybackRig();
    const voice = speech(5, 12_800);
    rig.queue.push(1, 0, voice.subarray(0, 512));
    for (let at = 512; at < voice.length; at += 128) {
      rig.render(128);
      rig.queue.push(1, 0, voice.subarray(at, at + 128));
    }
    rig.queue.endReply(1);
    rig.render(512);
    expect(rig.heard).toEqual(voice);
    expect(rig.all('underrun-began')).toEqual([]);
  });

  it('are exact for a quantum of any length', () => {
    const queue = new PlaybackQueue({ sampleRate: rate });
    const voice = speech(6, 3000);
    queue.push(1, 0, voice);
    queue.endReply(1);
    const output = new Float32Array(4096);
    queue.render(output, 0);
    expect(output.subarray(0, 3000)).toEqual(voice);
  });
});

describe('the account of a reply', () => {
  it('names the exact frames of first sound, pieces and end', () => {
    const rig = new PlaybackRig({}, 5000);
    rig.render(300);
    const first = speech(1, 1000);
    first.fill(0, 0, 77);
    rig.queue.push(7, 0, first);
    rig.queue.endPiece(7, 0);
    rig.queue.push(7, 1, speech(2, 500));
    rig.queue.endReply(7);
    rig.render(2000);
    expect(rig.events.filter((event) => event.type !== 'playhead')).toEqual([
      { type: 'piece-started', frame: 5300, reply: 7, piece: 0, samplesPlayed: 0 },
      { type: 'first-sample', frame: 5377, reply: 7, piece: 0 },
      { type: 'piece-ended', frame: 6300, reply: 7, piece: 0, pieceSamples: 1000 },
      { type: 'piece-started', frame: 6300, reply: 7, piece: 1, samplesPlayed: 1000 },
      { type: 'piece-ended', frame: 6800, reply: 7, piece: 1, pieceSamples: 500 },
      { type: 'drained', frame: 6800, reply: 7, samplesPlayed: 1500 },
    ]);
  });

  it('has a playhead that counts only what was rendered', () => {
    const rig = new PlaybackRig();
    rig.queue.push(3, 0, speech(1, 600));
    rig.queue.push(3, 1, speech(2, 6000));
    expect(rig.queue.playhead(3)).toBeNull();
    rig.render(1024);
    expect(rig.queue.playhead(3)).toEqual({ reply: 3, piece: 1, sampleInPiece: 424, samplesPlayed: 1024 });
    rig.queue.pause();
    rig.render(1024);
    expect(rig.queue.playhead(3)).toMatchObject({ samplesPlayed: 1024 });
    expect(rig.queue.playhead(2)).toBeNull();
  });

  it('tells the playhead, the level and the backlog every 50 ms', () => {
    const rig = new PlaybackRig();
    rig.queue.push(1, 0, tone(1000, rate, rate, 0.5));
    rig.render(rate / 2);
    const reports = rig.all('playhead');
    expect(reports).toHaveLength(9);
    for (const report of reports) {
      expect(report.samplesPlayed).toBe(report.frame);
      expect(report.bufferedSamples).toBe(rate - report.frame);
    }
    expect(reports.at(-1)!.levelDb).toBeCloseTo(-9.03, 0);
  });

  it('reports pieces and replies that were ended without audio', () => {
    const rig = new PlaybackRig();
    rig.queue.endPiece(1, 0);
    rig.queue.push(1, 1, new Float32Array(0));
    rig.queue.endReply(1);
    rig.queue.endReply(2);
    rig.render(128);
    expect(rig.events).toEqual([
      { type: 'piece-started', frame: 0, reply: 1, piece: 0, samplesPlayed: 0 },
      { type: 'piece-ended', frame: 0, reply: 1, piece: 0, pieceSamples: 0 },
      { type: 'piece-started', frame: 0, reply: 1, piece: 1, samplesPlayed: 0 },
      { type: 'piece-ended', frame: 0, reply: 1, piece: 1, pieceSamples: 0 },
      { type: 'drained', frame: 0, reply: 1, samplesPlayed: 0 },
      { type: 'drained', frame: 0, reply: 2, samplesPlayed: 0 },
    ]);
  });

  it('ends the older reply when a newer one begins', () => {
    const rig = new PlaybackRig();
    const [first, second] = [speech(1, 1000), speech(2, 1000)];
    rig.queue.push(1, 0, first);
    rig.queue.push(2, 0, second);
    expect(rig.queue.push(1, 0, speech(3, 10))).toBe('stale');
    rig.queue.endReply(2);
    rig.render(2200);
    expect(rig.all('drained')).toEqual([
      { type: 'drained', frame: 1000, reply: 1, samplesPlayed: 1000 },
      { type: 'drained', frame: 2000 + fade, reply: 2, samplesPlayed: 1000 },
    ]);
    expect(rig.heard.subarray(0, 1000)).toEqual(first);
    expect(rig.between(1000 + fade, 2000 + fade)).toEqual(second);
  });
});

describe('the start', () => {
  it('waits for 20 ms, or for the end of a shorter piece', () => {
    const rig = new PlaybackRig();
    rig.queue.push(1, 0, speech(1, cushion - 1));
    expect(isSilent(rig.render(256))).toBe(true);
    rig.queue.push(1, 0, speech(2, 1));
    expect(isSilent(rig.render(128))).toBe(false);

    const short = new PlaybackRig();
    short.queue.push(1, 0, speech(1, 10));
    expect(isSilent(short.render(128))).toBe(true);
    short.queue.endPiece(1, 0);
    expect(isSilent(short.render(128))).toBe(false);
  });

  it('begins in the first quantum after the chunk', () => {
    const rig = new PlaybackRig();
    rig.render(1280);
    rig.queue.push(1, 0, speech(1, cushion));
    rig.render(128);
    expect(rig.only('first-sample').frame).toBe(1280);
  });
});

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

describe('an underrun', () => {
  it('is counted with its place and length, falls and rises without a step, and loses nothing', () => {
    const hum = tone(200, rate, 6000, 0.8);
    const rig = new PlaybackRig();
    rig.queue.push(1, 0, hum.subarray(0, 1000));
    rig.render(3000);
    expect(rig.only('underrun-began')).toMatchObject({
      frame: 1000,
      reply: 1,
      piece: 0,
      sampleInPiece: 1000,
    });
    rig.queue.push(1, 0, hum.subarray(1000));
    rig.queue.endReply(1);
    rig.render(6000);
    expect(rig.only('underrun-ended')).toMatchObject({
      frame: 3000,
      gapSamples: 2000,
      outcome: 'continued',
      betweenPieces: false,
    });
    expect(rig.queue.counts).toMatchObject({ underruns: 1, underrunSamples: 2000 });
    expect(isSilent(rig.between(1000 + fade, 3000))).toBe(true);
    expect(rig.between(3000 + fade, 8000)).toEqual(hum.subarray(1000 + fade));
    expect(largestStep(rig.heard)).toBeLessThan(1.2 * largestStep(hum));
  });

  it('between pieces is named so, and the next piece begins as it is', () => {
    const rig = new PlaybackRig();
    const [first, second] = [speech(1, 1000), speech(2, 1000)];
    rig.queue.push(1, 0, first);
    rig.queue.endPiece(1, 0);
    rig.render(3000);
    rig.queue.push(1, 1, second);
    rig.queue.endReply(1);
    rig.render(1000);
    expect(rig.only('underrun-ended')).toMatchObject({ betweenPieces: true, gapSamples: 2000, piece: 0 });
    expect(rig.between(3000, 4000)).toEqual(second);
    expect(rig.queue.cushionSamples).toBe(cushion);
  });

  it('was none when the reply proves to be over', () => {
    const rig = new PlaybackRig();
    rig.queue.push(1, 0, speech(1, 1000));
    rig.render(1500);
    rig.queue.endReply(1);
    rig.render(500);
    expect(rig.only('underrun-ended')).toMatchObject({ outcome: 'reply-ended', gapSamples: 0 });
    expect(rig.only('piece-ended')).toMatchObject({ frame: 1000, pieceSamples: 1000 });
    expect(rig.only('drained')).toMatchObject({ frame: 1000, samplesPlayed: 1000 });
    expect(rig.queue.counts).toMatchObject({ underruns: 0, underrunSamples: 0 });
    expect(rig.queue.cushionSamples).toBe(cushion);
  });

  it('is closed by a flush', () => {
    const rig = new PlaybackRig();
    rig.queue.push(1, 0, speech(1, 1000));
    rig.render(1500);
    rig.queue.flush(1);
    rig.render(128);
    expect(rig.only('underrun-ended')).toMatchObject({ outcome: 'flushed', gapSamples: 500 });
    expect(rig.only('silent')).toMatchObject({ frame: 1500, cause: 'flush' });
    expect(rig.queue.counts.underruns).toBe(0);
  });

  it('waits for a larger cushion before it goes on', () => {
    const rig = new PlaybackRig();
    rig.queue.push(1, 0, speech(1, cushion));
    rig.render(1000);
    expect(rig.queue.cushionSamples).toBe(2 * cushion);
    rig.queue.push(1, 0, speech(2, 2 * cushion - 1));
    expect(isSilent(rig.render(500))).toBe(true);
    rig.queue.push(1, 0, speech(3, 1));
    expect(isSilent(rig.render(128))).toBe(false);
    expect(rig.only('cushion-changed').cushionSamples).toBe(2 * cushion);
  });

  it('leaves an end in near-silence exactly as it is, and takes the edge off a hard one', () => {
    const soft = new PlaybackRig();
    soft.queue.push(
      1,
      0,
      Float32Array.from({ length: 1000 }, (_, i) => (i < 999 ? 0.5 : 0.0005)),
    );
    soft.queue.endReply(1);
    soft.render(1500);
    expect(isSilent(soft.between(1000, 1500))).toBe(true);

    const hard = new PlaybackRig();
    hard.queue.push(1, 0, new Float32Array(1000).fill(0.5));
    hard.queue.endReply(1);
    hard.render(1500);
    expect(largestStep(hard.between(900, 1500))).toBeLessThan(0.005);
    expect(isSilent(hard.between(1000 + fade, 1500))).toBe(true);
  });
});

describe('bounds', () => {
  it('refuses what finds no room, says so, and plays what it has', () => {
    const rig = new PlaybackRig({ maxBufferedMs: 100 });
    const voice = speech(1, 2400);
    expect(rig.queue.push(1, 0, voice)).toBe('queued');
    expect(rig.queue.push(1, 0, speech(2, 1))).toBe('full');
    rig.queue.endReply(1);
    rig.render(2500);
    expect(rig.only('overrun')).toMatchObject({ reply: 1, piece: 0, refusedSamples: 1 });
    expect(rig.queue.counts.overruns).toBe(1);
    expect(rig.between(0, 2400)).toEqual(voice);
    expect(rig.only('drained').samplesPlayed).toBe(2400);
  });

  it('keeps room for the end when chunks have taken all of theirs', () => {
    const rig = new PlaybackRig({ maxEntries: 16 });
    for (let i = 0; i < 20; i++) rig.queue.push(1, 0, speech(i, 100));
    expect(rig.queue.counts.overruns).toBe(6);
    expect(rig.queue.endReply(1)).toBe('queued');
    rig.render(2000);
    expect(rig.only('drained').samplesPlayed).toBe(1400);
  });

  it('keeps the oldest events when nobody takes them, and counts the rest', () => {
    const queue = new PlaybackQueue({ sampleRate: rate });
    for (let reply = 1; reply <= 300; reply++) queue.endReply(reply);
    queue.render(new Float32Array(128), 0);
    expect(queue.counts.lostEvents).toBe(44);
    expect(queue.takeEvents()).toHaveLength(256);
    expect(queue.hasEvents).toBe(false);
  });

  it('refuses a rate that no context has', () => {
    expect(() => new PlaybackQueue({ sampleRate: 0 })).toThrow('sampleRate must be 8000 to 192000 Hz, got 0');
  });
});
