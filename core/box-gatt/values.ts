/** Values as the box's characteristics have them. Source: EchoKit sheet 7.4. */
import { decodeUtf8, wellFormed } from '../echokit/utf8.ts';
import { err, ok, type Result } from '../result.ts';

export type ValueErrorCode = 'value-not-utf8' | 'value-not-a-number' | 'value-wrong-length';

export function encodeText(text: string): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  for (const letter of wellFormed(text)) {
    const point = letter.codePointAt(0)!;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), continuation(point));
    else if (point < 0x1_0000)
      bytes.push(0xe0 | (point >> 12), continuation(point >> 6), continuation(point));
    else
      bytes.push(
        0xf0 | (point >> 18),
        continuation(point >> 12),
        continuation(point >> 6),
        continuation(point),
      );
  }
  return Uint8Array.from(bytes);
}

const continuation = (bits: number): number => 0x80 | (bits & 0x3f);

export function decodeText(bytes: Uint8Array): Result<string, ValueErrorCode> {
  const text = decodeUtf8(bytes);
  return text === null ? err('value-not-utf8') : ok(text);
}

/** A 32-bit float in as few decimals as tell it apart, such as `1.5`. @param gain finite */
export function encodeGain(gain: number): Uint8Array<ArrayBuffer> {
  return encodeText(shortestDecimal(gain));
}

export function decodeGain(bytes: Uint8Array): Result<number, ValueErrorCode> {
  const text = decodeUtf8(bytes);
  if (text === null) return err('value-not-utf8');
  const isDecimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/iu.test(text);
  const gain = Number(text);
  return isDecimal && Number.isFinite(gain) ? ok(gain) : err('value-not-a-number');
}

function shortestDecimal(value: number): string {
  const single = Math.fround(value);
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(single.toPrecision(digits));
    if (Math.fround(short) === single) return withoutExponent(short);
  }
  return withoutExponent(single);
}

/** The firmware's parser knows exponents, other readers of its log may not. */
function withoutExponent(value: number): string {
  const text = String(value);
  if (!text.includes('e')) return text;
  return Math.abs(value) < 1 ? value.toFixed(20).replace(/0+$/u, '') : BigInt(value).toString();
}

/** 32 bits, signed, low byte first. @param value a whole number in range */
export function encodeInt(value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value, true);
  return bytes;
}

export function decodeInt(bytes: Uint8Array): Result<number, ValueErrorCode> {
  if (bytes.length !== 4) return err('value-wrong-length');
  return ok(new DataView(bytes.buffer, bytes.byteOffset, 4).getInt32(0, true));
}
