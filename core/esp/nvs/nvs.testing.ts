/** What the tests of NVS share. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { NvsEntry } from './nvs-types.ts';

/** A partition of the fixtures, its blank end filled up. */
export function fixtureImage(name: string): Uint8Array<ArrayBuffer> {
  const folder = new URL(`fixtures/${name}/`, import.meta.url);
  const { partitionSize } = JSON.parse(readFileSync(new URL('case.json', folder), 'utf8')) as {
    partitionSize: number;
  };
  const image = new Uint8Array(partitionSize).fill(0xff);
  image.set(readFileSync(new URL('image.bin', folder)));
  return image;
}

export const placeOf = ({ namespace, key }: { namespace: string; key: string }): string =>
  `${namespace}/${key}`;

/** Short enough to be printed where two differ. */
export function brief({ type, value }: Pick<NvsEntry, 'type' | 'value'>): string {
  if (typeof value === 'bigint') return `${type} ${value.toString()}`;
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return `${type} of ${bytes.length}: ${createHash('sha1').update(bytes).digest('hex').slice(0, 12)}`;
}

export const briefly = (entries: readonly NvsEntry[]): Map<string, string> =>
  new Map(entries.map((entry) => [placeOf(entry), brief(entry)]));
