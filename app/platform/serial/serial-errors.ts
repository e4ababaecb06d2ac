/** Why there is no port, or why it does not open, told apart as far as browsers let one tell. */
import { EchoError } from '../../../core/errors.ts';
import type { SerialLineFailureCode } from '../../../workers/serial-line-api.ts';

/** What keeps this browser from serial ports altogether. */
export type SerialObstacle =
  /** Neither https nor localhost. */
  | 'serial-insecure-page'
  /** Brave has it behind a switch. */
  | 'serial-brave'
  | 'serial-ios'
  | 'serial-safari'
  /** Firefox for computers has it from 151 on. */
  | 'serial-old-firefox'
  | 'serial-firefox-android'
  | 'serial-unsupported';

/**
 * - `port-not-chosen`: the picker was closed, or listed nothing.
 * - `serial-blocked`: the document may not ask (permissions policy), or nobody clicked.
 * - `port-unsuitable`: over WebUSB, a port that needs a driver of its own.
 * - `serial-failed`: anything else; the cause is in the log.
 */
export type SerialErrorCode =
  SerialObstacle | 'port-not-chosen' | 'serial-blocked' | 'port-unsuitable' | 'serial-failed';

export type SerialError = EchoError<SerialErrorCode>;

/** Translates what `requestPort` or `requestDevice` rejected with. */
export function requestError(cause: unknown): SerialError {
  const { name, message } = describeCause(cause);
  switch (name) {
    case 'NotFoundError':
    case 'AbortError':
      return new EchoError('port-not-chosen', 'no port was chosen', { cause });
    case 'SecurityError':
    case 'NotAllowedError':
      return new EchoError('serial-blocked', `the browser did not ask: ${message}`, { cause });
    default:
      return new EchoError('serial-failed', `no port: ${message}`, { cause });
  }
}

/**
 * Translates what `open` and everything after it rejected with. The polyfill throws texts that hold the name of what
 * the browser threw. Source: reference sheet of the box on a cable, E.2 and F.5.
 */
export function lineFailure(cause: unknown): {
  readonly code: SerialLineFailureCode;
  readonly message: string;
} {
  const { name, message } = describeCause(cause);
  const text = `${name}: ${message}`;
  if (/device (has been |was )?(lost|disconnected)|NotFoundError|no longer (connected|available)/i.test(text))
    return { code: 'unplugged', message };
  if (/SecurityError|access (is )?denied|permission|EACCES/i.test(text))
    return { code: 'port-denied', message };
  if (/InvalidStateError|NetworkError|busy|claim|failed to open|in use/i.test(text))
    return { code: 'port-busy', message };
  return { code: 'failed', message };
}

/** Errors of reading after which a port goes on, with bytes missing. Source: Web Serial API, readable. */
const survivable: readonly string[] = ['BufferOverrunError', 'FramingError', 'BreakError', 'ParityError'];
export const isSurvivable = (cause: unknown): boolean => survivable.includes(describeCause(cause).name);

export function describeCause(cause: unknown): { readonly name: string; readonly message: string } {
  if (typeof cause === 'string') return { name: /^(\w+Error)\b/.exec(cause)?.[1] ?? '', message: cause };
  if (typeof cause !== 'object' || cause === null) return { name: '', message: String(cause) };
  // A DOMException of another realm only looks like an Error.
  const { name, message } = cause as { readonly name?: unknown; readonly message?: unknown };
  return {
    name: typeof name === 'string' ? name : '',
    message: typeof message === 'string' ? message : JSON.stringify(cause),
  };
}
