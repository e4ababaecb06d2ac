/** A simulated box of the load: one socket that sends as a real one does, on a clock of its own. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { frameEveryMs, framesPerTurn, noise, startChat, upFrame } from './relay-load.ts';

export async function openSocket(url: string, hear: (payload: Buffer | string) => void): Promise<WebSocket> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  socket.on('message', (data: Buffer, isBinary) => hear(isBinary ? data : data.toString()));
  await once(socket, 'open');
  return socket;
}

/** Where a box is in its first turn when the talk begins, from 0 to 1: neither frames nor answers of all come at once. */
const placeInTurn = (box: number): number => noise(4, box + 1).readUInt32LE() / 2 ** 32;

const framesBefore = (box: number): number => Math.floor(placeInTurn(box) * framesPerTurn);

/**
 * Sends a frame each 512 ms, and StartChat before the first of a turn; of its first turn only the rest.
 * @param say sends it on every way that is compared
 * @returns resolves when all turns are said
 */
export async function talk(
  box: number,
  turns: number,
  say: (payload: Buffer | string) => void,
): Promise<void> {
  const first = framesBefore(box);
  const begunAt = performance.now() + ((placeInTurn(box) * framesPerTurn) % 1) * frameEveryMs;
  for (let n = first; n < turns * framesPerTurn; n += 1) {
    const waitMs = begunAt + (n - first) * frameEveryMs - performance.now();
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    if (n === first || n % framesPerTurn === 0) say(startChat);
    say(upFrame(box, n));
  }
}

/** Calls `answer` after the last frame of each turn. @returns to be told of every message from the box */
export function answerTurns(
  box: number,
  answer: (turn: number) => void,
): (payload: Uint8Array | string) => void {
  let frames = framesBefore(box);
  return (payload) => {
    if (typeof payload === 'string') return;
    frames += 1;
    if (frames % framesPerTurn === 0) answer(frames / framesPerTurn);
  };
}
