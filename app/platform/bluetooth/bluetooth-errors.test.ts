/** What browsers reject with, by what was being done. */
import { describe, expect, it } from 'vitest';
import { bluetoothError, type BluetoothStep } from './bluetooth-errors.ts';
import { bluetoothMessagesEn } from './messages.en.ts';
import { bluetoothMessagesZh } from './messages.zh.ts';

const cases: readonly (readonly [BluetoothStep, string, string, string])[] = [
  ['choose', 'NotFoundError', 'User cancelled the requestDevice() chooser.', 'bt-not-chosen'],
  ['choose', 'NotFoundError', 'Bluetooth adapter not available.', 'bt-off'],
  ['choose', 'SecurityError', 'Must be handling a user gesture.', 'bt-blocked'],
  ['choose', 'NotAllowedError', 'Web Bluetooth is blocked by policy.', 'bt-blocked'],
  ['connect', 'NetworkError', 'Connection Error: Connection attempt failed.', 'bt-unreachable'],
  ['connect', 'NotFoundError', 'Bluetooth Device is no longer in range.', 'bt-unreachable'],
  ['discover', 'NotFoundError', 'No Services matching UUID found in Device.', 'bt-not-echokit'],
  ['read', 'NetworkError', 'GATT Server is disconnected.', 'bt-lost'],
  ['write', 'NetworkError', 'GATT operation already in progress.', 'bt-busy'],
  ['write', 'InvalidStateError', 'Characteristic is no longer valid.', 'bt-lost'],
  ['write', 'NotSupportedError', 'GATT Error: Not supported.', 'bt-refused'],
  ['write', 'NotAllowedError', 'GATT operation not permitted.', 'bt-refused'],
  ['connect', 'TypeError', 'odd', 'bt-failed'],
];

describe('an error', () => {
  for (const [step, name, message, code] of cases)
    it(`${name} while it should ${step}: ${code}`, () => {
      const error = bluetoothError(new DOMException(message, name), step);
      expect(error.code).toBe(code);
      expect(error.cause).toBeInstanceOf(DOMException);
    });
  it('that is none of the browser’s is kept as its cause', () => {
    expect(bluetoothError('thrown text', 'read')).toMatchObject({ code: 'bt-failed', cause: 'thrown text' });
  });
});

it('every code has words in both languages', () => {
  expect(Object.keys(bluetoothMessagesZh).sort()).toEqual(Object.keys(bluetoothMessagesEn).sort());
  for (const words of [...Object.values(bluetoothMessagesEn), ...Object.values(bluetoothMessagesZh)])
    expect([words.title, words.whatToDo]).not.toContain('');
});
