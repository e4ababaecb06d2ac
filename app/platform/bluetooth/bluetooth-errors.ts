/** Why a box cannot be reached over the air, told apart as far as browsers let one tell. */
import type { LinkFailureCode } from '../../../core/box-gatt/session-state.ts';
import { EchoError } from '../../../core/errors.ts';

export type BluetoothError = EchoError<LinkFailureCode>;

/** What was being done when it failed: the same name means different things. */
export type BluetoothStep = 'choose' | 'connect' | 'discover' | 'read' | 'write';

export const bluetoothFailure = (code: LinkFailureCode, message: string, cause?: unknown): BluetoothError =>
  new EchoError(code, message, cause === undefined ? {} : { cause });

/**
 * Translates what Web Bluetooth rejected with.
 * Source: Web Bluetooth, Community Group report; the texts are Chromium's (`bluetooth_error.cc`), where names do not tell.
 */
export function bluetoothError(cause: unknown, step: BluetoothStep): BluetoothError {
  if (cause instanceof EchoError) return cause as BluetoothError;
  const { name, message } = nameAndMessage(cause);
  const failed = (code: LinkFailureCode) => bluetoothFailure(code, `bluetooth, ${step}: ${message}`, cause);
  switch (name) {
    case 'NotFoundError':
      if (step === 'choose') return failed(/adapter/iu.test(message) ? 'bt-off' : 'bt-not-chosen');
      return failed(step === 'connect' ? 'bt-unreachable' : 'bt-not-echokit');
    case 'SecurityError':
    case 'NotAllowedError':
      return failed(step === 'write' || step === 'read' ? 'bt-refused' : 'bt-blocked');
    case 'NetworkError':
      if (/in progress/iu.test(message)) return failed('bt-busy');
      return failed(step === 'connect' ? 'bt-unreachable' : 'bt-lost');
    case 'InvalidStateError':
      return failed('bt-lost');
    case 'NotSupportedError':
    case 'InvalidModificationError':
    case 'UnknownError':
      return failed(step === 'write' || step === 'read' ? 'bt-refused' : 'bt-failed');
    default:
      return failed('bt-failed');
  }
}

/** In browsers a DOMException is an Error; in older ones and other realms it only looks like one. */
function nameAndMessage(cause: unknown): { readonly name: string; readonly message: string } {
  if (typeof cause !== 'object' || cause === null) return { name: '', message: String(cause) };
  const { name, message } = cause as { readonly name?: unknown; readonly message?: unknown };
  return { name: typeof name === 'string' ? name : '', message: typeof message === 'string' ? message : '' };
}
