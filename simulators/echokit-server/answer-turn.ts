/** The answer phase: model, voice and segments. Failures are silent, as upstream's. Source: sheet `echokit.md` 4.5. */
import type { ChatHistory } from './chat-history.ts';
import type { Downlink } from './connection.ts';
import type { Engines } from './engines.ts';
import { ReplyPieces } from './reply-pieces.ts';

/** `segments`: a segment per piece of text. `whole`: one for all. `live`: sound first, then the text so far, again and again. */
export type AnswerStyle = 'segments' | 'whole' | 'live';

interface AnswerOptions {
  readonly text: string;
  readonly style: AnswerStyle;
  readonly history: ChatHistory;
  readonly engines: Engines;
  readonly send: (message: Downlink) => void;
  /** A segment is about to be sent. */
  readonly onBegin: () => void;
  /** The first sound of a segment was sent. */
  readonly onSpeech: () => void;
  readonly signal: AbortSignal;
}

interface Segment {
  readonly text: string;
  /** Empty where the voice failed. */
  readonly speech: Promise<readonly Uint8Array[]>;
}

/**
 * Asks the model, speaks the pieces of its reply in order, and sends them. EndResponse is left to the caller.
 * @returns the reply as far as it was made, whatever went wrong
 */
export async function answerTurn(options: AnswerOptions): Promise<string> {
  const { engines, signal } = options;
  let last: Promise<void> = Promise.resolve();
  let reply = '';
  const say = (piece: string) => {
    reply += piece;
    const text = piece.trim();
    const speech = engines.speak(text, signal).catch(() => []);
    last = last.then(() => sendSegment({ text, speech }, options, reply.trim()));
  };
  await tellPieces(options, say);
  await last;
  if (options.style === 'live' && reply !== '' && !signal.aborted) options.send({ event: 'EndAudio' });
  return reply;
}

/** Ends where the reply ends, is cut, or never began. */
async function tellPieces(options: AnswerOptions, say: (piece: string) => void): Promise<void> {
  const { engines, history, signal, style } = options;
  const pieces = new ReplyPieces();
  let told = '';
  const tell = (ready: readonly string[]) => {
    for (const piece of ready) {
      told += piece;
      if (style !== 'whole') say(piece);
    }
  };
  try {
    for await (const delta of engines.reply(history.ask(options.text), signal)) tell(pieces.push(delta));
    if (signal.aborted) return;
    tell(pieces.end());
    history.answer(told);
  } catch {
    // What was whole before is spoken all the same; the history keeps the question only.
    if (!signal.aborted) tell(pieces.breakOff());
  }
  if (style === 'whole' && told.trim() !== '') say(told);
}

async function sendSegment({ text, speech }: Segment, options: AnswerOptions, soFar: string): Promise<void> {
  const { send, signal, style, onBegin, onSpeech } = options;
  if (signal.aborted) return;
  onBegin();
  if (style !== 'live') send({ event: 'StartAudio', text });
  const pieces = await speech;
  if (signal.aborted) return;
  for (const [n, pcm] of pieces.entries()) {
    if (signal.aborted) return;
    send({ event: 'speech', pcm });
    if (style === 'live' && n === 0) send({ event: 'StartAudio', text: soFar });
    if (n === 0) onSpeech();
  }
  if (style !== 'live' && !signal.aborted) send({ event: 'EndAudio' });
}
