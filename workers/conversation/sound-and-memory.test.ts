/** The small parts under a conversation: resampled pieces, the log of frames, kept utterances, the gate. */
import { describe, expect, it } from 'vitest';
import { createRandom, noise, tone } from '../../core/audio/random.testing.ts';
import { resample } from '../../core/audio/resampler.ts';
import { defaultTurnSettings } from '../../core/profile/profile.ts';
import type { JudgedFrame } from '../vad-api.ts';
import { FrameLog, type LoggedFrame } from './frame-log.ts';
import { ListeningGate } from './listening-gate.ts';
import { PieceSound, ResamplerPool } from './piece-sound.ts';
import { UtteranceKeeper } from './utterance-keeper.ts';

const joined = (parts: readonly Float32Array[]): Float32Array => {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

describe('the sound of a piece', () => {
  const voice = tone(440, 22_050, 22_050, 0.5);

  it('is the same however it was chunked', () => {
    const random = createRandom(1);
    const sound = new PieceSound(24_000, new ResamplerPool());
    const parts: Float32Array[] = [];
    for (let at = 0; at < voice.length;) {
      const count = random.integer(1, 3000);
      parts.push(...sound.push({ samples: voice.slice(at, at + count), sampleRate: 22_050 }));
      at += count;
    }
    parts.push(...sound.finish());
    expect(joined(parts)).toEqual(resample(voice, 22_050, 24_000));
  });

  it('is not touched at the playback rate, and owns its samples', () => {
    const sound = new PieceSound(24_000, new ResamplerPool());
    const whole = noise(2, 4800);
    const [kept] = sound.push({ samples: whole, sampleRate: 24_000 });
    expect(kept).toBe(whole);
    const [cut] = sound.push({ samples: whole.subarray(100, 200), sampleRate: 24_000 });
    expect(cut!.buffer.byteLength).toBe(400);
    expect(sound.finish()).toEqual([]);
  });

  it('begins each piece with nothing left of another', () => {
    const pool = new ResamplerPool();
    const speak = (samples: Float32Array): Float32Array => {
      const sound = new PieceSound(24_000, pool);
      return joined([...sound.push({ samples, sampleRate: 16_000 }), ...sound.finish()]);
    };
    speak(noise(3, 1600));
    expect(speak(voice)).toEqual(resample(voice, 16_000, 24_000));
  });

  it('follows a voice that changes its rate', () => {
    const sound = new PieceSound(24_000, new ResamplerPool());
    const parts = [
      ...sound.push({ samples: voice, sampleRate: 22_050 }),
      ...sound.push({ samples: voice, sampleRate: 24_000 }),
      ...sound.finish(),
    ];
    expect(joined(parts)).toEqual(joined([resample(voice, 22_050, 24_000), voice]));
  });
});

function logOf(frames: readonly Partial<LoggedFrame>[]): FrameLog {
  const log = new FrameLog();
  for (const [index, frame] of frames.entries())
    log.add({
      start: index * 512,
      probability: 0.01,
      levelDb: -60,
      noiseDb: -62,
      voiced: false,
      silentFrames: 0,
      at: (index + 1) * 32,
      judgedAt: (index + 1) * 32 + 2,
      ...frame,
    });
  return log;
}

describe('the log of frames', () => {
  const voiced = { voiced: true, probability: 0.9, levelDb: -20 };
  const log = logOf([{}, {}, voiced, voiced, { probability: 0.6 }, { silentFrames: 1 }, { silentFrames: 2 }]);
  const span = { start: 0, end: 7 * 512 };

  it('knows when the voice was, and when its end was noticed', () => {
    expect(log.voiceStart(span)).toBe(64);
    expect(log.lastVoiced(span)).toBe(128);
    expect(log.firstLow(span)).toBe(194);
  });

  it('gives the evidence of a stretch', () => {
    expect(log.evidence(span)).toMatchObject({ voicedMs: 64, maxProbability: 0.9, noiseDb: -62 });
    expect(log.evidence(span).speechDb).toBeCloseTo(-20, 6);
    expect(log.evidence({ start: 0, end: 1024 })).toMatchObject({ voicedMs: 0, speechDb: -60 });
  });
});

describe('utterances', () => {
  function keeperWith(seconds: number): UtteranceKeeper {
    const keeper = new UtteranceKeeper(logOf([]), 1000);
    for (let at = 0; at < seconds * 16_000; at += 512) {
      const samples = Float32Array.from({ length: 512 }, (_, n) => (at + n) / 1e6);
      keeper.hear(samples, at);
    }
    return keeper;
  }

  it('are cut by position', () => {
    const { samples, start, end } = keeperWith(4).cut({ start: 5000, end: 6000 });
    expect([start, end, samples.length]).toEqual([5000, 6000, 1000]);
    expect(samples[0]).toBeCloseTo(0.005, 9);
  });

  it('are kept with their turn, however much is heard afterwards', () => {
    const keeper = keeperWith(4);
    const kept = keeper.keep(1, { start: 5000, end: 6000 });
    for (let at = 64_000; at < 16_000 * 60; at += 512) keeper.hear(new Float32Array(512), at);
    expect(keeper.of(1)).toBe(kept);
    expect(keeper.keep(1, { start: 5000, end: 6000 })).toBe(kept);
  });

  it('are forgotten with their conversation, and the oldest when there are many', () => {
    const keeper = keeperWith(4);
    for (let turn = 1; turn <= 9; turn += 1) keeper.keep(turn, { start: 0, end: 512 });
    expect(keeper.of(1)).toBeUndefined();
    expect(keeper.of(9)).toBeDefined();
    keeper.forget();
    expect(keeper.of(9)).toBeUndefined();
  });

  it('may grow longer from one moment to the next, with what was heard so far', () => {
    const keeper = keeperWith(4);
    keeper.allow(60_000);
    for (let at = 64_000; at < 16_000 * 30; at += 512) keeper.hear(new Float32Array(512), at);
    expect(keeper.cut({ start: 5000, end: 6000 }).samples[0]).toBeCloseTo(0.005, 9);
  });
});

describe('the gate', () => {
  const frame: JudgedFrame = {
    type: 'frame',
    samples: new Float32Array(512),
    start: 0,
    probability: 0.95,
    levelDb: -20,
    at: 0,
    judgedAt: 0,
    suspected: false,
  };

  it('is closed while the app is audible, and 300 ms longer, with half-duplex', () => {
    const gate = new ListeningGate();
    const settings = { ...defaultTurnSettings, bargeIn: 'half-duplex' } as const;
    expect(gate.admit(frame, settings).attention).toBe('open');
    gate.hear({ type: 'first-sample', reply: 1, at: 0 });
    expect(gate.admit(frame, settings).attention).toBe('closed');
    gate.hear({ type: 'drained', reply: 1, at: 0 });
    const attentions = Array.from({ length: 12 }, () => gate.admit(frame, settings).attention);
    expect(attentions.lastIndexOf('closed')).toBe(8);
  });

  it('tells once that the reply was lowered', () => {
    const gate = new ListeningGate();
    const ducks = [false, true, true, false, true].map(
      (suspected) => gate.admit({ ...frame, suspected }, defaultTurnSettings).ducked,
    );
    expect(ducks).toEqual([false, true, false, false, true]);
  });

  it('does not count what the echo explains', () => {
    const gate = new ListeningGate();
    gate.hear({ type: 'level', reply: 1, levelDb: -10, buffered: 0 });
    for (let i = 0; i < 40; i += 1)
      expect(gate.admit({ ...frame, levelDb: -30 }, defaultTurnSettings).probability).toBe(0);
    expect(gate.admit({ ...frame, levelDb: -18 }, defaultTurnSettings).probability).toBe(0.95);
  });
});
