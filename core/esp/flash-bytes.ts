/** Bytes as flash has them: whatever was erased and not written since reads 0xFF. */

/** The smallest piece that can be erased. */
export const sectorBytes = 4_096;

export function isAll(bytes: Uint8Array, value: number): boolean {
  for (let at = 0; at < bytes.length; at++) if (bytes[at] !== value) return false;
  return true;
}

export const isBlank = (bytes: Uint8Array): boolean => isAll(bytes, 0xff);

export const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step;

/** `0x9000`. */
export const hex = (value: number): string => `0x${value.toString(16)}`;

/** `16 MB`, `24 KiB`-like words for messages: the largest unit that leaves a whole number. */
export function byteWords(bytes: number): string {
  if (bytes % 0x10_0000 === 0) return `${bytes / 0x10_0000} MB`;
  return bytes % 0x400 === 0 ? `${bytes / 0x400} KB` : `${bytes} bytes`;
}
