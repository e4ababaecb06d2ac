import { describe, expect, it } from 'vitest';
import { PlaybackQueue } from './playback-queue.ts';
import { PlaybackRig, fade, isSilent, largestStep, rate, speech } from './playback.testing.ts';
import { concat, createRandom, cut, tone } from './random.testing.ts';

const cushion = 480; // 20 ms

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
