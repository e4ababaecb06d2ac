import type { ServerResponse } from 'node:http';
import { proxyErrorStatus, type ProxyError } from './proxy-error.ts';

/** Set on every answer that is the companion's own failure, so that no service's answer can be taken for one. */
export const errorHeader = 'x-echokit-error';

interface CodedError {
  readonly code: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, string | number>>;
}

/** Body of every error of the companion's API: `{"error": {"code", "message", ...details}}`. */
const errorBody = ({ code, message, details }: CodedError): string =>
  JSON.stringify({ error: { ...details, code, message } });

const errorHeaders = (code: string): Record<string, string> => ({
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  [errorHeader]: code,
});

/** An error of the API as a response. */
export const errorResponse = (error: CodedError, status: number): Response =>
  new Response(errorBody(error), { status, headers: errorHeaders(error.code) });

export const proxyErrorResponse = (error: ProxyError): Response =>
  errorResponse(error, proxyErrorStatus[error.code]);

/** The same, for an exchange that writes to Node's own response. */
export function sendProxyError(outgoing: ServerResponse, error: ProxyError): void {
  const body = errorBody(error);
  outgoing.writeHead(proxyErrorStatus[error.code], {
    ...errorHeaders(error.code),
    'content-length': Buffer.byteLength(body),
  });
  outgoing.end(body);
}
