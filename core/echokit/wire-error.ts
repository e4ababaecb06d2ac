import { EchoError } from '../errors.ts';
import { err, type Result } from '../result.ts';

/**
 * - `wire-too-large`: over one of the limits; `details.limit` is its value.
 * - `wire-cut`: the message ends inside the value.
 * - `wire-shape`: no event: not MessagePack, or other fields than the event's.
 * - `wire-text`: a text that is no UTF-8.
 */
export type WireErrorCode = 'wire-too-large' | 'wire-cut' | 'wire-shape' | 'wire-text';
export type WireError = EchoError<WireErrorCode>;

export const wireFailure = (
  code: WireErrorCode,
  message: string,
  cause?: unknown,
): Result<never, WireError> => err(new EchoError(code, message, cause === undefined ? {} : { cause }));

export const overLimit = (what: string, size: number, limit: number): Result<never, WireError> =>
  err(
    new EchoError('wire-too-large', `${what} of ${size}, at most ${limit} are read`, {
      details: { size, limit },
    }),
  );
