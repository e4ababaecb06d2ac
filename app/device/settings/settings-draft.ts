/** What the person has changed in the form, and how it differs from what the box has. Pure. */
import type { BoxSettings, SettingEdit } from '../../../core/esp/settings/box-settings.ts';
import type { FormKey } from '../settings-form-props.ts';

/** Only what was touched. `null`: to be removed from the box. */
export type Draft = { readonly [K in FormKey]?: NonNullable<BoxSettings[K]> | null };

/** In the order of the form. */
export const formKeys: readonly FormKey[] = [
  'ssid',
  'pass',
  'server_url',
  'background_gif',
  'avatar_gif',
  'afe_linear_gain',
  'agc_tl_dbfs',
  'agc_cg_db',
];

type Value = string | number | Uint8Array | null | undefined;

/** What differs, in the order of the form. What the box does not have, and is to be removed, does not. */
export function editsOf(stored: BoxSettings, draft: Draft): readonly SettingEdit[] {
  return formKeys.flatMap((key) => {
    const value: Value = draft[key];
    return value === undefined || isSame(stored[key], value) ? [] : [{ key, value } as SettingEdit];
  });
}

function isSame(stored: Value, value: Value): boolean {
  if (value === null || value === '') return stored === undefined || stored === '';
  if (typeof value === 'number' && typeof stored === 'number')
    return Math.fround(stored) === Math.fround(value);
  if (!(value instanceof Uint8Array)) return stored === value;
  return (
    stored instanceof Uint8Array &&
    stored.length === value.length &&
    stored.every((byte, index) => byte === value[index])
  );
}

/** The draft without one key: it is left as it is. */
export const withoutKey = (draft: Draft, key: FormKey): Draft =>
  Object.fromEntries(Object.entries(draft).filter(([each]) => each !== key));

/** The settings as they would be. */
export function applied(stored: BoxSettings, draft: Draft): BoxSettings {
  const edits = new Map<string, Value>(editsOf(stored, draft).map(({ key, value }) => [key, value]));
  const next = [...Object.entries({ ...stored }), ...edits].filter(([key]) => edits.get(key) !== null);
  return Object.fromEntries(next);
}
