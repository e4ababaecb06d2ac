/** Files that the doors for tables and images read. */
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { fileTrouble, readInputText } from './command-line.ts';

/** More than the largest chip. */
const longestUnpacked = 64 << 20;

/** Flash content, plain or packed with gzip. @throws where there is nothing to read, or it cannot be unpacked */
export async function readFlashFile(path: string): Promise<Uint8Array> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw fileTrouble(path, cause);
  });
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: longestUnpacked });
  } catch (cause) {
    throw fileTrouble(path, cause);
  }
}

/** `16MB`, `24K`, `4096`. @throws where it is no size */
export function readSize(flag: string, text: string): number {
  const [, digits, unit = ''] = /^(\d{1,9})(K|KB|M|MB)?$/i.exec(text) ?? [];
  if (digits === undefined) throw new Error(`--${flag} is "${text}", expected a size such as 16MB`);
  const factor = { '': 1, k: 1024, m: 1_048_576 }[unit.slice(0, 1).toLowerCase()];
  return Number(digits) * factor!;
}

/** Expectations that a folder brings along: their shape is taken on trust. @throws with the path where it is no JSON */
export async function readJson<T>(path: string): Promise<T> {
  const text = await readInputText(path);
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw fileTrouble(path, cause);
  }
}
