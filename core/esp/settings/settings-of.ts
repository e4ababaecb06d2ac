import type { NvsEntry, NvsReading, NvsType } from '../nvs/nvs-types.ts';
import type { BoxSettings, SettingKey } from './box-settings.ts';
import { settingsNamespace, settingTypes } from './setting-limits.ts';

/** Stored, but of no use to the firmware. */
interface DamagedSetting {
  readonly key: SettingKey;
  /** `unreadable`: its bytes are damaged; `bad-value`: a gain that is no finite f32, which makes the firmware crash. */
  readonly reason: 'wrong-type' | 'bad-value' | 'unreadable';
}

const keys = Object.keys(settingTypes) as SettingKey[];

/** The settings as the firmware would take them: a key of another type is not what it asks for. */
export function settingsOf(reading: NvsReading): {
  readonly settings: BoxSettings;
  readonly damaged: readonly DamagedSetting[];
} {
  const settings: { -readonly [Key in SettingKey]?: unknown } = {};
  const damaged: DamagedSetting[] = [];
  for (const key of keys) {
    const stored = reading.entries.filter(
      (entry) => entry.namespace === settingsNamespace && entry.key === key,
    );
    const value = valueOf(key, stored);
    if (value !== null) settings[key] = value;
    else if (stored.length > 0)
      damaged.push({ key, reason: hasType(stored, settingTypes[key]) ? 'bad-value' : 'wrong-type' });
    else if (isUnreadable(reading, key)) damaged.push({ key, reason: 'unreadable' });
  }
  return { settings: settings as BoxSettings, damaged };
}

const hasType = (stored: readonly NvsEntry[], type: NvsType): boolean =>
  stored.some((entry) => entry.type === type);

const isUnreadable = ({ problems }: NvsReading, name: SettingKey): boolean =>
  problems.some(
    ({ code, namespace, key }) => code === 'bad-data' && namespace === settingsNamespace && key === name,
  );

function valueOf(key: SettingKey, stored: readonly NvsEntry[]): string | number | Uint8Array | null {
  const entry = stored.find(({ type }) => type === settingTypes[key]);
  if (entry === undefined) return null;
  if (entry.type === 'str') return entry.value;
  if (entry.type !== 'blob') return Number(entry.value);
  return key === 'afe_linear_gain' ? floatOf(entry.value) : entry.value;
}

function floatOf(bytes: Uint8Array): number | null {
  if (bytes.length !== 4) return null;
  const value = new DataView(bytes.buffer, bytes.byteOffset, 4).getFloat32(0, true);
  return Number.isFinite(value) ? value : null;
}
