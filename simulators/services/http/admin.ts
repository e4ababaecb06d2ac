/** The stand-in's own paths: what was asked of it, and what it shall do next. Never logged, never faulty. */
import type { IncomingMessage } from 'node:http';
import { jsonReply, wholeReply } from './reply.ts';
import type { Reply } from './reply.ts';
import { readBody } from './read-body.ts';
import type { RequestLog } from './request-log.ts';
import type { ServiceSettings } from '../settings.ts';
import type { Result } from '../../../core/result.ts';

/** What the admin paths work on. */
export interface AdminTarget {
  readonly log: RequestLog;
  settings(): ServiceSettings;
  control(change: unknown): Result<ServiceSettings, string>;
  /** Back to how the server was started. */
  resetSettings(): ServiceSettings;
}

export const isAdminPath = (path: string): boolean => path.startsWith('/_');

/** Answers a request to `/_log`, `/_log/N.wav` or `/_control`. */
export async function answerAdmin(
  request: IncomingMessage,
  path: string,
  target: AdminTarget,
): Promise<Reply> {
  const { method } = request;
  const upload = /^\/_log\/(\d+)\.wav$/.exec(path)?.[1];
  if (method === 'GET' && path === '/_log') return jsonReply(target.log.entries);
  if (method === 'DELETE' && path === '/_log') {
    target.log.clear();
    return { status: 204, headers: {}, parts: [], ending: 'complete' };
  }
  if (method === 'GET' && upload !== undefined) {
    const bytes = target.log.uploadOf(Number(upload));
    if (bytes !== undefined) return wholeReply(200, 'audio/wav', bytes);
    return jsonReply({ error: `no upload is kept for request ${upload}` }, 404);
  }
  if (path === '/_control') {
    if (method === 'GET') return jsonReply(target.settings());
    if (method === 'DELETE') return jsonReply(target.resetSettings());
    if (method === 'POST') return control(request, target);
  }
  return jsonReply({ error: `${method ?? ''} ${path} is not one of the stand-in's own paths` }, 404);
}

async function control(request: IncomingMessage, target: AdminTarget): Promise<Reply> {
  const body = await readBody(request);
  if (body.kind !== 'whole') return jsonReply({ error: 'the request was not read to its end' }, 400);
  let change: unknown;
  try {
    change = JSON.parse(body.bytes.toString('utf8'));
  } catch {
    return jsonReply({ error: 'the body is not JSON' }, 400);
  }
  const changed = target.control(change);
  return changed.ok ? jsonReply(changed.value) : jsonReply({ error: changed.error }, 400);
}
