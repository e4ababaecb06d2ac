/** A player as a test sees it: renders quantum by quantum on one frame clock and keeps all it heard and was told. */
import type { PlaybackEvent } from './playback-events.ts';
import type { PlaybackOptions } from './playback-options.ts';
import { PlaybackQueue } from './playback-queue.ts';
import { concat, noise } from './random.testing.ts';

export const rate = 24_000;
/** Length of a fade at {@link rate}: 5 ms. */
export const fade = 120;

type EventOf<Type extends PlaybackEvent['type']> = Extract<PlaybackEvent, { type: Type }>;

export class PlaybackRig {
  readonly queue: PlaybackQueue;
  readonly events: PlaybackEvent[] = [];
  readonly #startFrame: number;
  readonly #quanta: Float32Array[] = [];
  #frame: number;

  constructor(options: Partial<PlaybackOptions> = {}, startFrame = 0) {
    this.queue = new PlaybackQueue({ sampleRate: rate, ...options });
    this.#startFrame = startFrame;
    this.#frame = startFrame;
  }

  /** The frame that is rendered next. */
  get frame(): number {
    return this.#frame;
  }

  /** Renders this many frames, 128 at a time, the last quantum being what is left. @returns what was heard in them */
  render(frames: number): Float32Array<ArrayBuffer> {
    const quanta: Float32Array[] = [];
    for (let left = frames; left > 0; left -= 128) {
      // Filled with nonsense, because a worklet's buffer is not always fresh.
      const quantum = new Float32Array(Math.min(128, left)).fill(9);
      this.queue.render(quantum, this.#frame);
      this.#frame += quantum.length;
      quanta.push(quantum);
      if (this.queue.hasEvents) this.events.push(...this.queue.takeEvents());
    }
    this.#quanta.push(...quanta);
    return concat(quanta);
  }

  /** Everything heard since the beginning. */
  get heard(): Float32Array<ArrayBuffer> {
    return concat(this.#quanta);
  }

  /** What was heard from one absolute frame to another. */
  between(start: number, end: number): Float32Array<ArrayBuffer> {
    return this.heard.subarray(start - this.#startFrame, end - this.#startFrame);
  }

  /** The events of one type, oldest first. */
  all<Type extends PlaybackEvent['type']>(type: Type): EventOf<Type>[] {
    return this.events.filter((event): event is EventOf<Type> => event.type === type);
  }

  /** The only event of this type; fails if there are none or more. */
  only<Type extends PlaybackEvent['type']>(type: Type): EventOf<Type> {
    const found = this.all(type);
    if (found.length !== 1) throw new Error(`expected one ${type}, got ${JSON.stringify(found)}`);
    return found[0]!;
  }
}

/** Never zero, so that what is missing shows. */
export const speech = (seed: number, length: number) =>
  noise(seed, length, 0.3).map((sample) => sample + 0.4 * Math.sign(sample || 1));

export const isSilent = (samples: Float32Array) => samples.every((sample) => sample === 0);

/** The largest step between neighbouring samples: a click is a step that the sound itself does not make. */
export function largestStep(samples: Float32Array): number {
  let largest = 0;
  for (let i = 1; i < samples.length; i++) {
    largest = Math.max(largest, Math.abs(samples[i]! - samples[i - 1]!));
  }
  return largest;
}

/** A rig that is `frames` frames into one long reply, well buffered. */
export function playing(
  frames: number,
  voice: Float32Array = speech(1, 24_000),
  reply = 1,
): { rig: PlaybackRig; voice: Float32Array } {
  const rig = new PlaybackRig();
  rig.queue.push(reply, 0, voice);
  rig.render(frames);
  return { rig, voice };
}
