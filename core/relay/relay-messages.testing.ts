/** Random messages of the relay, every field in all its forms. */
import type { Random } from '../audio/random.testing.ts';
import type {
  BoxMode,
  BoxView,
  CompanionMessage,
  PairingView,
  RelayRefusal,
  TabMessage,
  UpstreamState,
} from './relay-message.ts';

const pick = <T>(random: Random, choices: readonly T[]): T => choices[random.integer(0, choices.length - 1)]!;
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-';

const id = (random: Random): string =>
  Array.from({ length: random.integer(1, 64) }, () =>
    letters.charAt(random.integer(0, letters.length - 1)),
  ).join('');
const text = (random: Random): string =>
  pick(random, ['', 'opus=true&vowel=true', '盒子 🐙', 'x'.repeat(300)]);
const bytes = (random: Random): Uint8Array =>
  Uint8Array.from({ length: pick(random, [0, 1, 40, 300, 16_384]) }, (_, n) => (n * 7) & 0xff);
const count = (random: Random): number => pick(random, [0, 1, 127, 128, 70_000, 2 ** 33, 2 ** 53 - 1]);
const instant = (random: Random): number => pick(random, [0, 1_790_000_000_000.125, -1.5, 1e12]);

const mode = (random: Random): BoxMode =>
  random.chance(0.5) ? { kind: 'answer' } : { kind: 'pass-through', upstream: 'wss://example.org/ws' };

const upstream = (random: Random): UpstreamState =>
  pick<UpstreamState>(random, [
    { state: 'connecting' },
    { state: 'open' },
    { state: 'lost', reason: text(random), retryAt: instant(random) },
  ]);

const boxView = (random: Random): BoxView => ({
  id: id(random),
  instance: id(random),
  connected: random.chance(0.5),
  socket: count(random),
  query: text(random),
  openedAt: instant(random),
  lastFrameAt: instant(random),
  mode: mode(random),
  ...(random.chance(0.5) ? { upstream: upstream(random) } : {}),
  owner: pick(random, ['you', 'another', 'nobody']),
  watchers: count(random),
});

const pairing = (random: Random): PairingView => ({
  token: Array.from({ length: 32 }, () => random.integer(0, 15).toString(16)).join(''),
  urls: Array.from({ length: random.integer(0, 3) }, () => text(random)),
  lostUrls: Array.from({ length: random.integer(0, 3) }, () => text(random)),
});

const refusals: readonly RelayRefusal[] = [
  'box-unknown',
  'not-owner',
  'owned',
  'socket-closed',
  'upstream-refused',
  'box-too-slow',
  'malformed',
];

type Makers<T extends { type: string }> = {
  readonly [K in T['type']]: (random: Random) => Extract<T, { type: K }>;
};

const companionMakers: Makers<CompanionMessage> = {
  attached: (random) => ({
    type: 'attached',
    instance: id(random),
    pairing: pairing(random),
    boxes: Array.from({ length: pick(random, [0, 1, 20]) }, () => boxView(random)),
  }),
  box: (random) => ({ type: 'box', box: boxView(random) }),
  'box-forgotten': (random) => ({ type: 'box-forgotten', box: id(random) }),
  'socket-opened': (random) => ({
    type: 'socket-opened',
    box: id(random),
    socket: count(random),
    query: text(random),
    at: instant(random),
  }),
  'socket-closed': (random) => ({
    type: 'socket-closed',
    box: id(random),
    socket: count(random),
    code: random.integer(0, 0xffff),
    reason: text(random),
    at: instant(random),
  }),
  frame: (random) => ({
    type: 'frame',
    box: id(random),
    socket: count(random),
    seq: count(random),
    at: instant(random),
    direction: pick(random, ['up', 'down']),
    payload: random.chance(0.5) ? text(random) : bytes(random),
  }),
  gap: (random) => ({ type: 'gap', box: id(random), socket: count(random), lost: count(random) }),
  pairing: (random) => ({ type: 'pairing', pairing: pairing(random) }),
  refused: (random) => ({
    type: 'refused',
    asked: pick(random, tabTypes),
    ...(random.chance(0.5) ? { box: id(random) } : {}),
    code: pick(random, refusals),
    message: text(random),
  }),
};

const tabMakers: Makers<TabMessage> = {
  attach: (random) => ({
    type: 'attach',
    tab: id(random),
    answers: random.chance(0.5),
    after: Object.fromEntries(
      Array.from({ length: pick(random, [0, 1, 30]) }, () => [
        id(random),
        { socket: count(random), seq: count(random) },
      ]),
    ),
  }),
  own: (random) => ({ type: 'own', box: id(random), force: random.chance(0.5) }),
  release: (random) => ({ type: 'release', box: id(random) }),
  watch: (random) => ({ type: 'watch', box: id(random) }),
  unwatch: (random) => ({ type: 'unwatch', box: id(random) }),
  send: (random) => ({ type: 'send', box: id(random), socket: count(random), payload: bytes(random) }),
  'set-mode': (random) => ({ type: 'set-mode', box: id(random), mode: mode(random) }),
  forget: (random) => ({ type: 'forget', box: id(random) }),
  'renew-pairing': () => ({ type: 'renew-pairing' }),
  'url-sent': (random) => ({ type: 'url-sent', box: id(random), url: text(random) }),
};

export const companionTypes = Object.keys(companionMakers) as readonly CompanionMessage['type'][];
export const tabTypes = Object.keys(tabMakers) as readonly TabMessage['type'][];

export const randomCompanionMessage = (
  random: Random,
  type = pick(random, companionTypes),
): CompanionMessage => companionMakers[type](random);

export const randomTabMessage = (random: Random, type = pick(random, tabTypes)): TabMessage =>
  tabMakers[type](random);
