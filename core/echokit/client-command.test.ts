import { describe, expect, it } from 'vitest';
import { decodeClientCommand, encodeClientCommand, longestCommand } from './client-command.ts';

describe('client commands', () => {
  it.each([
    ['{"event":"StartChat"}', { event: 'StartChat' }],
    ['{"event":"Submit"}', { event: 'Submit' }],
    ['{"event":"Text","input":"你好 \\"x\\""}', { event: 'Text', input: '你好 "x"' }],
    ['{"event":"Text","input":""}', { event: 'Text', input: '' }],
    ['{"event":"Select","index":0}', { event: 'Select', index: 0 }],
    ['{"event":"StartRecord"}', { event: 'StartRecord' }],
  ] as const)('%s both ways', (json, command) => {
    expect(decodeClientCommand(json)).toEqual({ ok: true, value: command });
    expect(encodeClientCommand(command)).toBe(json);
  });

  it.each([
    ['{"input":"a","x":[1],"event":"Text"}', { event: 'Text', input: 'a' }],
    [' {"event":"Submit","index":"one"} ', { event: 'Submit' }],
  ])('ignores further keys and their order: %s', (json, command) => {
    expect(decodeClientCommand(json)).toEqual({ ok: true, value: command });
  });

  it.each([
    ['', 'command-not-json'],
    ['End:Normal', 'command-not-json'],
    ['null', 'command-not-json'],
    ['["StartChat"]', 'command-not-json'],
    ['"StartChat"', 'command-not-json'],
    ['{}', 'command-unknown'],
    ['{"event":"startchat"}', 'command-unknown'],
    ['{"event":1}', 'command-unknown'],
    ['{"event":"toString"}', 'command-unknown'],
    ['{"event":"Text"}', 'command-malformed'],
    ['{"event":"Text","input":null}', 'command-malformed'],
    ['{"event":"Select"}', 'command-malformed'],
    ['{"event":"Select","index":-1}', 'command-malformed'],
    ['{"event":"Select","index":0.5}', 'command-malformed'],
    ['{"event":"Select","index":"0"}', 'command-malformed'],
    ['{"event":"Select","index":1e400}', 'command-malformed'],
    ['['.repeat(longestCommand), 'command-not-json'],
    [`{"event":"Text","input":"${'a'.repeat(longestCommand)}"}`, 'command-too-long'],
  ])('answers %.60s with a reason', (json, code) => {
    expect(decodeClientCommand(json)).toMatchObject({ ok: false, error: { code } });
  });

  it('reads a text of just the limit', () => {
    const empty = '{"event":"Text","input":""}';
    const input = 'a'.repeat(longestCommand - empty.length);
    expect(decodeClientCommand(encodeClientCommand({ event: 'Text', input })).ok).toBe(true);
  });
});
