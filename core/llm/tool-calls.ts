/**
 * Tool calls out of streamed fragments. Servers disagree about how a fragment says which call it belongs to; the rule
 * here follows all of them. Source: sheet `providers.md` 3.1, "Robust tool-call merge".
 */
import { err, ok, type Result } from '../result.ts';
import { isRecord, numberField, parseJson, textField, type JsonRecord } from '../engine-wire/json-field.ts';

/** A call that is being put together. `arguments` is JSON text, complete only when the stream has ended. */
export interface ToolCall {
  /** As the server counts it; absent if it does not. */
  readonly index?: number;
  readonly id?: string;
  readonly name: string;
  readonly arguments: string;
  /** Must be sent back with the call where it came (Gemini's thought signature). */
  readonly extra?: unknown;
}

export interface ToolFragment {
  readonly index?: number;
  readonly id?: string;
  readonly name?: string;
  readonly arguments?: string;
  readonly extra?: unknown;
}

/** Longest arguments of one call, in UTF-16 units; a server that sends more is broken. */
const longestToolArguments = 200_000;

/** Reads one entry of `delta.tool_calls`. Empty ids and names count as absent. */
export function parseToolFragment(entry: unknown): ToolFragment | undefined {
  if (!isRecord(entry)) return undefined;
  const index = numberField(entry, 'index');
  const id = textField(entry, 'id');
  const name = textField(entry, 'function', 'name');
  const args = argumentsOf(entry);
  const extra = entry['extra_content'];
  return {
    ...(index === undefined ? {} : { index }),
    ...(id === undefined || id === '' ? {} : { id }),
    ...(name === undefined || name === '' ? {} : { name }),
    ...(args === undefined ? {} : { arguments: args }),
    ...(extra === undefined ? {} : { extra }),
  };
}

function argumentsOf(entry: JsonRecord): string | undefined {
  const call = entry['function'];
  const args = isRecord(call) ? call['arguments'] : undefined;
  // Some servers send the arguments as an object, all at once.
  return typeof args === 'string' ? args : isRecord(args) ? JSON.stringify(args) : undefined;
}

/** The calls after one more fragment. */
export function mergeToolFragment(calls: readonly ToolCall[], fragment: ToolFragment): readonly ToolCall[] {
  const at = callOf(calls, fragment);
  const call = at === undefined ? undefined : calls[at];
  if (at === undefined || call === undefined) return [...calls, begin(fragment)];
  return calls.with(at, extend(call, fragment));
}

/** Position of the call that a fragment goes on with; undefined if it begins a new one. */
function callOf(calls: readonly ToolCall[], fragment: ToolFragment): number | undefined {
  const last = calls.length === 0 ? undefined : calls.length - 1;
  if (fragment.index !== undefined) {
    // The latest of that index: servers that send 0 for every call begin a new one by its id.
    const at = calls.findLastIndex((call) => call.index === fragment.index);
    const call = calls[at];
    if (call === undefined) {
      return fragment.id === undefined && fragment.name === undefined ? last : undefined;
    }
    const anotherId = fragment.id !== undefined && call.id !== undefined && fragment.id !== call.id;
    return anotherId || isSecondWhole(call, fragment) ? undefined : at;
  }
  if (fragment.id !== undefined) {
    const at = calls.findLastIndex((call) => call.id === fragment.id);
    return at === -1 ? undefined : at;
  }
  // Without index and id: a name begins a call if the last one is already whole (Gemini sends whole calls).
  const open = last === undefined ? undefined : calls[last];
  if (open === undefined || (fragment.name !== undefined && isWhole(open))) return undefined;
  return last;
}

/** Every call under index 0 and none with an id: name and arguments come again after the arguments were complete. */
const isSecondWhole = (call: ToolCall, fragment: ToolFragment): boolean =>
  fragment.id === undefined &&
  fragment.name !== undefined &&
  (fragment.arguments ?? '') !== '' &&
  isWhole(call);

const isWhole = (call: ToolCall): boolean =>
  call.name !== '' && call.arguments !== '' && parseToolArguments(call).ok;

const begin = (fragment: ToolFragment): ToolCall => ({
  ...(fragment.index === undefined ? {} : { index: fragment.index }),
  ...(fragment.id === undefined ? {} : { id: fragment.id }),
  name: fragment.name ?? '',
  arguments: fragment.arguments ?? '',
  ...(fragment.extra === undefined ? {} : { extra: fragment.extra }),
});

function extend(call: ToolCall, fragment: ToolFragment): ToolCall {
  const id = call.id ?? fragment.id;
  const extra = fragment.extra ?? call.extra;
  return {
    ...call,
    ...(id === undefined ? {} : { id }),
    ...(extra === undefined ? {} : { extra }),
    name: extendName(call.name, fragment.name ?? ''),
    arguments: (call.arguments + (fragment.arguments ?? '')).slice(0, longestToolArguments + 1),
  };
}

/** A name may come whole and again, growing, or in pieces. */
const extendName = (name: string, more: string): string => (more.startsWith(name) ? more : name + more);

/** The arguments of a finished call: no text means no arguments. */
export function parseToolArguments(
  call: ToolCall,
): Result<JsonRecord, 'too-long' | 'not-json' | 'no-object'> {
  if (call.arguments.trim() === '') return ok({});
  const json = parseJson(call.arguments, longestToolArguments);
  if (!json.ok) return json;
  return isRecord(json.value) ? ok(json.value) : err('no-object');
}
