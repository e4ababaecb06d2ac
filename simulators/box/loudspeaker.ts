/** What the box plays, sample by sample at 16 kHz in the clock's time. Sound that is late leaves a silence before it. */
import { heardRate, millisToSamples, samplesToMillis, type Millis, type Samples } from '../../core/units.ts';
import type { BoxClock } from './clock.ts';
import { joinSamples } from './pcm.ts';

/** What was really heard of one segment, or of the greeting. */
export interface PlayedSound {
  /** Counts from 1 on; null for the greeting. */
  readonly segment: number | null;
  /** Its subtitle. */
  readonly text: string;
  readonly samples: Int16Array;
  /** Mouth shapes, each from a sample of `samples` on. Empty where they were lost. */
  readonly vowels: readonly { readonly from: Samples; readonly vowel: number }[];
  /** When the first of it was heard. */
  readonly startedAt: Millis;
  /** False where it was cut short or got no EndAudio. */
  readonly isComplete: boolean;
}

interface Piece {
  readonly samples: Int16Array;
  readonly vowel: number | null;
  readonly from: Millis;
  readonly to: Millis;
}

interface Sound {
  readonly segment: number | null;
  readonly text: string;
  readonly pieces: Piece[];
  /** `left`: another one began before this one's end. */
  state: 'open' | 'ended' | 'left';
  onThrough: () => void;
}

export interface LoudspeakerEnds {
  /** Will be heard from `at` on. */
  readonly onSound?: (samples: Int16Array, at: Millis) => void;
  /** Silent from now on, whatever was promised. */
  readonly onSilence?: () => void;
  readonly onPlayed: (sound: PlayedSound) => void;
}

export class Loudspeaker {
  readonly #clock: BoxClock;
  readonly #ends: LoudspeakerEnds;
  /** The last one takes what is played next. */
  #sounds: Sound[] = [];
  #last: Pick<Sound, 'segment' | 'text'> = { segment: null, text: '' };
  #busyUntil: Millis = -Infinity;
  #cancelTimer: (() => void) | null = null;

  constructor(clock: BoxClock, ends: LoudspeakerEnds) {
    this.#clock = clock;
    this.#ends = ends;
  }

  get isPlaying(): boolean {
    return this.#busyUntil > this.#clock.now();
  }

  /** A former one that got no end is played out all the same. */
  begin(segment: number | null, text: string): void {
    const last = this.#sounds.at(-1);
    if (last?.state === 'open') last.state = 'left';
    this.#sounds.push({ segment, text, pieces: [], state: 'open', onThrough: () => undefined });
    this.#watch();
  }

  play(samples: Int16Array, vowel: number | null): void {
    if (samples.length === 0) return;
    const from = Math.max(this.#clock.now(), this.#busyUntil);
    const to = from + samplesToMillis(samples.length, heardRate);
    this.#busyUntil = to;
    this.#open().pieces.push({ samples, vowel, from, to });
    this.#ends.onSound?.(samples, from);
  }

  /** A silence of its own, of which nobody is told. */
  rest(ms: Millis): void {
    this.#busyUntil = Math.max(this.#clock.now(), this.#busyUntil) + ms;
  }

  /** @param onThrough called once all that was given is played */
  end(onThrough: () => void): void {
    const sound = this.#open();
    sound.state = 'ended';
    sound.onThrough = onThrough;
    this.#watch();
  }

  /** Silent at once. */
  clear(): void {
    const now = this.#clock.now();
    const sounds = this.#sounds;
    this.#sounds = [];
    this.#busyUntil = -Infinity;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    if (sounds.length === 0) return;
    this.#ends.onSilence?.();
    for (const sound of sounds) this.#tell(sound, now);
  }

  /** The one that takes what is played; after its end the same goes on. */
  #open(): Sound {
    const last = this.#sounds.at(-1);
    if (last?.state === 'open') return last;
    this.begin(last?.segment ?? this.#last.segment, last?.text ?? this.#last.text);
    return this.#sounds.at(-1)!;
  }

  #watch(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    const [first] = this.#sounds;
    if (first === undefined || first.state === 'open') return;
    const through = this.#sounds.length === 1 ? this.#busyUntil : (first.pieces.at(-1)?.to ?? -Infinity);
    const wait = Math.max(0, through - this.#clock.now());
    this.#cancelTimer = this.#clock.after(wait, () => this.#finishFirst(first));
  }

  #finishFirst(first: Sound): void {
    this.#cancelTimer = null;
    this.#sounds.shift();
    this.#last = first;
    this.#tell(first, Infinity);
    this.#watch();
    first.onThrough();
  }

  #tell({ segment, text, pieces, state }: Sound, until: Millis): void {
    const heard = pieces
      .filter(({ from }) => from < until)
      .map((piece) => {
        const { samples, from, to } = piece;
        return to <= until
          ? piece
          : { ...piece, samples: samples.slice(0, millisToSamples(until - from, heardRate)) };
      });
    let at: Samples = 0;
    const vowels: { from: Samples; vowel: number }[] = [];
    for (const { samples, vowel } of heard) {
      if (vowel !== null) vowels.push({ from: at, vowel });
      at += samples.length;
    }
    // The beep, of which we have no sound.
    if (segment === null && heard.length === 0) return;
    const samples = joinSamples(heard.map((piece) => piece.samples));
    const isComplete = until === Infinity && state === 'ended';
    const startedAt = heard[0]?.from ?? this.#clock.now();
    this.#ends.onPlayed({ segment, text, samples, vowels, startedAt, isComplete });
  }
}
