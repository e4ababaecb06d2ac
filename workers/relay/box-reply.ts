/**
 * One answer for a box: its text as it is written, its pieces spoken several at once, and told in order, each as soon as
 * all of its sound is there. When it is handed over is for the session to say.
 */
import { heardOffset, type PlayedPiece } from '../../core/speech/heard-text.ts';
import type { Piece } from '../../core/speech/piece.ts';
import { createSentenceSplitter } from '../../core/speech/sentence-splitter.ts';
import type { ReadyPiece, ReplyStage } from '../../core/echokit/server-session/session-event.ts';
import type { HeardPiece } from '../../core/echokit/server-session/playback-estimate.ts';
import type { TurnInstant } from '../../core/trace/turn-trace.ts';
import { heardRate, samplesToMillis, type Millis } from '../../core/units.ts';
import type { ChatMessage, Engines, PcmChunk } from '../../app/engines/engine.ts';
import { streamWithin } from '../conversation/calls.ts';
import type { Host } from '../conversation/host.ts';
import type { Limits } from '../conversation/limits.ts';
import { PieceSound, type ResamplerPool } from '../conversation/piece-sound.ts';
import { ReplyWriter } from '../conversation/reply-writer.ts';
import type { PieceView } from '../conversation-api.ts';
import { voiceUnfit } from './box-failure.ts';
import type { BoxEncoder } from './box-encoder.ts';

interface BoxReplyEvents {
  readonly onInstant: (instant: TurnInstant) => void;
  /** Text or pieces have changed. */
  readonly onChange: () => void;
  readonly onPiece: (piece: ReadyPiece) => void;
  /** All pieces were told. */
  readonly onEnded: () => void;
  /** There is nothing to say. */
  readonly onFailed: (stage: ReplyStage) => void;
  /** Something failed; the answer goes on without it, where it can. */
  readonly onFault: (stage: 'llm' | 'tts', cause: unknown) => void;
}

export interface BoxReplyOptions {
  readonly engines: Engines;
  readonly language: string | undefined;
  readonly host: Host;
  readonly limits: Limits;
  readonly signal: AbortSignal;
  readonly resamplers: ResamplerPool;
  readonly encoder: BoxEncoder;
  /** Sound that is told and waits to be heard. */
  readonly aheadMs: () => Millis;
  /** Told after the text: the user's own words, where nobody could recognise them. */
  readonly ownVoice?: PcmChunk;
  readonly events: BoxReplyEvents;
}

interface SpokenPiece {
  readonly piece: Piece;
  state: PieceView['state'];
  /** All of it, at 16 kHz, once it is there; empty where it could not be spoken. */
  sound: Float32Array | null;
}

export class BoxReply {
  readonly #options: BoxReplyOptions;
  readonly #writer: ReplyWriter;
  readonly #pieces: SpokenPiece[] = [];
  #heard: readonly HeardPiece[] = [];
  #running = 0;
  #failuresInRow = 0;
  #told = 0;
  #isTelling = false;
  #isWritten = false;
  #isOver = false;
  #writerFault: unknown;
  #first: { sent: boolean; sounded: boolean } = { sent: false, sounded: false };

  constructor(options: BoxReplyOptions) {
    this.#options = options;
    const { language, host, limits, signal, events } = options;
    this.#writer = new ReplyWriter({
      splitter: createSentenceSplitter(language === undefined ? {} : { language }),
      host,
      limits,
      signal,
      events: {
        onFirstText: () => events.onInstant('llmFirstToken'),
        onText: () => events.onChange(),
        onPiece: (piece) => this.#add(piece),
        onEnd: (failure) => this.#endText(failure),
      },
    });
  }

  think(messages: readonly ChatMessage[], firstTokenMs: Millis): void {
    this.#options.events.onInstant('llmSent');
    void this.#writer.think(this.#options.engines.llm, messages, firstTokenMs);
  }

  say(text: string): void {
    this.#writer.say(text);
  }

  get text(): string {
    return this.#writer.text;
  }

  get complete(): boolean {
    return this.#isWritten;
  }

  get pieces(): readonly PieceView[] {
    return this.#pieces.map(({ piece: { index, start, end }, state }) => ({ index, start, end, state }));
  }

  /** How much of it the box has played. */
  hear(heard: readonly HeardPiece[]): void {
    this.#heard = heard;
    for (const { index, playedMs, totalMs } of heard) {
      const spoken = this.#pieces[index];
      if (spoken !== undefined && playedMs >= totalMs && spoken.state === 'ready') spoken.state = 'played';
    }
  }

  /** Raw offset up to which it was heard. */
  get heard(): number {
    return heardOffset(this.#pieces.map((spoken) => this.#played(spoken)));
  }

  /** There may be room for more. */
  goOn(): void {
    this.#work();
  }

  #played({ piece, state }: SpokenPiece): PlayedPiece {
    const heard = this.#heard.find(({ index }) => index === piece.index);
    if (heard === undefined) return { piece, playback: { state: 'waiting' } };
    if (state === 'failed') return { piece, playback: { state: 'shown' } };
    const { playedMs, totalMs } = heard;
    return { piece, playback: { state: 'playing', played: playedMs, total: totalMs, rate: 1000 } };
  }

  #add(piece: Piece): void {
    if (!piece.silent) this.#options.events.onInstant('firstPiece');
    this.#pieces.push({ piece, state: piece.silent ? 'silent' : 'waiting', sound: null });
    this.#work();
    this.#options.events.onChange();
  }

  #endText(failure: unknown): void {
    const { events, ownVoice } = this.#options;
    this.#isWritten = true;
    this.#writerFault = failure;
    if (failure !== undefined) events.onFault('llm', failure);
    if (failure !== undefined && this.#writer.text.trim() === '') {
      this.#isOver = true;
      events.onFailed('llm');
      return;
    }
    if (ownVoice !== undefined) this.#addOwnVoice(ownVoice);
    this.#work();
    events.onChange();
  }

  #addOwnVoice(chunk: PcmChunk): void {
    const { length } = this.#writer.text;
    const index = this.#pieces.length;
    const piece: Piece = {
      index,
      raw: '',
      speakable: this.#writer.text,
      start: length,
      end: length,
      silent: false,
      spans: [],
    };
    const sound = new PieceSound(heardRate, this.#options.resamplers);
    this.#pieces.push({ piece, state: 'ready', sound: joined([...sound.push(chunk), ...sound.finish()]) });
  }

  #work(): void {
    const { signal, limits } = this.#options;
    if (signal.aborted || this.#isOver) return;
    for (const spoken of this.#pieces) {
      if (spoken.state !== 'waiting') continue;
      if (this.#failuresInRow >= limits.failedPieces) this.#fail(spoken);
      else if (this.#running < limits.inFlight && this.#options.aheadMs() <= limits.aheadMs) {
        this.#running += 1;
        void this.#synthesise(spoken);
      }
    }
    void this.#tell();
  }

  async #synthesise(spoken: SpokenPiece): Promise<void> {
    const { engines, language, signal, host, limits, events, resamplers } = this.#options;
    const { piece } = spoken;
    const { tts } = engines;
    spoken.state = 'synthesising';
    if (!this.#first.sent) events.onInstant('ttsSent');
    this.#first.sent = true;
    const sound = new PieceSound(heardRate, resamplers);
    const parts: Float32Array[] = [];
    try {
      if (tts.output !== 'pcm') throw voiceUnfit();
      const chunks = streamWithin(
        (callSignal) =>
          tts.synthesize(piece.speakable, {
            signal: callSignal,
            ...(language === undefined ? {} : { language }),
          }),
        { firstMs: limits.firstByteMs, idleMs: limits.byteIdleMs },
        { signal, host, limits, retries: limits.pieceRetries, mayHelp: () => true },
      );
      for await (const chunk of chunks) {
        if (signal.aborted) return;
        parts.push(...sound.push(chunk));
        if (!this.#first.sounded && parts.length > 0) events.onInstant('ttsFirstByte');
        this.#first.sounded ||= parts.length > 0;
      }
      parts.push(...sound.finish());
      if (signal.aborted) return;
      spoken.sound = joined(parts);
      if (spoken.sound.length === 0) this.#fail(spoken);
      else {
        spoken.state = 'ready';
        this.#failuresInRow = 0;
      }
    } catch (cause) {
      if (signal.aborted) return;
      this.#failuresInRow += 1;
      this.#fail(spoken);
      events.onFault('tts', cause);
    } finally {
      this.#running -= 1;
    }
    this.#work();
    events.onChange();
  }

  #fail(spoken: SpokenPiece): void {
    spoken.state = 'failed';
    spoken.sound = new Float32Array(0);
  }

  /** Whatever is next and complete, one after the other: encoding one takes a moment. */
  async #tell(): Promise<void> {
    if (this.#isTelling) return;
    this.#isTelling = true;
    try {
      for (let spoken = this.#pieces[this.#told]; spoken !== undefined; spoken = this.#pieces[this.#told]) {
        const { piece, sound, state } = spoken;
        if (state !== 'silent') {
          if (sound === null) return;
          const chunks = await this.#options.encoder.encode(sound);
          if (this.#options.signal.aborted) return;
          spoken.sound = new Float32Array(0);
          const ms = chunks.length === 0 ? 0 : samplesToMillis(sound.length, heardRate);
          this.#options.events.onPiece({ index: piece.index, text: piece.speakable, chunks, ms });
        }
        this.#told += 1;
      }
    } finally {
      this.#isTelling = false;
    }
    this.#end();
  }

  #end(): void {
    const { signal, events } = this.#options;
    if (!this.#isWritten || this.#isOver || signal.aborted || this.#told < this.#pieces.length) return;
    this.#isOver = true;
    const spoken = this.#pieces.filter(({ state }) => state !== 'silent');
    if (spoken.length === 0 && this.#writerFault !== undefined) {
      events.onFailed('llm');
      return;
    }
    // Nothing of it can be said: it is shown.
    const text = this.#writer.text.trim();
    if (spoken.length === 0 && text !== '') events.onPiece({ index: 0, text, chunks: [], ms: 0 });
    events.onEnded();
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
