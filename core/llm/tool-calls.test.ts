import { describe, expect, test } from 'vitest';
import { mergeToolFragment, parseToolArguments, parseToolFragment, type ToolCall } from './tool-calls.ts';

/** Merges the entries of `delta.tool_calls` in the order in which they came. */
function merge(...entries: readonly unknown[]): readonly ToolCall[] {
  return entries
    .map(parseToolFragment)
    .filter((fragment) => fragment !== undefined)
    .reduce<readonly ToolCall[]>(mergeToolFragment, []);
}

const call = (fields: { index?: number; id?: string; name?: string; args?: string }): unknown => ({
  ...(fields.index === undefined ? {} : { index: fields.index }),
  ...(fields.id === undefined ? {} : { id: fields.id }),
  function: {
    ...(fields.name === undefined ? {} : { name: fields.name }),
    ...(fields.args === undefined ? {} : { arguments: fields.args }),
  },
});

const shape = (calls: readonly ToolCall[]) => calls.map(({ id, name, arguments: args }) => [id, name, args]);

describe('tool calls merge', () => {
  test('fragments with the same index, the OpenAI way', () => {
    const calls = merge(
      call({ index: 0, id: 'a', name: 'weather', args: '' }),
      call({ index: 0, args: '{"city":' }),
      call({ index: 1, id: 'b', name: 'time', args: '{}' }),
      call({ index: 0, args: '"Bonn"}' }),
    );
    expect(shape(calls)).toEqual([
      ['a', 'weather', '{"city":"Bonn"}'],
      ['b', 'time', '{}'],
    ]);
  });

  test('a new id under the same index begins a new call (servers that send all zeros)', () => {
    const calls = merge(
      call({ index: 0, id: 'a', name: 'weather', args: '{"n":1}' }),
      call({ index: 0, id: 'b', name: 'weather', args: '{"n":' }),
      call({ index: 0, args: '2}' }),
    );
    expect(shape(calls)).toEqual([
      ['a', 'weather', '{"n":1}'],
      ['b', 'weather', '{"n":2}'],
    ]);
  });

  test('all zeros and no ids: a whole call followed by another', () => {
    const calls = merge(
      call({ index: 0, name: 'weather', args: '{"n":1}' }),
      call({ index: 0, name: 'weather', args: '{"n":2}' }),
    );
    expect(shape(calls).map((one) => one[2])).toEqual(['{"n":1}', '{"n":2}']);
  });

  test('without index an id says where a fragment belongs, and nothing means the last call', () => {
    const calls = merge(
      call({ id: 'a', name: 'weather' }),
      call({ args: '{"n"' }),
      call({ id: 'b', name: 'time', args: '{}' }),
      call({ id: 'a', args: ':1}' }),
    );
    expect(shape(calls)).toEqual([
      ['a', 'weather', '{"n":1}'],
      ['b', 'time', '{}'],
    ]);
  });

  test('whole calls with neither index nor id stay apart (Gemini)', () => {
    const calls = merge(
      call({ name: 'weather', args: '{"n":1}' }),
      call({ id: '', name: 'weather', args: '{"n":2}' }),
    );
    expect(shape(calls)).toEqual([
      [undefined, 'weather', '{"n":1}'],
      [undefined, 'weather', '{"n":2}'],
    ]);
  });

  test('a nameless fragment with an unseen index belongs to the last call (vLLM)', () => {
    const calls = merge(call({ index: 0, id: 'a', name: 'weather' }), call({ index: 1, args: '{"n":1}' }));
    expect(shape(calls)).toEqual([['a', 'weather', '{"n":1}']]);
  });

  test('a name that is repeated or grows is not concatenated, one in pieces is', () => {
    const named = (...names: readonly string[]) =>
      merge(...names.map((name) => call({ index: 0, name })))[0]?.name;
    expect(named('weather', 'weather')).toBe('weather');
    expect(named('wea', 'weather')).toBe('weather');
    expect(named('get_', 'weather')).toBe('get_weather');
  });

  test('an id that comes late is taken, the signature of a call kept', () => {
    const calls = merge(call({ index: 0, name: 'f' }), {
      index: 0,
      id: 'late',
      extra_content: { google: { thought_signature: 's' } },
    });
    expect(calls[0]).toMatchObject({ id: 'late', extra: { google: { thought_signature: 's' } } });
  });

  test('arguments as an object are text like all others', () => {
    expect(merge({ index: 0, function: { name: 'f', arguments: { n: 1 } } })[0]?.arguments).toBe('{"n":1}');
  });

  test.each([[null], ['x'], [7], [[]]])('%j is no fragment', (entry) => {
    expect(parseToolFragment(entry)).toBeUndefined();
  });
});

describe('parseToolArguments', () => {
  const read = (args: string) => parseToolArguments({ name: 'f', arguments: args });
  test('no text means no arguments', () => {
    expect(read(' ')).toEqual({ ok: true, value: {} });
  });
  test('an object is read, anything else refused', () => {
    expect(read('{"n":1}')).toEqual({ ok: true, value: { n: 1 } });
    expect(read('[1]')).toEqual({ ok: false, error: 'no-object' });
    expect(read('{"n":')).toEqual({ ok: false, error: 'not-json' });
  });
});
