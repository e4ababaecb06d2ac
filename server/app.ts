/** The companion's routes and who may use them. */
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono, type MiddlewareHandler } from 'hono';
import { discover } from './discover/discover.ts';
import type { Probe } from './discover/probes.ts';
import { echokitRoutes } from './echokit/echokit-routes.ts';
import type { Env, RequestContext } from './http/context.ts';
import {
  judgeHost,
  judgeOrigin,
  judgeSession,
  type GuardRefusal,
  type RequestFacts,
} from './http/request-guard.ts';
import { sessionHeader } from './http/session.ts';
import type { PageHandler } from './pages/built-pages.ts';
import { errorResponse } from './proxy/error-response.ts';
import type { ForwarderParts } from './proxy/forward.ts';
import { proxyPrefix, proxyRoute } from './proxy/proxy-route.ts';
import { upstreamRoutes } from './proxy/upstream-routes.ts';
import { realtimeRoutes } from './realtime/realtime-routes.ts';
import type { BuiltInVoice } from './voice/built-in-voice.ts';
import { gsvRoutes } from './voice/gsv-routes.ts';
import { speakerNames } from './voice/speakers.ts';

export interface AppParts {
  readonly version: string;
  readonly port: number;
  readonly secret: string;
  readonly isOwnHost: (host: string) => boolean;
  /** Whether pages of other origins may use the voice. */
  readonly allowCors: boolean;
  readonly proxy: ForwarderParts;
  readonly probes: readonly Probe[];
  readonly voice: BuiltInVoice;
  readonly pages: PageHandler;
  /** For faults of our own; never given bodies or keys. */
  readonly log: (line: string) => void;
}

export function createApp(parts: AppParts): Hono<Env> {
  const { secret, isOwnHost, allowCors, proxy, voice } = parts;
  const app = new Hono<Env>();

  app.use(guard((facts) => judgeHost(facts, isOwnHost)));
  app.use(
    '/api/*',
    guard((facts) => judgeOrigin(facts) ?? judgeSession(facts, secret)),
  );
  app.use('/v1/*', allowCors ? anyOrigin : guard(judgeOrigin));

  app.get('/api/status', async (c) => {
    c.header('cache-control', 'no-store');
    return c.json({ name: 'echokit-companion', version: parts.version, voice: await voiceStatus(voice) });
  });
  app.get('/api/discover', async (c) => {
    c.header('cache-control', 'no-store');
    return c.json({ services: await discover(parts.port, parts.probes) });
  });
  app.route('/api/upstreams', upstreamRoutes(proxy.upstreams, proxy.resolveName));
  app.route('/api/realtime', realtimeRoutes(proxy));
  app.route('/api/echokit', echokitRoutes(proxy));
  app.all(`${proxyPrefix}*`, (c) => proxyRoute(c, proxy));
  app.all('/api/*', () => errorResponse({ code: 'not-found', message: 'there is no such call' }, 404));

  app.route('/', gsvRoutes(voice));
  app.all('/v1/*', (c) => c.text('there is no such call', 404));

  app.all('*', async (c) => {
    await parts.pages(c.env.incoming, c.env.outgoing);
    return RESPONSE_ALREADY_SENT;
  });

  app.onError((failure) => {
    parts.log(`companion fault: ${failure.stack ?? failure.message}`);
    return errorResponse(
      { code: 'companion-fault', message: 'the companion failed; its log says more' },
      500,
    );
  });
  return app;
}

const refusals: Readonly<Record<GuardRefusal, { readonly status: 401 | 403; readonly message: string }>> = {
  'host-refused': { status: 403, message: 'this name is not one of the companion' },
  'origin-refused': { status: 403, message: 'only pages that the companion served may ask this' },
  'session-refused': { status: 401, message: 'the companion was started anew: reload the page' },
};

const guard =
  (judge: (facts: RequestFacts) => GuardRefusal | null): MiddlewareHandler<Env> =>
  async (c, next) => {
    const refusal = judge(factsOf(c));
    if (refusal === null) return next();
    const { status, message } = refusals[refusal];
    return errorResponse({ code: refusal, message }, status);
  };

const factsOf = (c: RequestContext): RequestFacts => ({
  host: c.req.header('host'),
  origin: c.req.header('origin'),
  fetchSite: c.req.header('sec-fetch-site'),
  session: c.req.header(sessionHeader),
});

/** gsv_tts's `--allow-cors true`. Set on Node's response, which the streaming routes write to. */
const anyOrigin: MiddlewareHandler<Env> = async (c, next) => {
  c.env.outgoing.setHeader('access-control-allow-origin', '*');
  if (c.req.method !== 'OPTIONS') return next();
  c.env.outgoing.setHeader('access-control-allow-methods', 'GET, POST, OPTIONS');
  c.env.outgoing.setHeader('access-control-allow-headers', 'authorization, content-type');
  return c.body(null, 204);
};

async function voiceStatus(
  voice: BuiltInVoice,
): Promise<{ engine: string; speakers: readonly string[] } | null> {
  try {
    return { engine: 'eSpeak NG', speakers: speakerNames(await voice.voices()) };
  } catch {
    return null; // the page then knows that there is no built-in voice; asking it for speech says why
  }
}
