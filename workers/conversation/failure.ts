/** A failure of the driver's work as the page is told of it. */
import { EchoError } from '../../core/errors.ts';
import type { TurnFailure } from '../conversation-api.ts';

/** @param retryable the turn can be sent again; a piece that was shown instead of spoken cannot */
export function failureOf(stage: TurnFailure['stage'], cause: unknown, retryable: boolean): TurnFailure {
  if (cause instanceof EchoError) {
    const { code, message, details } = cause as EchoError;
    return { stage, code, message, details, retryable };
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  return { stage, code: 'unknown', message, details: {}, retryable };
}
