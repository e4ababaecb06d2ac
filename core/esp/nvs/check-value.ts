/** Names and values of edits as bytes, or why the library would not take them. */
import { err, ok, type Result } from '../../result.ts';
import { encodeUtf8 } from './encode-utf8.ts';
import { itemTypes, maxBlobBytes, maxDataBytes, maxNameBytes } from './nvs-format.ts';
import type { NvsEdit, NvsRefusal, NvsValue } from './nvs-types.ts';

const refuse = (
  code: 'bad-namespace' | 'bad-key' | 'bad-value',
  message: string,
): Result<never, NvsRefusal> => err({ code, message });

/** A name as items carry it, see `NvsItem.key`. */
export function rawName(code: 'bad-namespace' | 'bad-key', name: string): Result<string, NvsRefusal> {
  const bytes = encodeUtf8(name);
  if (bytes.length === 0 || bytes.length > maxNameBytes || bytes.includes(0))
    return refuse(code, `a name has 1 to ${maxNameBytes} bytes, "${name}" has ${bytes.length}`);
  return ok(String.fromCharCode(...bytes));
}

/** What lies in flash for it; strings with their NUL. */
export function valueBytes(edit: NvsEdit & NvsValue): Result<Uint8Array, NvsRefusal> {
  switch (edit.type) {
    case 'blob':
      return edit.value.length <= maxBlobBytes
        ? ok(edit.value)
        : refuse('bad-value', `a blob has at most ${maxBlobBytes} bytes, this one ${edit.value.length}`);
    case 'str': {
      const bytes = encodeUtf8(`${edit.value}\0`);
      if (bytes.indexOf(0) < bytes.length - 1) return refuse('bad-value', 'a string cannot hold a NUL');
      return bytes.length <= maxDataBytes
        ? ok(bytes)
        : refuse('bad-value', `a string has at most ${maxDataBytes - 1} bytes, this one ${bytes.length - 1}`);
    }
    default:
      return integerBytes(edit.type, edit.value);
  }
}

function integerBytes(
  type: Exclude<NvsValue['type'], 'str' | 'blob'>,
  value: bigint,
): Result<Uint8Array, NvsRefusal> {
  const size = itemTypes[type] & 0xf;
  const fits = type.startsWith('i') ? BigInt.asIntN(8 * size, value) : BigInt.asUintN(8 * size, value);
  if (fits !== value) return refuse('bad-value', `${value.toString()} is no ${type}`);
  return ok(Uint8Array.from({ length: size }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn)));
}
