import { describe, expect, it } from 'vitest';
import { isSurvivable, lineFailure, requestError } from './serial-errors.ts';

describe('what opening a port rejects with', () => {
  it.each([
    ['port-busy', new DOMException('Failed to open serial port.', 'NetworkError')],
    ['port-busy', new DOMException('The port is already open.', 'InvalidStateError')],
    ['port-busy', new Error('Error setting up device: NetworkError: Unable to claim interface.')],
    ['port-denied', new DOMException('Access denied.', 'SecurityError')],
    ['port-denied', new Error('Error setting up device: SecurityError: Access denied.')],
    ['unplugged', new DOMException('The device has been lost.', 'NetworkError')],
    ['unplugged', 'NotFoundError: The device was disconnected.'],
    ['failed', new TypeError('invalid baud rate')],
    ['failed', undefined],
  ])('becomes %s', (code, cause) => {
    expect(lineFailure(cause).code).toBe(code);
  });
});

describe('what the picker rejects with', () => {
  it.each([
    ['port-not-chosen', new DOMException('No port selected by the user.', 'NotFoundError')],
    ['serial-blocked', new DOMException('Must be handling a user gesture.', 'SecurityError')],
    ['serial-failed', new TypeError('filters')],
  ])('becomes %s', (code, cause) => {
    expect(requestError(cause)).toMatchObject({ code });
  });
});

it('tells lost bytes from a lost port', () => {
  for (const name of ['BufferOverrunError', 'FramingError', 'BreakError', 'ParityError'])
    expect(isSurvivable(new DOMException('x', name))).toBe(true);
  expect(isSurvivable(new DOMException('The device has been lost.', 'NetworkError'))).toBe(false);
  expect(isSurvivable('USB error: stall')).toBe(false);
});
