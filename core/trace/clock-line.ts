/**
 * Turns the sample clock of an audio context into wall instants.
 *
 * A worklet has no clock but `currentFrame`, so a worker notes when messages that carry a frame arrive. A message can
 * only be late, never early: the truth is the lower edge of the pairs. The line therefore keeps the nominal slope of
 * the context and takes its offset from the earliest arrival of the last few seconds, which is short enough for
 * clocks that drift by 200 ppm. Messages that were stuck behind a busy worker come out together and count once. When
 * the context stood still (suspended, device lost) every later pair is late by the same amount, and the line starts
 * anew.
 *
 * A device asks for 10 to 20 ms at once, and all quanta of such a burst are rendered in one instant. The line runs
 * through the last quantum of each burst: it is the clock of the samples themselves, captured or heard one after the
 * other, less a constant. The instant at which a certain quantum was rendered lies up to one burst later; `stamp`
 * finds it with the help of the message that told of it.
 */
import { invariant } from '../assert.ts';
import type { Hertz, Millis, Samples } from '../units.ts';

export interface ClockLineOptions {
  /** Nominal rate of the context. */
  readonly rate: Hertz;
  /** Frames that the context renders at once. Default 128. */
  readonly quantum?: Samples;
}

export interface ClockLine {
  /**
   * Takes a pair.
   * @param frame frame of the context just past what had been rendered when the message was sent; a smaller one does
   *   no harm, a larger one does
   * @param arrivedAt wall instant at which the worker got the message
   */
  add(frame: number, arrivedAt: Millis): void;
  /** Wall instant of this frame on the sample clock; needs at least one pair. Fractions of a frame are fine. */
  at(frame: number): Millis;
  /**
   * Wall instant at which this frame was rendered: the arrival of the message that told of it, unless that is so late
   * that the worker must have been busy; then the latest that the line allows. Needs at least one pair.
   * @param frame any of the quantum after which the message was sent
   */
  stamp(frame: number, arrivedAt: Millis): Millis;
  /** The frame to which the context had come at this instant; needs at least one pair. */
  frameAt(at: Millis): number;
  /** Pairs that the line rests on now; 0 before the first one. */
  readonly pairs: number;
  /** How often the clock was found to have stood still. */
  readonly restarts: number;
}

/** Arrivals that follow each other more closely than this left a queue together. */
const sameArrivalMs = 4;
/** Moments kept: at 31 pairs a second 0.8 s, at 8 a second 3 s. Drift of 200 ppm moves the line by 0.6 ms in 3 s. */
const momentCount = 24;
/** Moments that are older do not count, however few there are. 200 ppm of it are 1 ms. */
const momentAgeMs = 5000;
/** No device that a conversation can be held with asks for more at once. */
const maxBurstMs = 25;
/** This share of all messages is not held up. */
const usualShare = 0.85;
/** More than a healthy machine's scheduling: beyond it a message was held up, or the clock stood still. */
const jumpMs = 25;
/** A clock that stood still stays late: for at least so many moments and so long. */
const jumpMoments = 3;
const jumpSpanMs = 150;

/** The earliest of messages that arrived together. */
interface Moment {
  arrivedAt: Millis;
  /** Arrival minus nominal instant of the frame; the smallest of the moment. */
  offset: Millis;
}

export function createClockLine(options: ClockLineOptions): ClockLine {
  const { rate } = options;
  invariant(Number.isFinite(rate) && rate > 0, `rate is ${rate}, expected a positive number of Hz`);
  const framesPerMs = rate / 1000;
  const quantumMs = (options.quantum ?? 128) / framesPerMs;
  const moments: Moment[] = [];
  let offset: Millis = 0;
  let known = false;
  let restarts = 0;

  const smallest = (from: number): Millis => {
    let least = Infinity;
    for (let i = from; i < moments.length; i += 1) least = Math.min(least, moments[i]?.offset ?? Infinity);
    return least;
  };

  /** Index of the first of the youngest moments that are enough to tell that the clock stood still, or -1. */
  const youngest = (arrivedAt: Millis): number => {
    for (let i = moments.length - jumpMoments; i >= 0; i -= 1) {
      if (arrivedAt - (moments[i]?.arrivedAt ?? arrivedAt) >= jumpSpanMs) return i;
    }
    return -1;
  };

  /** Length of a burst as far as the pairs tell: they are spread evenly over it, the very late ones aside. */
  const burst = (): Millis => {
    const late = moments.map((moment) => moment.offset - offset).sort((a, b) => a - b);
    const most = late[Math.floor(usualShare * (late.length - 1))] ?? 0;
    return Math.min(most / usualShare, maxBurstMs);
  };

  return {
    add(frame, arrivedAt) {
      const late = arrivedAt - frame / framesPerMs;
      const last = moments.at(-1);
      if (last !== undefined && arrivedAt - last.arrivedAt < sameArrivalMs) {
        last.arrivedAt = Math.max(last.arrivedAt, arrivedAt);
        last.offset = Math.min(last.offset, late);
      } else {
        moments.push({ arrivedAt, offset: late });
        while (
          moments.length > momentCount ||
          (moments.length > jumpMoments && arrivedAt - (moments[0]?.arrivedAt ?? arrivedAt) > momentAgeMs)
        ) {
          moments.shift();
        }
      }
      const recent = youngest(arrivedAt);
      if (recent > 0 && smallest(recent) > offset + jumpMs) moments.splice(0, recent);
      const least = smallest(0);
      if (least > offset + jumpMs && known) restarts += 1;
      offset = least;
      known = true;
    },
    at(frame) {
      invariant(moments.length > 0, 'clock line has no pair yet');
      return frame / framesPerMs + offset;
    },
    stamp(frame, arrivedAt) {
      invariant(moments.length > 0, 'clock line has no pair yet');
      // Frames are told from within a quantum, pairs are taken at its end.
      const latest = frame / framesPerMs + offset + burst() + quantumMs;
      return arrivedAt <= latest + jumpMs ? arrivedAt : latest;
    },
    frameAt(at) {
      invariant(moments.length > 0, 'clock line has no pair yet');
      return (at - offset) * framesPerMs;
    },
    get pairs() {
      return moments.length;
    },
    get restarts() {
      return restarts;
    },
  };
}
