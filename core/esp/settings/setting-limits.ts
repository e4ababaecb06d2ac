/** What EchoKit's firmware takes for its settings. Source: sheets device.md C.7 and echokit.md 7.3. */
import type { NvsType } from '../nvs/nvs-types.ts';
import type { BoxSettings, SettingKey } from './box-settings.ts';

export const settingsNamespace = 'setting';

/** How each is stored. The gain is a blob of 4 bytes, f32 LE. */
export const settingTypes: Readonly<Record<SettingKey, NvsType>> = {
  ssid: 'str',
  pass: 'str',
  server_url: 'str',
  background_gif: 'blob',
  avatar_gif: 'blob',
  state: 'u8',
  afe_linear_gain: 'blob',
  agc_tl_dbfs: 'i32',
  agc_cg_db: 'i32',
};

/** What the firmware takes where nothing is stored; it has a background of its own and no avatar. */
export const settingDefaults = {
  ssid: '',
  pass: '',
  server_url: '',
  state: 0,
  afe_linear_gain: 1.5,
  agc_tl_dbfs: 3,
  agc_cg_db: 15,
} as const satisfies BoxSettings;

export const settingLimits = {
  /** Bytes of UTF-8. */
  ssid: 32,
  pass: 64,
  server_url: 127,
  /** Bytes; a WPA2 password has 8 to 63. */
  leastPassword: 8,
  mostPassword: 63,
  /** Bytes of a GIF: the library's limit of a blob, and the firmware's own. */
  background_gif: 508_000,
  avatar_gif: 131_072,
  /** dB; more can be stored, the setup pages offer this. */
  leastAgc: 0,
  mostAgc: 32,
} as const;

/** Bytes of a picture that the partition could hold, if nothing else were on it: a page stays free, one entry leads each. */
export const pictureLimit = (key: 'background_gif' | 'avatar_gif', partitionBytes: number): number =>
  Math.max(0, Math.min(settingLimits[key], (Math.floor(partitionBytes / 4096) - 1) * 4000));
