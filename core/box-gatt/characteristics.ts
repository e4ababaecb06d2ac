/** What a box in setup mode offers over Bluetooth. Source: EchoKit sheet 7.4. */
import type { SettingKey } from '../esp/settings/box-settings.ts';

export const setupServiceUuid = '623fa3e2-631b-4f8f-a6e7-a7b09c03e7e0';
/** Of the name it advertises; the rest is its MAC, or its Bluetooth address before 0.3.0. */
export const boxNamePrefix = 'EchoKit-';

/** Settings that can be written over the air; `state` is the firmware's own. */
export type GattSetting = Exclude<SettingKey, 'state'>;
export type GattName = GattSetting | 'reset' | 'mac';

export const characteristicUuids: Readonly<Record<GattName, string>> = {
  ssid: '1fda4d6e-2f14-42b0-96fa-453bed238375',
  pass: 'a987ab18-a940-421a-a1d7-b94ee22bccbe',
  /** A VibeKeys has its whole configuration there, in JSON. */
  server_url: 'cef520a9-bcb5-4fc6-87f7-82804eee2b20',
  background_gif: 'd1f3b2c4-5e6f-4a7b-8c9d-0e1f2a3b4c5d',
  /** From 0.3.1. */
  avatar_gif: 'e2f4c3b5-6d7e-4f8a-9b0c-1f2e3d4c5b6a',
  /** From 0.3.0, as the two below. */
  afe_linear_gain: 'a1b2c3d4-e5f6-4789-0abc-def123456789',
  agc_tl_dbfs: 'b2c3d4e5-f6a7-4890-1bcd-ef2345678901',
  agc_cg_db: 'c3d4e5f6-a7b8-4901-2cde-f34567890123',
  /** From 0.2.1. */
  reset: 'f0e1d2c3-b4a5-6789-0abc-def123456789',
  /** In a few builds only. */
  mac: 'a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d',
};

/** In the order in which they are asked for; the server's address first, which tells a box from a VibeKeys. */
export const gattNames: readonly GattName[] = [
  'server_url',
  'ssid',
  'pass',
  'background_gif',
  'avatar_gif',
  'afe_linear_gain',
  'agc_tl_dbfs',
  'agc_cg_db',
  'reset',
  'mac',
];

/** What can be read back. Pictures are taken, and never shown again. */
export const readableSettings = [
  'server_url',
  'ssid',
  'pass',
  'afe_linear_gain',
  'agc_tl_dbfs',
  'agc_cg_db',
] as const satisfies readonly GattSetting[];
export type ReadableSetting = (typeof readableSettings)[number];

/** A characteristic's value has room for no more. */
export const maxValueBytes = 512;
/** What makes the box restart. */
export const resetText = 'RESET';

/** The least firmware that offers these. Nothing in the service says which one it is. Source: EchoKit sheet 1.4. */
export function firmwareOf(offered: ReadonlySet<GattName>): '0.2.0' | '0.2.1' | '0.3.0' | '0.3.1' {
  if (offered.has('avatar_gif')) return '0.3.1';
  if (offered.has('afe_linear_gain')) return '0.3.0';
  return offered.has('reset') ? '0.2.1' : '0.2.0';
}

/** A VibeKeys has a JSON document where a box has its server's address. It must never be sent a box's settings. */
export function isVibeKeys(serverUrlValue: Uint8Array): boolean {
  const blanks = [0x20, 0x09, 0x0a, 0x0d];
  return serverUrlValue.find((byte) => !blanks.includes(byte)) === 0x7b;
}

/**
 * The id by which servers know the box, its Wi-Fi MAC: from the characteristic where there is one, else from the name,
 * which ends in it from 0.3.0 on (before, in the Bluetooth address, which is another).
 * @param mac value of the characteristic: 6 bytes, or the digits as text; null where it is not offered
 * @returns 12 lower-case digits, or null where it cannot be told
 */
export function boxIdOf(name: string, mac: Uint8Array | null): string | null {
  if (mac?.length === 6) return Array.from(mac, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const told = mac === null ? name.slice(boxNamePrefix.length) : String.fromCharCode(...mac);
  if (mac === null && !name.startsWith(boxNamePrefix)) return null;
  const digits = mac === null ? told : told.replace(/[:-]/gu, '').toLowerCase();
  return /^[0-9a-f]{12}$/u.test(digits) ? digits : null;
}
