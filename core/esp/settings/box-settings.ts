/** The EchoKit firmware's settings as people know them. Source: reference sheet of EchoKit, 7.3; limits in `limits.ts`. */

export type SettingKey =
  | 'ssid'
  | 'pass'
  | 'server_url'
  | 'background_gif'
  | 'avatar_gif'
  | 'state'
  | 'afe_linear_gain'
  | 'agc_tl_dbfs'
  | 'agc_cg_db';

/** What is stored: a key that is absent is not stored, and the firmware takes its default. */
export interface BoxSettings {
  readonly ssid?: string;
  readonly pass?: string;
  readonly server_url?: string;
  /** Whole GIF files. */
  readonly background_gif?: Uint8Array;
  readonly avatar_gif?: Uint8Array;
  /** 1: set up at the next boot. The firmware writes 0 at every boot. */
  readonly state?: number;
  /** Stored as 4 bytes, f32 LE. */
  readonly afe_linear_gain?: number;
  readonly agc_tl_dbfs?: number;
  readonly agc_cg_db?: number;
}

/** One change. `null` erases the key. */
export type SettingEdit = {
  [K in SettingKey]: { readonly key: K; readonly value: NonNullable<BoxSettings[K]> | null };
}[SettingKey];
