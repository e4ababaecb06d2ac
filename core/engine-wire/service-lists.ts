/** What services offer: models and voices, in the shapes that are met. Source: sheet `providers.md` 3.1 and 4.1. */
import { err, ok, type Result } from '../result.ts';
import { field, isRecord, textField } from './json-field.ts';

/**
 * Model ids of `GET {base}/models`: `{"data":[{"id"}]}`, `{"models":[{"id"|"model"|"name"}|"name"]}` or a bare list.
 * Sorted, each once, a leading `models/` (Gemini) taken off.
 */
export function parseModelList(value: unknown): Result<readonly string[], 'no-list'> {
  const list = firstList(value, field(value, 'data'), field(value, 'models'));
  if (list === undefined) return err('no-list');
  const ids = list
    .map((entry) => nameOf(entry, ['id', 'model', 'name']))
    .filter((id) => id !== undefined)
    .map((id) => id.replace(/^models\//, ''));
  return ok([...new Set(ids)].sort((a, b) => a.localeCompare(b, 'en')));
}

export interface ServiceVoice {
  readonly id: string;
  readonly label: string;
}

/**
 * Voices of `GET {base}/audio/voices` (`{"voices":[{"id","name"}]}`, older: names) or speakers of gsv_tts
 * (`["ht","ad"]`, in an order that changes with each start: sorted here).
 */
export function parseVoiceList(value: unknown): Result<readonly ServiceVoice[], 'no-list'> {
  const list = firstList(value, field(value, 'voices'), field(value, 'data'), field(value, 'speakers'));
  if (list === undefined) return err('no-list');
  const voices = new Map<string, ServiceVoice>();
  for (const entry of list) {
    const id = nameOf(entry, ['id', 'voice_id', 'name', 'speaker']);
    if (id === undefined) continue;
    voices.set(id, { id, label: (isRecord(entry) ? textField(entry, 'name') : undefined) ?? id });
  }
  return ok([...voices.values()].sort((a, b) => a.label.localeCompare(b.label, 'en')));
}

const firstList = (...candidates: readonly unknown[]): readonly unknown[] | undefined =>
  candidates.find((candidate): candidate is readonly unknown[] => Array.isArray(candidate));

function nameOf(entry: unknown, keys: readonly string[]): string | undefined {
  if (typeof entry === 'string') return entry === '' ? undefined : entry;
  for (const key of keys) {
    const name = textField(entry, key);
    if (name !== undefined && name !== '') return name;
  }
  return undefined;
}
