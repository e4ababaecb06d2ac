/** Bytes as people read them: 16 to a line, with their place and their letters. Pure. */
const perLine = 16;

/** @param limit bytes to show at most */
export function hexDump(bytes: Uint8Array, limit: number): string {
  const lines: string[] = [];
  const end = Math.min(bytes.length, limit);
  for (let at = 0; at < end; at += perLine) {
    const line = bytes.subarray(at, Math.min(at + perLine, end));
    const hex = Array.from(line, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const letters = Array.from(line, (byte) =>
      byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·',
    ).join('');
    lines.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(3 * perLine - 1)}  ${letters}`);
  }
  return lines.join('\n');
}
