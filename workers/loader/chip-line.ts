/**
 * Frames, requests and answers over a line. Driven by what arrives: nothing here polls, so a block follows an answer at
 * once. (esptool-js looks every millisecond, and a hidden tab's timers stall it.)
 */
import {
  encodeDataRequest,
  encodeRequest,
  openAnswer,
  parseAnswer,
  type Answer,
} from '../../core/esp/loader/commands.ts';
import { encodeSlip, SlipDecoder } from '../../core/esp/loader/slip.ts';
import type { Millis } from '../../core/units.ts';
import { pause, type LoaderClock } from './clock.ts';
import { unplugged, type LineClient } from './line-client.ts';
import { LoaderError } from './loader-error.ts';

export const usualLimitMs: Millis = 3000;
/** Other answers that are passed over before the right one: as many as esptool does. */
const mostStrangers = 100;
/** Of what arrives, to be looked at as text. */
const keptBytes = 4096;
/** Frames that nobody waits for: a log that is listened to may look like some. */
const keptFrames = 64;

export interface CommandOptions {
  /** Data in the answer, beside status. */
  readonly dataBytes?: number;
  readonly limitMs?: Millis;
}

export interface CommandAnswer {
  readonly value: number;
  readonly data: Uint8Array;
}

interface FrameWaiter {
  readonly resolve: (frame: Uint8Array) => void;
  readonly reject: (cause: LoaderError) => void;
}

export class ChipLine {
  readonly line: LineClient;
  readonly clock: LoaderClock;
  readonly #decoder = new SlipDecoder();
  #frames: Uint8Array[] = [];
  #waiter: FrameWaiter | undefined;
  #recent: Uint8Array = new Uint8Array(0);
  #lastByteAt: Millis = -Infinity;
  readonly #taps = new Set<(bytes: Uint8Array) => void>();

  constructor(line: LineClient, clock: LoaderClock) {
    this.line = line;
    this.clock = clock;
    line.listen({
      bytes: (bytes) => this.#receive(bytes),
      lost: () => this.#waiter?.reject(unplugged()),
    });
  }

  /** Hears everything that arrives, beside whoever awaits frames. @returns stops it */
  tap(hear: (bytes: Uint8Array) => void): () => void {
    this.#taps.add(hear);
    return () => this.#taps.delete(hear);
  }

  /** When the last byte came, or -Infinity. */
  get lastByteAt(): Millis {
    return this.#lastByteAt;
  }

  /** The newest 4 KiB of what arrived since {@link forgetInput}, frames and text alike. */
  get recent(): Uint8Array {
    return this.#recent;
  }

  forgetInput(): void {
    this.#frames = [];
    this.#decoder.reset();
    this.#recent = new Uint8Array(0);
  }

  /** Waits until nothing comes any more, at most so long, and forgets it. */
  async drain(quietMs: Millis, mostMs: Millis): Promise<void> {
    const end = this.clock.now() + mostMs;
    while (this.clock.now() < end) {
      const before = this.#lastByteAt;
      await pause(this.clock, quietMs);
      if (this.#lastByteAt === before) break;
    }
    this.forgetInput();
  }

  async sendFrame(frame: Uint8Array): Promise<void> {
    await this.line.write(encodeSlip(frame));
  }

  /** Whatever the chip has received of a frame ends here: the next request is not taken for its rest. */
  async endFrame(): Promise<void> {
    await this.line.write(encodeSlip(new Uint8Array(0)));
  }

  /** The next frame, whatever it holds. */
  nextFrame(limitMs: Millis): Promise<Uint8Array> {
    const frame = this.#frames.shift();
    if (frame !== undefined) return Promise.resolve(frame);
    if (this.line.isLost) return Promise.reject(unplugged());
    return new Promise((resolve, reject) => {
      const callOff = this.clock.after(limitMs, () => settle(() => reject(silence(limitMs))));
      const settle = (how: () => void): void => {
        callOff();
        this.#waiter = undefined;
        how();
      };
      this.#waiter = {
        resolve: (received) => settle(() => resolve(received)),
        reject: (cause) => settle(() => reject(cause)),
      };
    });
  }

  /** A request and its answer. A refusal is a failure. */
  async command(opcode: number, data: Uint8Array, options: CommandOptions = {}): Promise<CommandAnswer> {
    return this.exchange(opcode, encodeSlip(encodeRequest(opcode, data)), options);
  }

  /**
   * Sends a request that has been encoded before, and awaits its answer.
   * @param request is given away
   */
  async exchange(
    opcode: number,
    request: Uint8Array<ArrayBuffer>,
    { dataBytes = 0, limitMs = usualLimitMs }: CommandOptions,
  ): Promise<CommandAnswer> {
    this.forgetInput();
    const lineMs = (request.length * 10_000) / (this.line.baud ?? 115_200);
    await this.line.write(request);
    const answer = await this.#answerTo(opcode, limitMs + lineMs);
    const opened = openAnswer(answer, dataBytes);
    if (opened.ok) return { value: answer.value, data: opened.value };
    const { reason, status, damaged } = opened.error;
    throw new LoaderError(damaged ? 'noisy-line' : 'failed', `the chip says: ${reason}`, {
      details: { op: opcode, status, reason },
    });
  }

  async #answerTo(opcode: number, limitMs: Millis): Promise<Answer> {
    const end = this.clock.now() + limitMs;
    for (let strangers = 0; strangers < mostStrangers; strangers += 1) {
      const answer = parseAnswer(await this.nextFrame(Math.max(1, end - this.clock.now())));
      if (answer?.op === opcode) return answer;
    }
    throw new LoaderError('noisy-line', 'answers to other questions only', { details: { op: opcode } });
  }

  #receive(bytes: Uint8Array): void {
    this.#lastByteAt = this.clock.now();
    this.#keep(bytes);
    for (const hear of this.#taps) hear(bytes);
    this.#frames.push(...this.#decoder.push(bytes));
    if (this.#waiter === undefined) {
      this.#frames = this.#frames.slice(-keptFrames);
      return;
    }
    const frame = this.#frames.shift();
    if (frame !== undefined) this.#waiter.resolve(frame);
  }

  #keep(bytes: Uint8Array): void {
    const all = new Uint8Array(this.#recent.length + bytes.length);
    all.set(this.#recent);
    all.set(bytes, this.#recent.length);
    this.#recent = all.subarray(Math.max(0, all.length - keptBytes));
  }
}

/** An encoded data block, ready to be sent. */
export const encodeBlock = (opcode: number, payload: Uint8Array, sequence: number): Uint8Array<ArrayBuffer> =>
  encodeSlip(encodeDataRequest(opcode, payload, sequence));

const silence = (ms: Millis): LoaderError =>
  new LoaderError('noisy-line', `no answer in ${Math.round(ms)} ms`, { details: { reason: 'silence' } });
