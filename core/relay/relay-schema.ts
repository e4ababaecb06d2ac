/** The shapes of `relay-message.ts`, to check what comes from outside field by field. */
import * as v from 'valibot';
import { relayId, relayLimits } from './relay-limits.ts';

const id = v.pipe(v.string(), v.regex(relayId));
const text = v.pipe(v.string(), v.maxLength(relayLimits.text));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const instant = v.pipe(v.number(), v.finite());
const payloadText = v.pipe(v.string(), v.maxLength(relayLimits.payload));
const payloadBytes = v.pipe(
  v.instance(Uint8Array),
  v.check((bytes) => bytes.length <= relayLimits.payload),
);
const listOf = <T extends v.GenericSchema>(item: T) =>
  v.pipe(v.array(item), v.maxLength(relayLimits.elements));

const mode = v.variant('kind', [
  v.object({ kind: v.literal('answer') }),
  v.object({ kind: v.literal('pass-through'), upstream: text }),
]);

const upstreamState = v.variant('state', [
  v.object({ state: v.literal('connecting') }),
  v.object({ state: v.literal('open') }),
  v.object({ state: v.literal('lost'), reason: text, retryAt: instant }),
]);

const boxView = v.object({
  id,
  instance: id,
  connected: v.boolean(),
  socket: count,
  query: text,
  openedAt: instant,
  lastFrameAt: instant,
  mode,
  upstream: v.exactOptional(upstreamState),
  owner: v.picklist(['you', 'another', 'nobody']),
  watchers: count,
});

const pairing = v.object({
  token: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  urls: listOf(text),
  lostUrls: listOf(text),
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
    box: id,
    socket: count,
    seq: count,
    at: instant,
    direction: v.picklist(['up', 'down']),
    payload: v.union([payloadBytes, payloadText]),
  }),
  v.object({ type: v.literal('attached'), instance: id, pairing, boxes: listOf(boxView) }),
  v.object({ type: v.literal('box'), box: boxView }),
  v.object({ type: v.literal('box-forgotten'), box: id }),
  v.object({ type: v.literal('socket-opened'), box: id, socket: count, query: text, at: instant }),
  v.object({
    type: v.literal('socket-closed'),
    box: id,
    socket: count,
    code: v.pipe(count, v.maxValue(0xffff)),
    reason: text,
    at: instant,
  }),
  v.object({ type: v.literal('gap'), box: id, socket: count, lost: count }),
  v.object({ type: v.literal('pairing'), pairing }),
  v.object({
    type: v.literal('refused'),
    asked: v.picklist(tabTypes),
    box: v.exactOptional(id),
    code: v.picklist(refusals),
    message: text,
  }),
]);

const place = v.object({ socket: count, seq: count });

export const tabMessage = v.variant('type', [
  v.object({ type: v.literal('send'), box: id, socket: count, payload: payloadBytes }),
  v.object({ type: v.literal('attach'), tab: id, answers: v.boolean(), after: v.record(id, place) }),
  v.object({ type: v.literal('own'), box: id, force: v.boolean() }),
  v.object({ type: v.picklist(['release', 'watch', 'unwatch', 'forget']), box: id }),
  v.object({ type: v.literal('set-mode'), box: id, mode }),
  v.object({ type: v.literal('renew-pairing') }),
  v.object({ type: v.literal('url-sent'), box: id, url: text }),
]);
