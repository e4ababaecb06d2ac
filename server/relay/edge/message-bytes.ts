import type { RawData } from 'ws';

/**
 * A message of `ws` as the relay passes it on: text as a string, bytes as bytes that may be kept. What is small is
 * copied, as it would hold on to the whole block it was read with.
 */
export function payloadOf(data: RawData, isBinary: boolean): Uint8Array | string {
  const bytes = Array.isArray(data)
    ? Buffer.concat(data)
    : Buffer.isBuffer(data)
      ? data
      : new Uint8Array(data);
  if (!isBinary) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  if (bytes.byteLength * 2 < bytes.buffer.byteLength) return new Uint8Array(bytes);
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
