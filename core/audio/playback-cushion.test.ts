import { describe, expect, it } from 'vitest';
import { PlaybackCushion, defaultCushionOptions } from './playback-cushion.ts';
import { PlaybackRig, rate } from './playback.testing.ts';

const ms = (samples: number) => (samples * 1000) / rate;
const samples = (milliseconds: number) => (milliseconds * rate) / 1000;
const cushionOf = () => new PlaybackCushion(rate, defaultCushionOptions);

describe('the cushion', () => {
  it('begins with 20 ms', () => {
    expect(ms(cushionOf().target)).toBe(20);
  });

  it('stays as it is while chunks come early enough', () => {
    const cushion = cushionOf();
    cushion.started(samples(20));
    for (let i = 0; i < 100; i++) cushion.chunkArrived(samples(10));
    expect(ms(cushion.target)).toBe(20);
  });

  it('grows by what was missing of the reserve when a chunk came just in time', () => {
    const cushion = cushionOf();
    cushion.started(samples(20));
    cushion.chunkArrived(samples(4));
    expect(ms(cushion.target)).toBe(26);
    cushion.chunkArrived(samples(8));
    expect(ms(cushion.target)).toBe(26);
  });

  it('does not grow beyond 100 ms by jitter before the first underrun', () => {
    const cushion = cushionOf();
    for (let reply = 0; reply < 50; reply++) {
      cushion.started(cushion.target);
      cushion.chunkArrived(0);
      cushion.replyDrained();
    }
    expect(ms(cushion.target)).toBe(100);
  });

  it('doubles with every underrun inside a piece, up to 400 ms', () => {
    const cushion = cushionOf();
    const grown = Array.from({ length: 6 }, () => {
      cushion.started(cushion.target);
      cushion.underrunBegan();
      cushion.underrunEnded();
      return ms(cushion.target);
    });
    expect(grown).toEqual([40, 80, 160, 320, 400, 400]);
    cushion.started(samples(400));
    cushion.chunkArrived(0);
    expect(ms(cushion.target)).toBe(400);
  });

  it('takes back what it grew for an underrun that was none', () => {
    const cushion = cushionOf();
    cushion.started(samples(20));
    cushion.underrunBegan();
    cushion.underrunWasTheEnd();
    expect(ms(cushion.target)).toBe(20);
  });

  it('shrinks towards 20 ms with every reply without trouble', () => {
    const cushion = cushionOf();
    cushion.started(samples(20));
    cushion.underrunBegan();
    cushion.underrunEnded();
    cushion.replyDrained();
    expect(ms(cushion.target)).toBe(40);
    cushion.replyDrained();
    expect(ms(cushion.target)).toBe(35);
    for (let reply = 0; reply < 30; reply++) cushion.replyDrained();
    expect(ms(cushion.target)).toBe(20);
  });

  it('refuses options that contradict each other', () => {
    expect(() => new PlaybackCushion(rate, { ...defaultCushionOptions, startMs: 0 })).toThrow(RangeError);
    expect(() => new PlaybackCushion(rate, { ...defaultCushionOptions, calmMaxMs: 500 })).toThrow(
      'cushion must have 0 < startMs <= calmMaxMs <= maxMs',
    );
  });
});

describe('the cushion in the queue', () => {
  it('asks for more after chunks that came just in time, and says so', () => {
    const rig = new PlaybackRig();
    const chunk = () => new Float32Array(samples(20)).fill(0.1);
    const speakInRealTime = (reply: number) => {
      rig.queue.push(reply, 0, chunk());
      for (let i = 0; i < 20; i++) {
        rig.render(samples(20) - 24);
        rig.queue.push(reply, 0, chunk());
        rig.render(24);
      }
      rig.queue.endReply(reply);
      rig.render(samples(100));
    };
    speakInRealTime(1);
    // 24 samples are 1 ms: 9 ms of the reserve were missing.
    expect(rig.all('cushion-changed').map((event) => ms(event.cushionSamples))).toEqual([29]);
    expect(rig.queue.counts.underruns).toBe(0);
    speakInRealTime(2);
    // The second time that was enough, so the third may begin a little earlier.
    expect(rig.queue.counts.underruns).toBe(0);
    expect(ms(rig.queue.cushionSamples)).toBe(26.75);
  });

  it('learns nothing from chunks that come after a pause, or for a piece that is not yet heard', () => {
    const rig = new PlaybackRig();
    rig.queue.push(1, 0, new Float32Array(1280).fill(0.1));
    rig.render(1270);
    rig.queue.pause();
    rig.queue.push(1, 0, new Float32Array(100).fill(0.1));
    rig.queue.resume();
    rig.render(120 + 100);
    rig.queue.push(1, 1, new Float32Array(1280).fill(0.1));
    rig.render(256);
    expect(ms(rig.queue.cushionSamples)).toBe(20);
  });
});
