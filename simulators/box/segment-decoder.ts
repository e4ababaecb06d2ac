import { createOpusDecoder } from '../../core/opus/opus-codec.ts';
import type { Result } from '../../core/result.ts';
import type { Millis } from '../../core/units.ts';
import type { BoxClock } from './clock.ts';

/** Fresh decoders are made beside; only a server that begins segments faster than they are made has to wait. */
const retryMs: Millis = 5;

/** The box's Opus decoder, which starts anew with each segment. */
export interface SegmentDecoder {
  /** False while a fresh decoder is being made: nothing may be decoded then. */
  readonly isReady: boolean;
  /** @param onReady called if it was not ready at once */
  renew(clock: BoxClock, onReady: () => void): void;
  decode(packet: Uint8Array): Result<Int16Array, Error>;
  close(): void;
}

export async function createSegmentDecoder(): Promise<SegmentDecoder> {
  const opus = await createOpusDecoder();
  let isReady = true;
  let isClosed = false;
  const tryRenew = (): boolean => {
    try {
      opus.reset();
      isReady = true;
    } catch {
      // It has no spare left.
      isReady = false;
    }
    return isReady;
  };
  const retry = (clock: BoxClock, onReady: () => void) => {
    clock.after(retryMs, () => {
      if (isClosed) return;
      if (tryRenew()) onReady();
      else retry(clock, onReady);
    });
  };
  return {
    get isReady() {
      return isReady;
    },
    renew: (clock, onReady) => {
      if (!tryRenew()) retry(clock, onReady);
    },
    decode: (packet) => opus.decode(packet),
    close: () => {
      isClosed = true;
      opus.close();
    },
  };
}
