/** Calls of services with a limit on their time, and again where that may help. Knows nothing of what they are for. */
import { EchoError } from '../../core/errors.ts';
import type { Millis } from '../../core/units.ts';
import { EngineError } from '../../app/engines/engine-error.ts';
import type { ConversationFailureCode } from '../conversation-api.ts';
import type { Host } from './host.ts';
import type { Limits } from './limits.ts';

/** A service did not answer, or stopped answering. */
export class TimedOut extends EchoError<ConversationFailureCode> {
  override readonly name = 'TimedOut';

  constructor(waitedMs: Millis) {
    super('timed-out', `no answer within ${waitedMs} ms`, { details: { waitedMs } });
  }
}

/**
 * The promise, or TimedOut, or the signal's reason: whichever comes first. The promise is not waited for any longer,
 * so that a call which ignores its signal holds nothing up.
 */
export function within<T>(promise: Promise<T>, ms: Millis, signal: AbortSignal, host: Host): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const settle = (): void => {
      cancelTimer();
      signal.removeEventListener('abort', onAbort);
    };
    const onAbort = (): void => {
      settle();
      reject(signal.reason);
    };
    const cancelTimer = host.after(ms, () => {
      settle();
      reject(new TimedOut(ms));
    });
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(
      (value) => {
        settle();
        resolve(value);
      },
      (cause: unknown) => {
        settle();
        reject(cause);
      },
    );
  });
}

/** 429 without a used-up quota, 5xx, the network: the adapter has said so. A time-out has taken long enough. */
const mayHelpAgain = (cause: unknown): boolean => cause instanceof EngineError && cause.retryable;

interface Patience {
  readonly signal: AbortSignal;
  readonly host: Host;
  readonly limits: Limits;
  /** Calls after the first one. */
  readonly retries: number;
  /** Whether to ask again after this failure. Default: where the adapter says that it may help. */
  readonly mayHelp?: (cause: unknown) => boolean;
}

/** One answer. */
export async function callWithin<T>(
  call: (signal: AbortSignal) => Promise<T>,
  ms: Millis,
  { signal, host, limits, retries, mayHelp = mayHelpAgain }: Patience,
): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    const attempt = new AbortController();
    try {
      return await within(call(AbortSignal.any([signal, attempt.signal])), ms, signal, host);
    } catch (cause) {
      attempt.abort(cause);
      if (signal.aborted || tries >= retries || !mayHelp(cause)) throw cause;
      await breather(signal, host, limits);
    }
  }
}

/** An answer in parts. Asked again only while nothing has come. */
export async function* streamWithin<T>(
  open: (signal: AbortSignal) => AsyncIterable<T>,
  { firstMs, idleMs }: { readonly firstMs: Millis; readonly idleMs: Millis },
  { signal, host, limits, retries, mayHelp = mayHelpAgain }: Patience,
): AsyncGenerator<T, void, undefined> {
  for (let tries = 0; ; tries += 1) {
    const attempt = new AbortController();
    let begun = false;
    let isOver = false;
    try {
      const parts = open(AbortSignal.any([signal, attempt.signal]))[Symbol.asyncIterator]();
      for (;;) {
        const part = await within(parts.next(), begun ? idleMs : firstMs, signal, host);
        isOver = part.done === true;
        if (part.done === true) return;
        begun = true;
        yield part.value;
      }
    } catch (cause) {
      if (begun || signal.aborted || tries >= retries || !mayHelp(cause)) throw cause;
      await breather(signal, host, limits);
    } finally {
      // Whoever stops reading, for whatever reason, stops the call.
      if (!isOver) attempt.abort();
    }
  }
}

/** Not all clients at once, and not at once. */
function breather(signal: AbortSignal, host: Host, limits: Limits): Promise<void> {
  const { retryMinMs, retryMaxMs } = limits;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      cancel();
      reject(signal.reason);
    };
    const cancel = host.after(retryMinMs + host.random() * (retryMaxMs - retryMinMs), () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
