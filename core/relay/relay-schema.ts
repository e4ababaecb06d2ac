/** The shapes of `relay-message.ts`, to check what comes from outside field by field. */
import * as v from 'valibot';
import { relayId, relayLimits } from './relay-limits.ts';

export const relayIdText = v.pipe(v.string(), v.regex(relayId));
export const relayText = v.pipe(v.string(), v.maxLength(relayLimits.text));
export const relayCount = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const relayInstant = v.pipe(v.number(), v.finite());
const payloadText = v.pipe(v.string(), v.maxLength(relayLimits.payload));
const payloadBytes = v.pipe(
  v.instance(Uint8Array),
  v.check((bytes) => bytes.length <= relayLimits.payload),
);
const listOf = <T extends v.GenericSchema>(item: T) =>
  v.pipe(v.array(item), v.maxLength(relayLimits.elements));

export const boxMode = v.variant('kind', [
  v.object({ kind: v.literal('answer') }),
  v.object({ kind: v.literal('pass-through'), upstream: relayText }),
]);

export const upstreamState = v.variant('state', [
  v.object({ state: v.literal('connecting') }),
  v.object({ state: v.literal('open') }),
  v.object({ state: v.literal('lost'), reason: relayText, retryAt: relayInstant }),
]);

const boxView = v.object({
  id: relayIdText,
  instance: relayIdText,
  connected: v.boolean(),
  socket: relayCount,
  query: relayText,
  openedAt: relayInstant,
  lastFrameAt: relayInstant,
  mode: boxMode,
  upstream: v.exactOptional(upstreamState),
  owner: v.picklist(['you', 'another', 'nobody']),
  watchers: relayCount,
});

const pairing = v.object({
  token: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  urls: listOf(relayText),
  lostUrls: listOf(relayText),
});

const tabTypes = [
  'attach',
  'own',
  'release',
  'watch',
  'unwatch',
  'send',
  'set-mode',
  'forget',
  'renew-pairing',
  'url-sent',
] as const;

const refusals = [
  'box-unknown',
  'not-owner',
  'owned',
  'socket-closed',
  'upstream-refused',
  'box-too-slow',
  'malformed',
] as const;

export const companionMessage = v.variant('type', [
  v.object({
    type: v.literal('frame'),
    box: relayIdText,
    socket: relayCount,
    seq: relayCount,
    at: relayInstant,
    direction: v.picklist(['up', 'down']),
    payload: v.union([payloadBytes, payloadText]),
  }),
  v.object({ type: v.literal('attached'), instance: relayIdText, pairing, boxes: listOf(boxView) }),
  v.object({ type: v.literal('box'), box: boxView }),
  v.object({ type: v.literal('box-forgotten'), box: relayIdText }),
  v.object({
    type: v.literal('socket-opened'),
    box: relayIdText,
    socket: relayCount,
    query: relayText,
    at: relayInstant,
  }),
  v.object({
    type: v.literal('socket-closed'),
    box: relayIdText,
    socket: relayCount,
    code: v.pipe(relayCount, v.maxValue(0xffff)),
    reason: relayText,
    at: relayInstant,
  }),
  v.object({ type: v.literal('gap'), box: relayIdText, socket: relayCount, lost: relayCount }),
  v.object({ type: v.literal('pairing'), pairing }),
  v.object({
    type: v.literal('refused'),
    asked: v.picklist(tabTypes),
    box: v.exactOptional(relayIdText),
    code: v.picklist(refusals),
    message: relayText,
  }),
]);

const place = v.object({ socket: relayCount, seq: relayCount });

export const tabMessage = v.variant('type', [
  v.object({ type: v.literal('send'), box: relayIdText, socket: relayCount, payload: payloadBytes }),
  v.object({
    type: v.literal('attach'),
    tab: relayIdText,
    answers: v.boolean(),
    after: v.record(relayIdText, place),
  }),
  v.object({ type: v.literal('own'), box: relayIdText, force: v.boolean() }),
  v.object({ type: v.picklist(['release', 'watch', 'unwatch', 'forget']), box: relayIdText }),
  v.object({ type: v.literal('set-mode'), box: relayIdText, mode: boxMode }),
  v.object({ type: v.literal('renew-pairing') }),
  v.object({ type: v.literal('url-sent'), box: relayIdText, url: relayText }),
]);
