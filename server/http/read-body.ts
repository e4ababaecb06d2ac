import type { IncomingMessage } from 'node:http';

/** The whole body of a request as text, or null if it is longer than `limitBytes`, which is noticed before it is kept. */
export async function readBody(incoming: IncomingMessage, limitBytes: number): Promise<string | null> {
  if (Number(incoming.headers['content-length'] ?? 0) > limitBytes) return null;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > limitBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
