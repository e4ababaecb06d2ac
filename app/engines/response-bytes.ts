import { EngineError } from './engine-error.ts';

/**
 * The bytes of an answer as they come. The connection is freed however the reading ends: read to the end, given up by
 * the consumer, aborted, broken.
 * @throws EngineError `stream-cut` when the connection breaks; the signal's reason when it fires
 */
export async function* readBytes(
  response: Response,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) return;
      if (value.byteLength > 0) yield value;
    }
  } catch (cause) {
    signal.throwIfAborted();
    throw new EngineError('stream-cut', 'the connection broke in the middle of an answer', {
      retryable: true,
      cause,
    });
  } finally {
    // Cancelling what has ended or failed already is refused, and there is nothing left to free then.
    reader.cancel().catch(() => undefined);
  }
}

/**
 * A whole text answer.
 * @param limitBytes longer answers are refused with `unexpected-reply`
 */
export async function readText(response: Response, signal: AbortSignal, limitBytes: number): Promise<string> {
  return decodeText(readBytes(response, signal), limitBytes);
}

export async function decodeText(chunks: AsyncIterable<Uint8Array>, limitBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (bytes > limitBytes) {
      throw new EngineError(
        'unexpected-reply',
        `an answer of more than ${limitBytes} bytes where text was expected`,
      );
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** The content type without parameters, in lower case; empty if there is none. */
export const contentType = (response: Response): string =>
  (response.headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase();
