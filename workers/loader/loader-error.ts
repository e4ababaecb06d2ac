/** Failures inside the loader, and as they are told to the page. */
import { EchoError } from '../../core/errors.ts';
import type { LoaderFailure, LoaderFailureCode } from '../loader-api.ts';

export class LoaderError extends EchoError<LoaderFailureCode> {
  override readonly name = 'LoaderError';
}

/**
 * Lost or garbled bytes: the same may be tried again. Requests have no checksum, so a refusal may be of something that was
 * never asked.
 */
export const isNoise = (cause: unknown): boolean =>
  cause instanceof LoaderError && (cause.code === 'noisy-line' || cause.details['status'] !== undefined);

export function asLoaderError(cause: unknown): LoaderError {
  if (cause instanceof LoaderError) return cause;
  return new LoaderError('failed', cause instanceof Error ? cause.message : String(cause), { cause });
}

export function asFailure(cause: unknown): LoaderFailure {
  const { code, message, details } = asLoaderError(cause);
  return { code, message, details };
}

export const cancelled = (): LoaderError => new LoaderError('cancelled', 'stopped by the person');

export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled();
}
