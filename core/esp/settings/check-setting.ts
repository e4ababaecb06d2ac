/** What is wrong with one setting, also while it is typed. */
import { encodeUtf8 } from '../nvs/encode-utf8.ts';
import type { SettingEdit, SettingKey } from './box-settings.ts';
import { pictureLimit, settingLimits } from './setting-limits.ts';

export type SettingProblemCode =
  /** Without it the box only asks to be set up. An empty password too: open networks cannot be used. */
  | 'ssid-empty'
  | 'pass-empty'
  | 'url-empty'
  /** The firmware crashes at every start. */
  | 'ssid-too-long'
  | 'pass-too-long'
  /** WPA2 takes 8 to 63 characters. */
  | 'pass-short'
  | 'pass-long'
  /** The firmware takes it for empty. */
  | 'url-too-long'
  | 'url-invalid'
  | 'url-not-ws'
  /** The firmware has no TLS: it would speak plainly to port 443. */
  | 'url-tls'
  /** The firmware appends its id at the end. */
  | 'url-query'
  /** For the box that is the box itself. */
  | 'url-localhost'
  | 'has-nul'
  | 'picture-too-large'
  /** Also an empty one. Such a background makes the firmware crash at every start, such an avatar is none. */
  | 'picture-no-gif'
  | 'gain-range'
  /** It can be stored, but no setup page offers it. */
  | 'gain-unusual'
  | 'state-range';

export interface SettingProblem {
  readonly key: SettingKey;
  readonly code: SettingProblemCode;
  /** It must not be written; otherwise it may be meant. */
  readonly isError: boolean;
  /** The limit that is passed, 0 where there is none: bytes, or dB. */
  readonly most: number;
}

/** The worst first; null for what is in order, and for what is erased. @param partitionBytes of NVS */
export function checkSetting(edit: SettingEdit, partitionBytes: number): SettingProblem | null {
  const found = edit.value === null ? null : findProblem(edit, partitionBytes);
  return found === null ? null : { key: edit.key, ...found };
}

type Found = Omit<SettingProblem, 'key'> | null;

const error = (code: SettingProblemCode, most = 0): Found => ({ code, isError: true, most });
const warning = (code: SettingProblemCode, most = 0): Found => ({ code, isError: false, most });

function findProblem(edit: SettingEdit, partitionBytes: number): Found {
  if (edit.value === null) return null;
  switch (edit.key) {
    case 'ssid':
      return checkText(edit.value, 'ssid');
    case 'pass':
      return checkText(edit.value, 'pass') ?? checkPassword(encodeUtf8(edit.value).length);
    case 'server_url':
      return checkUrl(edit.value);
    case 'background_gif':
    case 'avatar_gif':
      return checkPicture(edit.value, pictureLimit(edit.key, partitionBytes));
    case 'state':
      return isWithin(edit.value, 0, 0xff) ? null : error('state-range', 0xff);
    case 'afe_linear_gain':
      if (!Number.isFinite(Math.fround(edit.value))) return error('gain-range');
      return edit.value > 0 ? null : warning('gain-unusual');
    case 'agc_tl_dbfs':
    case 'agc_cg_db':
      return checkAgc(edit.value);
  }
}

function checkText(text: string, key: 'ssid' | 'pass'): Found {
  if (text.includes('\0')) return error('has-nul');
  if (text === '') return warning(`${key}-empty`);
  const most = settingLimits[key];
  return encodeUtf8(text).length > most ? error(`${key}-too-long`, most) : null;
}

function checkPassword(bytes: number): Found {
  if (bytes < settingLimits.leastPassword) return warning('pass-short', settingLimits.leastPassword);
  return bytes > settingLimits.mostPassword ? warning('pass-long', settingLimits.mostPassword) : null;
}

function checkUrl(url: string): Found {
  if (url === '') return warning('url-empty');
  if (url.includes('\0')) return error('has-nul');
  if (encodeUtf8(url).length > settingLimits.server_url)
    return error('url-too-long', settingLimits.server_url);
  if (/^(wss|https):/i.test(url)) return error('url-tls');
  const [, authority, rest] = /^ws:\/\/([^/?#]*)(.*)$/is.exec(url) ?? [];
  if (authority === undefined || rest === undefined) return error('url-not-ws');
  const [, host, port] = /^([^\s:@[\]\\]+|\[[\da-f:.]+\])(?::(\d{1,5}))?$/i.exec(authority) ?? [];
  if (host === undefined || Number(port ?? 80) > 0xffff || port === '0' || /\s/.test(rest))
    return error('url-invalid');
  if (/[?#]/.test(rest)) return error('url-query');
  const isHere = /^(localhost|.*\.localhost|127\.[\d.]+|0\.0\.0\.0|\[(::1?|::ffff:127\.[\d.]+)\])\.?$/i;
  return isHere.test(host) ? error('url-localhost') : null;
}

function checkPicture(bytes: Uint8Array, most: number): Found {
  const isGif = String.fromCharCode(...bytes.subarray(0, 6)).match(/^GIF8[79]a$/) !== null;
  if (!isGif) return error('picture-no-gif');
  return bytes.length > most ? error('picture-too-large', most) : null;
}

function checkAgc(value: number): Found {
  if (!isWithin(value, -(2 ** 31), 2 ** 31 - 1)) return error('gain-range');
  const { leastAgc, mostAgc } = settingLimits;
  return isWithin(value, leastAgc, mostAgc) ? null : warning('gain-unusual', mostAgc);
}

const isWithin = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;
