/** What hubs tell each other over the bus, as MessagePack. What is read is bounded and checked like a tab's messages. */
import { decode, Encoder } from '@msgpack/msgpack';
import * as v from 'valibot';
import { checkBounds } from '../../../core/relay/check-bounds.ts';
import type { BoxId, SocketId } from '../../../core/relay/relay-message.ts';
import {
  boxMode,
  relayCount,
  relayIdText,
  relayInstant,
  relayText,
  upstreamState,
} from '../../../core/relay/relay-schema.ts';
import type { Millis } from '../../../core/units.ts';
import type { BoxRecord } from './box-record.ts';
import type { TabId } from './box-state.ts';
import type { Place } from './box-step.ts';

/** `run` is another one for each start of a companion; `n` counts its messages of a subject. */
interface Sender {
  readonly from: string;
  readonly run: string;
  readonly n: number;
}

export interface AttachedTab {
  readonly tab: TabId;
  readonly answers: boolean;
  /** When it attached. */
  readonly since: Millis;
}

export interface SharedValue {
  readonly key: string;
  readonly at: Millis;
  /** The companion that set it. */
  readonly by: string;
  readonly value: Uint8Array;
}

export type HubMessage = Sender &
  (
    | /** Tell me all you know of yourself. */ { readonly type: 'hello' }
    | { readonly type: 'alive' | 'bye' }
    /** These are all that there are at the sender. */
    | { readonly type: 'all'; readonly boxes: readonly BoxId[]; readonly tabs: readonly TabId[] }
    | { readonly type: 'box'; readonly record: BoxRecord }
    | { readonly type: 'gone'; readonly box: BoxId }
    | ({ readonly type: 'tab-here'; readonly after: Readonly<Record<BoxId, Place>> } & AttachedTab)
    | { readonly type: 'tab-away'; readonly tab: TabId }
    | ({ readonly type: 'shared' } & SharedValue)
    /** To tabs at the receiver: an encoded frame, and what its desk looks at. */
    | {
        readonly type: 'frame';
        readonly tabs: readonly TabId[];
        readonly box: BoxId;
        readonly socket: SocketId;
        readonly seq: number;
        readonly bytes: Uint8Array;
      }
    /** To tabs at the receiver: an encoded message of another type. */
    | { readonly type: 'told'; readonly tabs: readonly TabId[]; readonly bytes: Uint8Array }
    /** From a tab at the sender, to a box at the receiver: its encoded message. */
    | { readonly type: 'command'; readonly tab: TabId; readonly bytes: Uint8Array }
  );

const sender = { from: relayIdText, run: relayIdText, n: relayCount };
const bytes = v.instance(Uint8Array);
const tabs = v.array(relayIdText);

const record = v.object({
  id: relayIdText,
  instance: relayIdText,
  connected: v.boolean(),
  socket: relayCount,
  query: relayText,
  openedAt: relayInstant,
  lastFrameAt: relayInstant,
  mode: boxMode,
  upstream: v.exactOptional(upstreamState),
  owner: v.nullable(relayIdText),
  watchers: tabs,
});

/** -1: the socket's opening was told, and no frame yet. */
const place = v.object({ socket: relayCount, seq: v.pipe(v.number(), v.safeInteger(), v.minValue(-1)) });

const schema = v.variant('type', [
  v.object({
    ...sender,
    type: v.literal('frame'),
    tabs,
    box: relayIdText,
    socket: relayCount,
    seq: relayCount,
    bytes,
  }),
  v.object({ ...sender, type: v.literal('told'), tabs, bytes }),
  v.object({ ...sender, type: v.literal('command'), tab: relayIdText, bytes }),
  v.object({ ...sender, type: v.picklist(['hello', 'alive', 'bye']) }),
  v.object({ ...sender, type: v.literal('all'), boxes: v.array(relayIdText), tabs }),
  v.object({ ...sender, type: v.literal('box'), record }),
  v.object({ ...sender, type: v.literal('gone'), box: relayIdText }),
  v.object({
    ...sender,
    type: v.literal('tab-here'),
    tab: relayIdText,
    answers: v.boolean(),
    since: relayInstant,
    after: v.record(relayIdText, place),
  }),
  v.object({ ...sender, type: v.literal('tab-away'), tab: relayIdText }),
  v.object({
    ...sender,
    type: v.literal('shared'),
    key: v.pipe(v.string(), v.maxLength(80)),
    at: relayInstant,
    by: relayIdText,
    value: bytes,
  }),
]);

/** Room for a box's usual frame. It is used again and holds no message's state. */
const encoder = new Encoder({ initialBufferSize: 32_768 });

export const encodeHubMessage = (message: HubMessage): Uint8Array => encoder.encode(message);

/** Null for what no hub says. */
export function decodeHubMessage(payload: Uint8Array): HubMessage | null {
  if (!checkBounds(payload).ok) return null;
  try {
    const read = v.safeParse(schema, decode(payload), { abortEarly: true });
    return read.success ? read.output : null;
  } catch {
    return null;
  }
}
