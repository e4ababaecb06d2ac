import { ProxyError } from './proxy-error.ts';

/** Bytes kept of a request body so that it can be sent a second time; a longer body can be sent once only. */
const replayLimitBytes = 1024 * 1024;

export interface RequestBodyOptions {
  /** Most bytes that are read; more fails the read with `body-too-large`. */
  readonly limitBytes: number;
  /** Called whenever bytes came from the page. */
  readonly onBytes?: () => void;
}

/**
 * The body of a page's request, read once from the page and handed on as it comes. Its beginning is kept so that a
 * redirect which asks for the body again, or a connection that turned out to be dead, can be answered.
 */
export class RequestBody {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #options: RequestBodyOptions;
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  #ended = false;
  #failure: { readonly cause: unknown } | undefined;
  /** The one read under way: a reader that was given up and the next one must not race for the source. */
  #reading: Promise<void> | undefined;

  constructor(source: AsyncIterable<Uint8Array>, options: RequestBodyOptions) {
    this.#source = source[Symbol.asyncIterator]();
    this.#options = options;
  }

  /** Whether {@link read} may be called again and gives the body from its first byte. */
  get replayable(): boolean {
    return this.#bytes <= replayLimitBytes;
  }

  /**
   * The body from its first byte, as chunks. Only the newest reader may be used.
   * Throws `body-too-large`, or whatever the page's connection failed with.
   */
  async *read(): AsyncGenerator<Uint8Array, void, undefined> {
    let next = 0;
    for (;;) {
      const chunk = this.#chunks[next];
      if (chunk !== undefined) {
        if (this.replayable) {
          next += 1;
        } else {
          this.#chunks.splice(0, next + 1);
          next = 0;
        }
        yield chunk;
      } else if (this.#failure !== undefined) {
        throw this.#failure.cause;
      } else if (this.#ended) {
        return;
      } else {
        this.#reading ??= this.#readOn();
        await this.#reading;
      }
    }
  }

  /** Lets go of the source, so that its owner may drain or close it. */
  async release(): Promise<void> {
    await this.#source.return?.();
  }

  async #readOn(): Promise<void> {
    const { limitBytes, onBytes } = this.#options;
    try {
      const read = await this.#source.next();
      if (read.done === true) {
        this.#ended = true;
        return;
      }
      this.#bytes += read.value.byteLength;
      if (this.#bytes > limitBytes) throw bodyTooLarge(limitBytes);
      this.#chunks.push(read.value);
      onBytes?.();
    } catch (cause) {
      this.#failure = { cause };
    } finally {
      this.#reading = undefined;
    }
  }
}

export const bodyTooLarge = (limitBytes: number): ProxyError =>
  new ProxyError('body-too-large', `the request is larger than ${limitBytes} bytes`, {
    details: { limitBytes },
  });
