import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { EngineError } from './engine-error.ts';

export interface ServerSentEvent {
  /** Name of the event where the server gave one. */
  readonly event?: string;
  readonly data: string;
}

/** Largest event, in UTF-16 units. */
const maxEventLength = 2_000_000;

/**
 * Events of a byte stream, however its chunks are cut: LF, CRLF or CR framing, comments, split UTF-8. An event whose
 * closing blank line is missing at the end of the stream is delivered too.
 * @throws EngineError `unexpected-reply` for an event that never ends
 */
export async function* readServerSentEvents(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<ServerSentEvent, void> {
  const decoder = new TextDecoder();
  const arrived: ServerSentEvent[] = [];
  let tooLong = false;
  const parser = createParser({
    maxBufferSize: maxEventLength,
    onEvent: ({ event, data }: EventSourceMessage) =>
      arrived.push(event === undefined ? { data } : { event, data }),
    onError: (error) => {
      // Lines that are no fields are skipped, as browsers do.
      tooLong ||= error.type === 'max-buffer-size-exceeded';
    },
  });
  const feed = (text: string): readonly ServerSentEvent[] => {
    parser.feed(text);
    if (tooLong) throw new EngineError('unexpected-reply', `an event of more than ${maxEventLength} letters`);
    return arrived.splice(0);
  };
  for await (const chunk of chunks) yield* feed(decoder.decode(chunk, { stream: true }));
  yield* feed(`${decoder.decode()}\n\n`);
}
