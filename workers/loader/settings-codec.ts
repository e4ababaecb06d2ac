/** Between entries of NVS and the settings of EchoKit's firmware. */
import type { NvsEdit, NvsEntry, NvsReading } from '../../core/esp/nvs/nvs-types.ts';
import type { BoxSettings, SettingEdit } from '../../core/esp/settings/box-settings.ts';
import type { SettingsReport } from '../loader-api.ts';

const namespace = 'setting';

export function settingsOf(reading: NvsReading): {
  readonly settings: BoxSettings;
  readonly damaged: SettingsReport['damaged'];
} {
  const settings: Record<string, unknown> = {};
  for (const entry of reading.entries) if (entry.namespace === namespace) settings[entry.key] = plain(entry);
  return { settings, damaged: [] };
}

function plain(entry: NvsEntry): unknown {
  if (entry.type === 'str') return entry.value;
  if (entry.type === 'blob')
    return entry.key === 'afe_linear_gain'
      ? new DataView(entry.value.buffer, entry.value.byteOffset).getFloat32(0, true)
      : entry.value;
  return Number(entry.value);
}

export function editsOf(edits: readonly SettingEdit[]): readonly NvsEdit[] {
  return edits.map((edit): NvsEdit => {
    const place = { namespace, key: edit.key };
    if (edit.value === null) return { op: 'erase', ...place };
    if (typeof edit.value === 'string') return { op: 'set', ...place, type: 'str', value: edit.value };
    if (typeof edit.value !== 'number') return { op: 'set', ...place, type: 'blob', value: edit.value };
    if (edit.key === 'afe_linear_gain') {
      const value = new Uint8Array(4);
      new DataView(value.buffer).setFloat32(0, edit.value, true);
      return { op: 'set', ...place, type: 'blob', value };
    }
    return { op: 'set', ...place, type: edit.key === 'state' ? 'u8' : 'i32', value: BigInt(edit.value) };
  });
}
