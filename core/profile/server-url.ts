/** The WebSocket address of a server that answers, as people write it. */
import { err, ok, type Result } from '../result.ts';

/** `not-url`: no address at all; `not-websocket`: another scheme than ws and wss (http and https are understood). */
export type ServerUrlError = 'empty' | 'not-url' | 'not-websocket' | 'credentials';

export interface ServerUrl {
  /** With `ws:` or `wss:`, without a slash at its end. */
  readonly url: string;
  /** For people: `host[:port]`. */
  readonly host: string;
  /** Of its keys: `https://api.openai.com`. */
  readonly origin: string;
}

/** An address without a scheme is taken as `ws://`. Never throws. */
export function readServerUrl(text: string): Result<ServerUrl, ServerUrlError> {
  const trimmed = text.trim();
  if (trimmed === '') return err('empty');
  const [, scheme, rest] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(trimmed) ?? [];
  const secure: Readonly<Record<string, boolean>> = { ws: false, http: false, wss: true, https: true };
  const isSecure = secure[(scheme ?? 'ws').toLowerCase()];
  if (isSecure === undefined) return err('not-websocket');
  const [, authority, path] = /^([^/?#]*)(.*)$/s.exec(rest ?? '') ?? [];
  if (authority === undefined || authority === '' || /[\s\\]/.test(authority)) return err('not-url');
  if (authority.includes('@')) return err('credentials');
  if (!/^(\[[0-9a-f:.]+\]|[^:[\]]+)(:\d{1,5})?$/i.test(authority)) return err('not-url');
  const port = Number(/:(\d+)$/.exec(authority)?.[1] ?? 80);
  if (port > 65_535) return err('not-url');
  const host = authority.toLowerCase();
  const place = (path ?? '').replace(/#.*$/s, '').replace(/\/+$/, '');
  return ok({
    url: `${isSecure ? 'wss' : 'ws'}://${host}${place}`,
    host,
    origin: `${isSecure ? 'https' : 'http'}://${host.replace(isSecure ? /:443$/ : /:80$/, '')}`,
  });
}
