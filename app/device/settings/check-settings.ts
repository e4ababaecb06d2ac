/** What is wrong with settings while they are typed: by field. Pure. */
import type { BoxSettings, SettingEdit } from '../../../core/esp/settings/box-settings.ts';
import { checkSetting, type SettingProblem } from '../../../core/esp/settings/check-setting.ts';
import type { FormKey, SettingsFormProps } from '../settings-form-props.ts';

export type SettingProblems = { readonly [K in FormKey]?: SettingProblem };

/** The largest partition there is: what this box takes is said by its way. */
const nvsBytes = 2 * 1024 * 1024;
const texts = ['ssid', 'pass', 'server_url'] as const;

/** @param next as they would be @param edits what differs */
export function checkSettings(
  next: BoxSettings,
  edits: readonly SettingEdit[],
  { support, pictureBytes }: Pick<SettingsFormProps, 'support' | 'pictureBytes'>,
): SettingProblems {
  const problems: { [K in FormKey]?: SettingProblem } = {};
  const put = (problem: SettingProblem | null) => {
    if (problem !== null && problem.key !== 'state') problems[problem.key] ??= problem;
  };
  for (const [key, kind] of [
    ['background_gif', 'background'],
    ['avatar_gif', 'avatar'],
  ] as const) {
    const edit = edits.find((each) => each.key === key);
    const most = pictureBytes[kind];
    if (edit?.value instanceof Uint8Array && edit.value.length > most)
      put({ key, code: 'picture-too-large', isError: true, most });
  }
  for (const edit of edits) put(checkSetting(edit, nvsBytes));
  // What lacks is worth a word although nobody has touched it.
  for (const key of texts)
    if (support[key] === 'read-write') put(checkSetting({ key, value: next[key] ?? '' }, nvsBytes));
  return problems;
}
