/**
 * The name of a server's event, from its first bytes: what follows it, a second of sound perhaps, is not looked at.
 * Source: sheet `echokit.md` 2.1.
 */

/** The longest name that means anything here is `AudioChunkWithVowel`. */
const longestName = 31;

/** @returns null for what is no event, or one with a longer name */
export function eventName(payload: Uint8Array | string): string | null {
  if (typeof payload === 'string') return null;
  const at = payload[0] === 0x81 ? 1 : 0;
  const head = payload[at] ?? 0;
  const isShort = head >= 0xa0 && head < 0xc0;
  if (!isShort && head !== 0xd9) return null;
  const length = isShort ? head & 0x1f : (payload[at + 1] ?? 0);
  const start = at + (isShort ? 1 : 2);
  if (length === 0 || length > longestName || start + length > payload.length) return null;
  return String.fromCharCode(...payload.subarray(start, start + length));
}
