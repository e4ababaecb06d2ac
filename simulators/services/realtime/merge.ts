import { isRecord, type JsonRecord } from '../../../core/engine-wire/json-field.ts';

/** Records are merged into each other, everything else is replaced. @param whole names that are never merged */
export function mergeFields(
  before: JsonRecord,
  changes: JsonRecord,
  whole: readonly string[] = [],
): JsonRecord {
  const merged: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(changes)) {
    const old = merged[name];
    merged[name] =
      isRecord(old) && isRecord(value) && !whole.includes(name) ? mergeFields(old, value, whole) : value;
  }
  return merged;
}
