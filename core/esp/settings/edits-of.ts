import { fitsAvatar, fitsBackground } from '../../gif/box-pictures.ts';
import { err, ok, type Result } from '../../result.ts';
import type { NvsEdit } from '../nvs/nvs-types.ts';
import type { SettingEdit } from './box-settings.ts';
import { checkSetting, type SettingProblem } from './check-setting.ts';
import { settingsNamespace } from './setting-limits.ts';

/**
 * What to change in NVS for it, or everything that must not be written; what is merely unusual passes. Pictures are
 * decoded whole: one that the firmware cannot decode makes it crash at every start.
 * @param partitionBytes of NVS
 */
export function editsOf(
  edits: readonly SettingEdit[],
  partitionBytes: number,
): Result<readonly NvsEdit[], readonly SettingProblem[]> {
  const problems = edits
    .map((edit) => checkSetting(edit, partitionBytes) ?? checkPicture(edit))
    .filter((problem): problem is SettingProblem => problem?.isError === true);
  return problems.length > 0 ? err(problems) : ok(edits.map(nvsEdit));
}

function checkPicture({ key, value }: SettingEdit): SettingProblem | null {
  if (value === null || (key !== 'background_gif' && key !== 'avatar_gif')) return null;
  // Its size was checked before; which screen it is for changes nothing about whether it can be decoded.
  const fits = key === 'avatar_gif' ? fitsAvatar(value) : fitsBackground(value, 'square');
  return fits.ok ? null : { key, code: 'picture-no-gif', isError: true, most: 0 };
}

function nvsEdit(edit: SettingEdit): NvsEdit {
  const place = { namespace: settingsNamespace, key: edit.key } as const;
  if (edit.value === null) return { op: 'erase', ...place };
  switch (edit.key) {
    case 'ssid':
    case 'pass':
    case 'server_url':
      return { op: 'set', ...place, type: 'str', value: edit.value };
    case 'background_gif':
    case 'avatar_gif':
      return { op: 'set', ...place, type: 'blob', value: edit.value };
    case 'state':
      return { op: 'set', ...place, type: 'u8', value: BigInt(edit.value) };
    case 'afe_linear_gain':
      return { op: 'set', ...place, type: 'blob', value: floatBytes(edit.value) };
    case 'agc_tl_dbfs':
    case 'agc_cg_db':
      return { op: 'set', ...place, type: 'i32', value: BigInt(edit.value) };
  }
}

function floatBytes(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return bytes;
}
