/** Further fields of a request body, as a person writes them: one JSON object, or nothing. Pure. */
import { isRecord, parseJson } from '../../core/engine-wire/json-field.ts';
import { err, ok, type Result } from '../../core/result.ts';

const longestExtra = 20_000;

/** @returns the fields, or undefined for an empty text */
export function readExtra(
  text: string,
): Result<Readonly<Record<string, unknown>> | undefined, 'too-long' | 'not-json' | 'no-object'> {
  if (text.trim() === '') return ok(undefined);
  const json = parseJson(text, longestExtra);
  if (!json.ok) return json;
  return isRecord(json.value) ? ok(json.value) : err('no-object');
}

export const writeExtra = (extra: Readonly<Record<string, unknown>> | undefined): string =>
  extra === undefined ? '' : JSON.stringify(extra);
