import type { WebSocket } from 'ws';

export interface KeepAliveTimes {
  readonly pingEveryMs: number;
  /** Longer than the longest segment: a box reads nothing while it plays one, pings included. */
  readonly silentForMs: number;
}

/** Source: issue 3, section 4; sheet `echokit.md` 4.8. */
export const usualKeepAlive: KeepAliveTimes = { pingEveryMs: 20_000, silentForMs: 120_000 };

/**
 * Pings an open socket until it closes; calls `onSilent` once if neither a pong nor a frame came for too long. Time in
 * which we ourselves did not read does not count, nor does time in which this computer slept: silence is counted in
 * pings without an answer.
 */
export function keepAlive(socket: WebSocket, times: KeepAliveTimes, onSilent: () => void): void {
  const mostUnanswered = Math.ceil(times.silentForMs / times.pingEveryMs);
  let unanswered = 0;
  const heard = () => (unanswered = 0);
  for (const sign of ['message', 'ping', 'pong'] as const) socket.on(sign, heard);
  const timer = setInterval(() => {
    if (socket.isPaused) unanswered = 0;
    else if (unanswered >= mostUnanswered) {
      clearInterval(timer);
      onSilent();
      return;
    }
    unanswered += 1;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, times.pingEveryMs);
  socket.once('close', () => clearInterval(timer));
}
