/** 1,234,567 bytes are "1.2 MB": thousands, as upstream's documentation counts. */
export function bytesWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${round(bytes / 1000)} KB`;
  return `${round(bytes / 1_000_000)} MB`;
}

const round = (value: number): string => (value < 10 ? value.toFixed(1) : String(Math.round(value)));

/** A box takes some five pieces of 500 bytes in a second. Source: EchoKit sheet 7.4. */
export const bluetoothSeconds = (bytes: number): number => Math.max(1, Math.ceil(bytes / 500 / 5));
