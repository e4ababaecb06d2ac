import type { ServerResponse } from 'node:http';
import type { Millis } from '../../../core/units.ts';
import { nextTurn, now, waitUntil } from './clock.ts';
import type { Reply } from './reply.ts';
import { noteAbort } from './request-log.ts';
import type { LogEntry } from './request-log.ts';

/**
 * Performs an answer: its first part at `startAt`, every other at its own time after the first.
 * Resolves when the answer is out, or the client has left; never rejects. What happened is noted in the entry.
 */
export async function sendReply(
  response: ServerResponse,
  reply: Reply,
  headers: Readonly<Record<string, string>>,
  startAt: Millis,
  entry: LogEntry,
): Promise<void> {
  const gone = goneSignal(response);
  await waitUntil(startAt, gone);
  if (!gone.aborted && reply.ending !== 'hang' && !(reply.ending === 'cut' && reply.parts.length === 0)) {
    entry.status = reply.status;
    response.writeHead(reply.status, { ...reply.headers, ...headers });
    await sendParts(response, reply, gone, entry);
  }
  await end(response, reply.ending, gone);
  if (gone.aborted && !response.writableFinished && reply.ending !== 'cut') {
    noteAbort(entry, entry.at.firstByteOut === null ? 'delay' : 'stream');
  }
  entry.at.end = now();
}

async function sendParts(
  response: ServerResponse,
  reply: Reply,
  gone: AbortSignal,
  entry: LogEntry,
): Promise<void> {
  const first = now();
  if (reply.parts.length === 0) {
    response.flushHeaders();
    entry.at.firstByteOut = first;
  }
  for (const { atMs, bytes } of reply.parts) {
    if (entry.at.firstByteOut === null) entry.at.firstByteOut = first;
    else {
      await waitUntil(first + atMs, gone);
      // Parts that are due together still leave apart: a reader has to cope with every split.
      await nextTurn();
    }
    if (gone.aborted) return;
    const hasRoom = response.write(bytes);
    entry.bytes += bytes.length;
    if (!hasRoom) await happened(response, 'drain', gone);
  }
}

async function end(response: ServerResponse, ending: Reply['ending'], gone: AbortSignal): Promise<void> {
  if (gone.aborted) return;
  switch (ending) {
    case 'complete':
      response.end();
      if (!response.writableFinished) await happened(response, 'finish', gone);
      return;
    case 'cut':
      // What was written must be on its way before the connection is torn.
      await nextTurn();
      response.destroy();
      return;
    case 'stall':
    case 'hang':
      await aborted(gone);
  }
}

/** Aborted as soon as the connection is closed. After a complete answer that means nothing. */
function goneSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  if (response.destroyed || response.closed) controller.abort();
  else response.once('close', () => controller.abort());
  return controller.signal;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** Resolves at the event, or when the client has left. */
function happened(response: ServerResponse, event: 'drain' | 'finish', gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      response.off(event, finish);
      gone.removeEventListener('abort', finish);
      resolve();
    };
    response.on(event, finish);
    gone.addEventListener('abort', finish);
  });
}
