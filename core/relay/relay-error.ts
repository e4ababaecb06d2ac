import { EchoError } from '../errors.ts';
import { err, type Result } from '../result.ts';

/**
 * - `relay-too-large`: over one of `relay-limits.ts`.
 * - `relay-malformed`: no MessagePack, or no message of the relay.
 */
export type RelayErrorCode = 'relay-too-large' | 'relay-malformed';
export type RelayError = EchoError<RelayErrorCode>;

export const relayFailure = (
  code: RelayErrorCode,
  message: string,
  cause?: unknown,
): Result<never, RelayError> => err(new EchoError(code, message, cause === undefined ? {} : { cause }));
