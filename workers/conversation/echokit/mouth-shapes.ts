/** Mouth shapes, told when the sound that they belong to is heard. Between two playheads the clock goes on. */
import type { Hertz, Millis, Samples } from '../../../core/units.ts';
import type { MouthShape } from '../../conversation-api.ts';
import type { Host } from '../host.ts';

interface ShapeAt {
  readonly piece: number;
  readonly sample: Samples;
  readonly shape: MouthShape;
}

interface Anchor {
  readonly piece: number;
  readonly sample: Samples;
  readonly at: Millis;
}

/** The player tells its playhead ten times a second: without one for so long it stands still. */
const trustMs: Millis = 400;

export class MouthShapes {
  readonly #host: Host;
  readonly #tell: (shape: MouthShape, at: Millis) => void;
  #rate: Hertz;
  /** In the order of the sound; those that were heard are gone. */
  #shapes: ShapeAt[] = [];
  #anchor: Anchor | null = null;
  #shown: MouthShape = 0;
  #cancel: () => void = () => undefined;

  /** @param rate in which places are told */
  constructor(host: Host, rate: Hertz, tell: (shape: MouthShape, at: Millis) => void) {
    this.#host = host;
    this.#rate = rate;
    this.#tell = tell;
  }

  /** @param sample of the piece from which on the mouth has this shape. Anything but 0 to 5 is closed */
  add(piece: number, sample: Samples, shape: number): void {
    this.#shapes.push({ piece, sample, shape: isShape(shape) ? shape : 0 });
    this.#next();
  }

  playhead(piece: number, sample: Samples, at: Millis): void {
    this.#anchor = { piece, sample, at };
    this.#next();
  }

  /** Nothing is heard: paused, flushed, or over. */
  close(at: Millis = this.#host.now()): void {
    this.#cancel();
    this.#anchor = null;
    this.#show(0, at);
  }

  /** Shows what is due, and wakes for what comes next. */
  #next(): void {
    this.#cancel();
    const anchor = this.#anchor;
    if (anchor === null) return;
    const now = this.#host.now();
    if (now - anchor.at > trustMs) {
      this.#show(0, now);
      return;
    }
    const here = anchor.sample + ((now - anchor.at) * this.#rate) / 1000;
    const isDue = ({ piece, sample }: ShapeAt): boolean =>
      piece < anchor.piece || (piece === anchor.piece && sample <= here);
    const due = this.#shapes.findIndex((shape) => !isDue(shape));
    const passed = this.#shapes.splice(0, due === -1 ? this.#shapes.length : due);
    const current = passed.findLast(({ piece }) => piece === anchor.piece);
    if (current !== undefined) this.#show(current.shape, now);
    const next = this.#shapes[0];
    const untilNext =
      next?.piece === anchor.piece ? ((next.sample - here) * 1000) / this.#rate : Number.POSITIVE_INFINITY;
    const untilStale = anchor.at + trustMs - now + 1;
    this.#cancel = this.#host.after(Math.max(1, Math.min(untilNext, untilStale)), () => this.#next());
  }

  #show(shape: MouthShape, at: Millis): void {
    if (shape === this.#shown) return;
    this.#shown = shape;
    this.#tell(shape, at);
  }
}

const isShape = (value: number): value is MouthShape => Number.isInteger(value) && value >= 0 && value <= 5;
