import { err, ok, type Result } from '../result.ts';

export type JsonRecord = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a path of keys and positions, or undefined where the path leaves the tree. */
export function field(value: unknown, ...path: readonly (string | number)[]): unknown {
  let here = value;
  for (const step of path) {
    if (typeof step === 'number') {
      if (!Array.isArray(here)) return undefined;
      here = (here as readonly unknown[])[step];
    } else {
      if (!isRecord(here)) return undefined;
      here = here[step];
    }
  }
  return here;
}

export function textField(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  const found = field(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

export function numberField(value: unknown, ...path: readonly (string | number)[]): number | undefined {
  const found = field(value, ...path);
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

export function listField(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = field(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** @param limit longest text that is parsed, in UTF-16 units */
export function parseJson(text: string, limit: number): Result<unknown, 'too-long' | 'not-json'> {
  if (text.length > limit) return err('too-long');
  try {
    return ok(JSON.parse(text) as unknown);
  } catch {
    // The position in a foreign text helps nobody; that it is no JSON is the whole news.
    return err('not-json');
  }
}
