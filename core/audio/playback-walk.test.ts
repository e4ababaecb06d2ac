/**
 * Seeded random walks of the playback queue beside a model that is too slow for an audio thread and too simple to be
 * wrong in the same way: a plain list of samples, one taken at a time, no blocks, no offsets, no rings.
 */
import { describe, expect, it } from 'vitest';
import { PlaybackRig, fade } from './playback.testing.ts';
import { createRandom, type Random } from './random.testing.ts';

const cushion = 480;
/** Nothing to learn: the model need not know how the cushion grows. */
const fixedCushion = { startMs: 20, calmMaxMs: 20, maxMs: 20, reserveMs: 0 };
const audible = 0.001;
/** A fall moves by 1/121 of the sound per sample, and labels by less than 1/64 within a reply. */
const largestStep = 1 / 121 + 1 / 64;

type Entry =
  | { readonly kind: 'sample'; readonly reply: number; readonly piece: number; readonly value: number }
  | { readonly kind: 'piece-end'; readonly reply: number }
  | { readonly kind: 'reply-end'; readonly reply: number };

/** What the next output sample must be: exactly this, something softer in a fade, or any fall towards zero. */
type Expected =
  | { readonly kind: 'exactly'; readonly value: number }
  | { readonly kind: 'softer'; readonly than: number }
  | { readonly kind: 'falling' };

class Model {
  line: Entry[] = [];
  readonly overReplies = new Set<number>();
  readonly closedPieces = new Set<string>();
  newestReply = 0;
  newestPiece = -1;
  phase: 'idle' | 'playing' | 'starving' = 'idle';
  paused = false;
  gain = 1;
  fadeLeft = 0;
  fadeInLeft = 0;
  rampLeft = 0;
  pieceOpen = false;
  resumeDue = false;
  heardReply = 0;
  underruns = 0;
  drained: { reply: number; samples: number }[] = [];
  readonly played = new Map<number, number>();

  get sounding(): boolean {
    return this.phase === 'playing' && !this.paused;
  }

  accepts(reply: number, piece: number): boolean {
    if (this.overReplies.has(reply) || reply < this.newestReply) return false;
    if (reply > this.newestReply) return true;
    return piece >= this.newestPiece && !this.closedPieces.has(`${reply}:${piece}`);
  }

  push(reply: number, piece: number, samples: Float32Array): boolean {
    if (!this.accepts(reply, piece)) return false;
    this.#goTo(reply, piece);
    for (const value of samples) this.line.push({ kind: 'sample', reply, piece, value });
    return true;
  }

  endPiece(reply: number, piece: number): boolean {
    if (!this.accepts(reply, piece)) return false;
    this.#goTo(reply, piece);
    this.#closePiece();
    return true;
  }

  endReply(reply: number): boolean {
    if (this.overReplies.has(reply) || reply < this.newestReply) return false;
    if (reply > this.newestReply) this.#goTo(reply, -1);
    this.#closeReply();
    return true;
  }

  pause(): void {
    if (this.sounding) {
      if (this.fadeLeft === 0 && !this.resumeDue) this.fadeLeft = fade;
      this.resumeDue = true;
    }
    this.paused = true;
  }

  flush(reply: number): void {
    for (let id = 0; id <= reply; id++) this.overReplies.add(id);
    if (reply < this.heardReply) return;
    if (this.sounding && this.fadeLeft === 0 && !this.resumeDue) this.fadeLeft = fade;
    this.line = this.line.filter((entry) => entry.reply > reply);
    this.phase = 'idle';
    this.paused = false;
    this.resumeDue = false;
    this.fadeInLeft = 0;
    this.duck(1);
  }

  duck(gain: number): void {
    if (gain === this.gain) return;
    this.gain = gain;
    this.rampLeft = this.sounding ? fade : 0;
  }

  /** @param lastOutput what was really heard last, for the falls at an underrun and an end */
  next(lastOutput: number): Expected {
    const silence: Expected = { kind: 'exactly', value: 0 };
    if (this.#takeFade()) return { kind: 'falling' };
    if (this.paused) return silence;
    const fallIfAudible = () => {
      if (Math.abs(lastOutput) >= audible) this.fadeLeft = fade;
    };
    for (let entry = this.line[0]; entry?.kind !== 'sample'; entry = this.line[0]) {
      if (entry === undefined) {
        if (this.phase === 'playing') {
          this.phase = 'starving';
          fallIfAudible();
        }
        return this.#takeFade() ? { kind: 'falling' } : silence;
      }
      this.line.shift();
      if (entry.kind === 'piece-end') {
        this.pieceOpen = false;
        this.heardReply = entry.reply;
        continue;
      }
      if (this.phase === 'playing') fallIfAudible();
      this.phase = 'idle';
      this.resumeDue = false;
      this.heardReply = entry.reply;
      this.drained.push({ reply: entry.reply, samples: this.played.get(entry.reply) ?? 0 });
      this.duck(1);
      if (this.#takeFade()) return { kind: 'falling' };
    }
    if (this.phase !== 'playing' && !this.#isReady()) return silence;
    return this.#take();
  }

  #isReady(): boolean {
    return this.line.length >= cushion || this.line.some((entry) => entry.kind !== 'sample');
  }

  #take(): Expected {
    const entry = this.line.shift();
    if (entry?.kind !== 'sample') throw new Error('nothing to take');
    if (this.phase === 'starving') {
      this.underruns++;
      if (this.pieceOpen) this.fadeInLeft = fade;
    }
    if (this.resumeDue) this.fadeInLeft = fade;
    this.resumeDue = false;
    this.phase = 'playing';
    this.pieceOpen = true;
    this.heardReply = entry.reply;
    this.played.set(entry.reply, (this.played.get(entry.reply) ?? 0) + 1);
    const faded = this.fadeInLeft > 0 || this.rampLeft > 1;
    if (this.fadeInLeft > 0) this.fadeInLeft--;
    if (this.rampLeft > 0) this.rampLeft--;
    return faded
      ? { kind: 'softer', than: entry.value }
      : { kind: 'exactly', value: Math.fround(entry.value * this.gain) };
  }

  #takeFade(): boolean {
    if (this.fadeLeft === 0) return false;
    this.fadeLeft--;
    return true;
  }

  #goTo(reply: number, piece: number): void {
    if (reply > this.newestReply) {
      if (this.newestReply > 0 && !this.overReplies.has(this.newestReply)) this.#closeReply();
      this.newestReply = reply;
      this.newestPiece = -1;
    }
    if (piece > this.newestPiece) {
      this.#closePiece();
      this.newestPiece = piece;
    }
  }

  #closePiece(): void {
    const key = `${this.newestReply}:${this.newestPiece}`;
    if (this.newestPiece < 0 || this.closedPieces.has(key)) return;
    this.closedPieces.add(key);
    this.line.push({ kind: 'piece-end', reply: this.newestReply });
  }

  #closeReply(): void {
    this.#closePiece();
    this.overReplies.add(this.newestReply);
    this.line.push({ kind: 'reply-end', reply: this.newestReply });
  }
}

/** Tells its reply and its position in all that was ever pushed, so that no sample can stand for another. */
function labelled(reply: number, position: number, length: number): Float32Array {
  return Float32Array.from(
    { length },
    (_, i) => ((reply % 64) * 131_072 + ((position + i) % 131_072) + 131_072) / 8_519_680,
  );
}

function act(random: Random, rig: PlaybackRig, model: Model, pushed: { samples: number }): void {
  const { queue } = rig;
  // Mostly the newest reply or, when that is over, the first that may still come; sometimes one too late or too early.
  const isOver = model.overReplies.has(model.newestReply);
  const current = isOver ? Math.max(...model.overReplies) + 1 : Math.max(1, model.newestReply);
  const reply = Math.max(1, current + (random.chance(0.06) ? random.integer(-2, 1) : 0));
  const piece = Math.max(0, model.newestPiece + (random.chance(0.2) ? random.integer(-1, 1) : 0));
  const choice = random.integer(0, 99);
  if (choice < 40) {
    const samples = labelled(reply, pushed.samples, random.integer(0, 600));
    pushed.samples += samples.length;
    expect(queue.push(reply, piece, samples)).toBe(model.push(reply, piece, samples) ? 'queued' : 'stale');
  } else if (choice < 50) {
    expect(queue.endPiece(reply, piece)).toBe(model.endPiece(reply, piece) ? 'queued' : 'stale');
  } else if (choice < 55) {
    expect(queue.endReply(reply)).toBe(model.endReply(reply) ? 'queued' : 'stale');
  } else if (choice < 59) {
    queue.pause();
    model.pause();
  } else if (choice < 84) {
    queue.resume();
    model.paused = false;
  } else if (choice < 87) {
    queue.flush(reply);
    model.flush(reply);
  } else {
    const gain = random.chance(0.5) ? 1 : 0.25;
    queue.duck(gain);
    model.duck(gain);
  }
}

function checkOutput(output: Float32Array, model: Model, lastOutput: number, where: string): number {
  let last = lastOutput;
  for (let i = 0; i < output.length; i++) {
    const expected = model.next(last);
    const sample = output[i]!;
    if (expected.kind === 'exactly') {
      if (sample !== expected.value) expect.fail(`${where} + ${i}: ${sample}, expected ${expected.value}`);
    } else if (expected.kind === 'softer') {
      if (!(sample > 0 && sample <= expected.than))
        expect.fail(`${where} + ${i}: ${sample} is not a soft ${expected.than}`);
    } else if (Math.abs(sample - last) > largestStep) {
      expect.fail(`${where} + ${i}: from ${last} to ${sample} is no fall`);
    }
    // A fall that is over has arrived, though its last sample is a little above zero.
    last = expected.kind === 'falling' && model.fadeLeft === 0 ? 0 : sample;
  }
  return last;
}

/** The last three once disagreed: a flush for an older reply than the one that had begun without audio. */
const seeds = [...Array.from({ length: 16 }, (_, i) => i + 1), 66, 176, 353];

describe('random walks', () => {
  it.each(seeds)('agree with the model, seed %i', (seed) => {
    const random = createRandom(seed);
    const rig = new PlaybackRig({ cushion: fixedCushion });
    const model = new Model();
    const pushed = { samples: 0 };
    let last = 0;
    for (let step = 0; step < 1200; step++) {
      for (let actions = random.integer(0, 2); actions > 0; actions--) act(random, rig, model, pushed);
      const start = rig.frame;
      const output = rig.render(random.chance(0.7) ? 128 : random.integer(1, 400));
      last = checkOutput(output, model, last, `seed ${seed}, frame ${start}`);
      expect(rig.queue.state).toEqual({ phase: model.phase, paused: model.paused });
      expect(rig.queue.bufferedSamples).toBe(model.line.filter((entry) => entry.kind === 'sample').length);
    }
    expect(rig.queue.counts.underruns).toBe(model.underruns);
    expect(rig.all('drained').map(({ reply, samplesPlayed: samples }) => ({ reply, samples }))).toEqual(
      model.drained,
    );
    // A walk that never came to the interesting places would prove nothing.
    expect(model.drained.length).toBeGreaterThan(20);
    expect(model.underruns).toBeGreaterThan(3);
    expect(rig.all('silent').length).toBeGreaterThan(20);
    expect(rig.all('resumed').length).toBeGreaterThan(3);
    checkEvents(rig);
  });
});

/** What the events say must be found in what was heard. */
function checkEvents(rig: PlaybackRig): void {
  const firsts = new Map<number, number>();
  for (const { reply, frame } of rig.all('first-sample')) {
    expect(firsts.has(reply)).toBe(false);
    firsts.set(reply, frame);
    expect(rig.between(frame, frame + 1)[0]).toBeGreaterThan(0);
  }
  const sounds = [...rig.all('piece-started'), ...rig.all('resumed'), ...rig.all('underrun-ended')];
  for (const { frame } of rig.all('silent')) {
    const next = Math.min(rig.frame, ...sounds.map((sound) => sound.frame).filter((start) => start >= frame));
    expect(rig.between(frame, next).every((sample) => sample === 0)).toBe(true);
  }
  for (const { reply, piece, frame, pieceSamples } of rig.all('piece-ended')) {
    const starts = rig.all('piece-started').filter((start) => start.reply === reply && start.piece === piece);
    expect(starts).toHaveLength(1);
    expect(pieceSamples).toBeLessThanOrEqual(frame - starts[0]!.frame);
  }
}
