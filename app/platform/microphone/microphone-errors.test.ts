import { describe, expect, it } from 'vitest';
import { microphoneError } from './microphone-errors.ts';

const rejection = (name: string): DOMException => new DOMException('as the browser says', name);

describe('what getUserMedia rejects with', () => {
  it.each([
    ['NotAllowedError', 'denied', 'mic-denied'],
    ['NotAllowedError', 'prompt', 'mic-dismissed'],
    // Allowed in the browser, refused by the operating system.
    ['NotAllowedError', 'granted', 'mic-denied'],
    ['NotAllowedError', 'unknown', 'mic-denied'],
    ['SecurityError', 'unknown', 'mic-blocked-by-policy'],
    ['NotFoundError', 'granted', 'mic-none'],
    ['NotReadableError', 'granted', 'mic-in-use'],
    ['AbortError', 'granted', 'mic-in-use'],
    ['OverconstrainedError', 'granted', 'mic-constraint'],
    ['InvalidStateError', 'granted', 'mic-unknown'],
  ] as const)('%s with permission %s is %s', (name, permission, code) => {
    const error = microphoneError(rejection(name), permission);
    expect(error.code).toBe(code);
    expect(error.cause).toBeInstanceOf(DOMException);
    expect(error.details).toEqual({ name, permission });
  });

  it('may be anything', () => {
    expect(microphoneError('no', 'granted').code).toBe('mic-unknown');
    expect(microphoneError(undefined, 'granted').code).toBe('mic-unknown');
    expect(microphoneError({ name: 'NotFoundError' }, 'granted').code).toBe('mic-none');
  });
});
