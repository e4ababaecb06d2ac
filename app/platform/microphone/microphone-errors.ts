/** Why there is no microphone, told apart as far as browsers let one tell. */
import { EchoError } from '../../../core/errors.ts';

/**
 * - `mic-denied`: the person, the browser's settings or the operating system said no. To be changed in the settings.
 * - `mic-dismissed`: the question was closed without an answer. It can be asked again.
 * - `mic-blocked-by-policy`: the page, or the page it is embedded in, may not ask at all.
 * - `mic-in-use`: there is one, and it does not start: another program holds it, or the driver failed.
 * - `mic-none`: no microphone is connected.
 * - `mic-insecure-page`: browsers offer microphones to https and localhost pages only.
 * - `mic-constraint`: the chosen microphone is not there, or cannot do what was asked.
 * - `mic-unknown`: anything else; the cause is in the log.
 */
export type MicrophoneErrorCode =
  | 'mic-denied'
  | 'mic-dismissed'
  | 'mic-blocked-by-policy'
  | 'mic-in-use'
  | 'mic-none'
  | 'mic-insecure-page'
  | 'mic-constraint'
  | 'mic-unknown';

export type MicrophoneError = EchoError<MicrophoneErrorCode>;

/** What the Permissions API says, or that it cannot say. */
export type MicrophonePermission = 'granted' | 'denied' | 'prompt' | 'unknown';

/**
 * Translates what `getUserMedia` rejected with.
 * @param permission as it stands after the rejection: a question that was closed leaves it at "prompt"
 * Source: Media Capture and Streams, getUserMedia(); the older names are Chrome's before 2018.
 */
export function microphoneError(cause: unknown, permission: MicrophonePermission): MicrophoneError {
  const name = cause instanceof Error || isDomException(cause) ? cause.name : '';
  const failed = (code: MicrophoneErrorCode, message: string): MicrophoneError =>
    new EchoError(code, message, { cause, details: { name, permission } });
  switch (name) {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
      return permission === 'prompt'
        ? failed('mic-dismissed', 'the question for the microphone was closed without an answer')
        : failed('mic-denied', 'the microphone was refused');
    case 'SecurityError':
      return failed('mic-blocked-by-policy', 'this document may not use microphones');
    case 'NotFoundError':
    case 'DevicesNotFoundError':
      return failed('mic-none', 'no microphone is connected');
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return failed('mic-in-use', 'the microphone did not start');
    case 'OverconstrainedError':
    case 'ConstraintNotSatisfiedError':
      return failed('mic-constraint', 'no microphone does what was asked for');
    default:
      return failed('mic-unknown', 'the microphone could not be opened');
  }
}

/** In browsers a DOMException is an Error; in older ones and other realms it only looks like one. */
const isDomException = (cause: unknown): cause is { readonly name: string } =>
  typeof cause === 'object' && cause !== null && 'name' in cause && typeof cause.name === 'string';
