import type { IncomingMessage } from 'node:http';

/** Audio of a quarter of an hour fits; anything larger is a mistake. */
const maxBodyBytes = 64 * 1024 * 1024;

export type BodyOutcome =
  | { readonly kind: 'whole'; readonly bytes: Buffer }
  /** The client left before the last byte. */
  | { readonly kind: 'aborted'; readonly received: number }
  | { readonly kind: 'too-large' };

/** Reads a request's body up to its last byte. Never rejects. */
export async function readBody(request: IncomingMessage): Promise<BodyOutcome> {
  const chunks: Buffer[] = [];
  let received = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      received += chunk.length;
      // The rest is read and dropped: a client hears why it was refused only once it has said everything.
      if (received <= maxBodyBytes) chunks.push(chunk);
    }
  } catch {
    return { kind: 'aborted', received }; // a broken upload is an outcome here, whatever broke it
  }
  if (!request.complete) return { kind: 'aborted', received };
  if (received > maxBodyBytes) return { kind: 'too-large' };
  return { kind: 'whole', bytes: Buffer.concat(chunks) };
}
