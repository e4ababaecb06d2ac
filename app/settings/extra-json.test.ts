import { describe, expect, it } from 'vitest';
import { readExtra, writeExtra } from './extra-json.ts';

describe('further fields of a request', () => {
  it('are read as they are written', () => {
    const extra = { thinking: { type: 'disabled' } };
    expect(readExtra(writeExtra(extra))).toEqual({ ok: true, value: extra });
    expect(readExtra(writeExtra(undefined))).toEqual({ ok: true, value: undefined });
  });

  it.each([
    ['{"thinking"', 'not-json'],
    ['[1]', 'no-object'],
    ['"text"', 'no-object'],
    ['null', 'no-object'],
    [' '.repeat(19_999) + '{}', 'too-long'],
  ])('are refused where they are none: %j', (text, error) => {
    expect(readExtra(text)).toEqual({ ok: false, error });
  });
});
