/** Images of NVS partitions and edits of them, as the door takes them. */
import { readFile } from 'node:fs/promises';
import { decodeBase64 } from '../core/realtime/base64.ts';
import { pageBytes } from '../core/esp/nvs/nvs-format.ts';
import type { NvsEdit, NvsType, NvsValue } from '../core/esp/nvs/nvs-types.ts';
import { fileTrouble } from './command-line.ts';
import { readFlashFile, readSize } from './image-file.ts';

/** Trailing blank pages may be left off a file. @param size as typed. @throws where the file is larger, or no whole pages */
export async function readNvsImage(path: string, size: string | undefined): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readFlashFile(path);
  const wanted = size === undefined ? bytes.length : readPartitionSize(size);
  if (bytes.length > wanted)
    throw new Error(
      `${path}: ${bytes.length} bytes are more than --size ${wanted}; give the partition's size`,
    );
  return padded(bytes, wanted);
}

export function padded(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const image = new Uint8Array(size).fill(0xff);
  image.set(bytes);
  return image;
}

/** @throws unless it is a number of whole pages, at most 16 MiB */
export function readPartitionSize(text: string): number {
  const size = /^0x[\da-f]{1,8}$/i.test(text) ? Number(text) : readSize('size', text);
  if (size === 0 || size % pageBytes !== 0 || size > 16 << 20)
    throw new Error(`--size is "${text}", expected whole pages of ${pageBytes} bytes, at most 16 MB`);
  return size;
}

const types: readonly NvsType[] = ['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'u64', 'i64', 'str', 'blob'];

/** `NS:KEY:TYPE=VALUE`; a value may hold `:` and `=`. @throws with what is wrong */
export async function readSetEdit(word: string): Promise<NvsEdit> {
  const [, namespace, key, type, value] = /^([^:]*):([^:]*):([^=]*)=(.*)$/s.exec(word) ?? [];
  if (namespace === undefined || key === undefined || value === undefined)
    throw new Error(`"${word}" is no NS:KEY:TYPE=VALUE`);
  const known = types.find((one) => one === type);
  if (known === undefined) throw new Error(`"${word}": the type is "${type}", expected ${types.join(', ')}`);
  return { op: 'set', namespace, key, ...(await readValue(word, known, value)) };
}

/** `NS:KEY`. @throws with what is wrong */
export function readEraseEdit(word: string): NvsEdit {
  const [, namespace, key] = /^([^:]*):([^:]*)$/s.exec(word) ?? [];
  if (namespace === undefined || key === undefined) throw new Error(`"${word}" is no NS:KEY`);
  return { op: 'erase', namespace, key };
}

async function readValue(word: string, type: NvsType, text: string): Promise<NvsValue> {
  if (type === 'str') return { type, value: text };
  if (type === 'blob') return { type, value: await readBlob(word, text) };
  if (!/^-?\d{1,20}$/.test(text)) throw new Error(`"${word}": ${type} takes a decimal number`);
  return { type, value: BigInt(text) };
}

async function readBlob(word: string, text: string): Promise<Uint8Array> {
  if (!text.startsWith('@')) {
    const bytes = decodeBase64(text);
    if (bytes === undefined) throw new Error(`"${word}": a blob is @FILE, or base64`);
    return bytes;
  }
  const path = text.slice(1);
  return readFile(path).catch((cause: unknown) => {
    throw fileTrouble(path, cause);
  });
}
