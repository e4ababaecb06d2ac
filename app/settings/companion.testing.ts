import {
  companionOrigin,
  type CompanionLink,
  type Reach,
  type Upstream,
} from '../platform/companion/companion-link.ts';

const listed = (origin: string, rest: Partial<Upstream> = {}): Upstream => ({
  origin,
  name: new URL(origin).host,
  source: 'person',
  privateAllowed: false,
  downloadsOnly: false,
  keyed: false,
  revocable: true,
  ...rest,
});

/** A companion without a network: EchoKit's ports and a keyed OpenAI on its list, and no hesitation. */
export function scriptedCompanion(script: Partial<CompanionLink> = {}): CompanionLink {
  let upstreams: readonly Upstream[] = [
    listed('http://localhost:9091', { source: 'built-in', privateAllowed: true }),
    listed('https://api.openai.com', { source: 'configuration', keyed: true, revocable: false }),
  ];
  return {
    access: { origin: 'http://localhost:9090', session: 'secret' },
    status: () => Promise.resolve({ version: '1.0.0', voice: null }),
    upstreams: () => Promise.resolve(upstreams),
    inspect: (origin) =>
      Promise.resolve({ origin: companionOrigin(origin), reach: reachOf(origin), listed: null }),
    allow: (origin, { allowPrivate }) => {
      const added = listed(companionOrigin(origin), { privateAllowed: allowPrivate });
      upstreams = [...upstreams, added];
      return Promise.resolve(added);
    },
    revoke: (origin) => {
      upstreams = upstreams.filter((upstream) => upstream.origin !== companionOrigin(origin));
      return Promise.resolve();
    },
    discover: () => Promise.resolve([]),
    ...script,
  };
}

function reachOf(origin: string): Reach {
  if (/localhost|127\.0/.test(origin)) return 'loopback';
  return /192\.168|\.local/.test(origin) ? 'private' : 'public';
}
