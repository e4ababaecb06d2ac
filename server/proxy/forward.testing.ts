/** Services and calls of the proxy's tests. */
import {
  request,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
} from 'node:http';
import { allowed, sessionOf, startCompanion, startService, type Service } from '../companion.testing.ts';
import type { Companion } from '../create-companion.ts';
import type { ProxyLimits } from './forward.ts';

export interface Proxied {
  readonly service: Service;
  readonly companion: Companion;
  readonly session: Record<string, string>;
}

/** A service, and a companion that may call it. */
export async function companionFor(
  listener: RequestListener,
  { headers = {}, limits = {} }: { headers?: Record<string, string>; limits?: Partial<ProxyLimits> } = {},
): Promise<Proxied> {
  const service = await startService(listener);
  const companion = await startCompanion({ upstreams: [allowed(service.origin, headers)], limits });
  return { service, companion, session: await sessionOf(companion) };
}

export async function textOf(incoming: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of incoming) text += String(chunk);
  return text;
}

interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Answers with what it was asked. */
export const echo: RequestListener = (incoming, outgoing) => {
  const { method, url, headers } = incoming;
  void textOf(incoming).then((body) => outgoing.end(JSON.stringify({ method, url, headers, body })));
};
export const echoOf = (answer: { readonly text: string }): Echo => JSON.parse(answer.text) as Echo;

/** A POST whose body the test writes bit by bit. */
export function openUpload({ companion, service, session }: Proxied): ClientRequest {
  const outgoing = request({
    host: '127.0.0.1',
    port: companion.port,
    path: service.proxied('/upload'),
    method: 'POST',
    agent: false,
    headers: { host: `localhost:${companion.port}`, ...session },
  });
  outgoing.on('error', () => undefined); // tests destroy it on purpose
  return outgoing;
}
