/** What an answer turned out to be, whatever its content type claims: proxies and small servers are careless there. */
export type ReplyShape = 'events' | 'json' | 'html' | 'text';

const textAhead = 64;

/** @param beginning first bytes of an answer; undefined while it may still become anything */
function shapeOf(type: string, beginning: string): ReplyShape | undefined {
  const text = beginning.trimStart();
  if (text === '') return undefined;
  if (type === 'text/event-stream') return text.startsWith('<') ? 'html' : 'events';
  if (text.startsWith('{') || text.startsWith('[')) return 'json';
  if (text.startsWith('<')) return 'html';
  if (/^(?:data|event|id|retry)\s*:|^:/.test(text)) return 'events';
  if (text.length < 6 && ['data:', 'event:', 'retry:', 'id:'].some((name) => name.startsWith(text)))
    return undefined;
  return type.endsWith('json') ? 'json' : 'text';
}

export interface ShapedReply {
  /** By its content type for an answer without a single byte. */
  readonly shape: ReplyShape;
  /** All bytes, those looked at included. */
  readonly bytes: AsyncGenerator<Uint8Array, void>;
}

/** Looks at the first bytes of an answer and gives them back with the rest. */
export async function shapeReply(
  type: string,
  bytes: AsyncGenerator<Uint8Array, void>,
): Promise<ShapedReply> {
  const looked: Uint8Array[] = [];
  let beginning = '';
  let shape: ReplyShape | undefined;
  while (shape === undefined && beginning.length < textAhead) {
    const next = await bytes.next();
    if (next.done === true) break;
    looked.push(next.value);
    // Only ASCII decides, so a letter that is cut here does no harm.
    beginning += new TextDecoder().decode(next.value.subarray(0, textAhead));
    shape = shapeOf(type, beginning);
  }
  return { shape: shape ?? shapeByType(type), bytes: join(looked, bytes) };
}

/** What an answer without a byte to tell by was to be. */
const shapeByType = (type: string): ReplyShape =>
  type === 'text/event-stream' ? 'events' : type.endsWith('json') ? 'json' : 'text';

async function* join(
  looked: readonly Uint8Array[],
  rest: AsyncGenerator<Uint8Array, void>,
): AsyncGenerator<Uint8Array, void> {
  try {
    yield* looked;
    yield* rest;
  } finally {
    await rest.return();
  }
}
