import { EchoError } from '../../core/errors.ts';
import type { ModelErrorCode } from './model-errors.ts';

export interface Download {
  readonly url: string;
  /** Its length, unpacked. */
  readonly bytes: number;
  /** The code when it does not arrive, or not whole. */
  readonly failure: ModelErrorCode;
  /** The code when something longer arrives in its place, such as a host's page for what it does not know. */
  readonly replaced: ModelErrorCode;
  /** Called for every piece with its length. */
  readonly onBytes: (bytes: number) => void;
  readonly signal: AbortSignal;
}

/**
 * A file of known length, with progress.
 * @throws EchoError with the given codes; the signal's reason when aborted
 */
export async function download(file: Download): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const response = await fetch(file.url, { signal: file.signal });
    if (!response.ok || response.body === null)
      throw new EchoError(file.failure, `${file.url} answered with status ${response.status}`, {
        details: { status: response.status },
      });
    return await collect(response.body, file);
  } catch (cause) {
    file.signal.throwIfAborted();
    if (cause instanceof EchoError) throw cause;
    throw new EchoError(file.failure, `${file.url} could not be fetched`, { cause });
  }
}

async function collect(
  body: ReadableStream<Uint8Array>,
  { url, bytes, failure, replaced, onBytes }: Download,
): Promise<Uint8Array<ArrayBuffer>> {
  const whole = new Uint8Array(bytes);
  let length = 0;
  const reader = body.getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    if (length + piece.value.length > bytes) {
      await reader.cancel();
      throw new EchoError(replaced, `${url} is longer than ${bytes} bytes: it is another file`);
    }
    whole.set(piece.value, length);
    length += piece.value.length;
    onBytes(piece.value.length);
  }
  if (length < bytes) throw new EchoError(failure, `${url} has ${length} bytes, expected ${bytes}`);
  return whole;
}
