/** Lists of firmware as text, told apart by what is in them, with addresses made whole. */
import { parse as parseToml } from 'smol-toml';
import type { FirmwareCatalog } from '../../../core/esp/catalog/firmware-catalog.ts';
import { readLaunchpadConfig } from '../../../core/esp/catalog/launchpad-config.ts';
import { readOwnCatalog } from '../../../core/esp/catalog/own-catalog.ts';
import { readWebToolsManifest } from '../../../core/esp/catalog/web-tools-manifest.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { FetchFailure } from './fetch-file.ts';
import type { FirmwareOffer } from './firmware-offer.ts';

/** Longer ones are no lists. */
const mostBytes = 1024 * 1024;

/** By its name, or by its beginning: firmware begins with 0xE9. */
export function looksLikeList(name: string, bytes: Uint8Array): boolean {
  if (bytes[0] === 0xe9 || bytes.length > mostBytes) return false;
  if (/\.(toml|json)$/i.test(name)) return true;
  return /^\s*(\{|esp_toml_version\b)/.test(new TextDecoder().decode(bytes.subarray(0, 200)));
}

/** @param url where it was fetched: relative addresses are meant from there; absent for a file from disk */
export function readList(
  bytes: Uint8Array,
  url: string | undefined,
): Result<readonly FirmwareOffer[], FetchFailure> {
  const text = new TextDecoder().decode(bytes);
  let value: unknown;
  try {
    value = /^\s*\{/.test(text) ? JSON.parse(text) : parseToml(text);
  } catch {
    return err({ code: 'not-a-catalogue', detail: 'TOML / JSON' });
  }
  if (typeof value !== 'object' || value === null) return err({ code: 'not-a-catalogue', detail: '' });
  const read =
    'format' in value
      ? readOwnCatalog(value)
      : 'builds' in value
        ? readWebToolsManifest(value)
        : readLaunchpadConfig(value);
  if (!read.ok) {
    const { code, details } = read.error;
    return code === 'no-build-for-chip'
      ? err({ code: 'no-s3-build', detail: '' })
      : err({ code: 'not-a-catalogue', detail: String(details['where'] ?? '') });
  }
  return offersOf(read.value, url);
}

/** The app's own. @param url of it, absolute */
export const readCatalogue = (text: string, url: string): Result<readonly FirmwareOffer[], FetchFailure> =>
  readList(new TextEncoder().encode(text), url);

function offersOf(
  { entries }: FirmwareCatalog,
  base: string | undefined,
): Result<readonly FirmwareOffer[], FetchFailure> {
  const offers: FirmwareOffer[] = [];
  for (const entry of entries) {
    const files: FirmwareOffer['files'][number][] = [];
    for (const { address, offset } of entry.files) {
      if (!URL.canParse(address, base)) return err({ code: 'not-a-catalogue', detail: address });
      const { href, protocol } = new URL(address, base);
      if (protocol !== 'https:' && protocol !== 'http:')
        return err({ code: 'not-a-catalogue', detail: address });
      files.push({ url: href, ...(offset === null ? {} : { offset }) });
    }
    offers.push({
      id: entry.id,
      name: entry.name,
      detail: [entry.board, entry.version].filter((part) => part !== null && part !== entry.name).join(' · '),
      description: entry.description,
      files,
      isUntried: entry.tried === false,
    });
  }
  return ok(offers);
}
