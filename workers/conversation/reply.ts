/** One reply: its text as it is written, its sound as it is made, and what became of both. Owned by one attempt. */
import { heardOffset, spokenWordOffset } from '../../core/speech/heard-text.ts';
import { createSentenceSplitter } from '../../core/speech/sentence-splitter.ts';
import type { AttemptId, TurnId } from '../../core/turn/turn-state.ts';
import type { TurnInstant } from '../../core/trace/turn-trace.ts';
import type { Millis } from '../../core/units.ts';
import type { ChatMessage, Engines, PcmChunk } from '../../app/engines/engine.ts';
import type { PieceView } from '../conversation-api.ts';
import { DirectSpeaker } from './direct-speaker.ts';
import type { Host } from './host.ts';
import type { Limits } from './limits.ts';
import type { MouthNews } from './mouth.ts';
import { PcmSpeaker } from './pcm-speaker.ts';
import type { ResamplerPool } from './piece-sound.ts';
import type { PlayerMouth } from './player-mouth.ts';
import { ReplyWriter } from './reply-writer.ts';
import type { Speaker } from './speaker.ts';

interface ReplyEvents {
  readonly onInstant: (instant: TurnInstant) => void;
  /** Text, pieces or heard part have changed. */
  readonly onChange: () => void;
  /** Something failed and the reply goes on without it. */
  readonly onFault: (stage: 'llm' | 'tts', cause: unknown) => void;
  /** Nothing of it will be heard. */
  readonly onFailed: (stage: 'llm' | 'tts', cause: unknown) => void;
  /** It is complete and has nothing to be heard. */
  readonly onSilent: () => void;
}

export interface ReplyOptions {
  readonly turn: TurnId;
  readonly attempt: AttemptId;
  readonly engines: Engines;
  readonly mouth: PlayerMouth;
  readonly resamplers: ResamplerPool;
  /** BCP 47, absent for automatic. */
  readonly language: string | undefined;
  readonly host: Host;
  readonly limits: Limits;
  readonly signal: AbortSignal;
  readonly events: ReplyEvents;
  /** News of a voice that speaks by itself. */
  readonly tell: (news: MouthNews) => void;
  /** Played after the text: the user's own words, where nobody could recognise them. */
  readonly ownVoice?: PcmChunk;
}

/** Some five seconds of speech. */
const echoLetters = 80;

export class Reply {
  readonly turn: TurnId;
  readonly attempt: AttemptId;
  readonly #options: ReplyOptions;
  readonly #writer: ReplyWriter;
  readonly #speaker: Speaker;
  readonly #pieces: PieceView[] = [];
  #complete = false;
  #pieceFault: unknown;
  #writerFault: unknown;
  #spoke = false;

  constructor(options: ReplyOptions) {
    this.#options = options;
    this.turn = options.turn;
    this.attempt = options.attempt;
    const { language, host, limits, signal } = options;
    this.#speaker = this.#createSpeaker();
    this.#writer = new ReplyWriter({
      splitter: createSentenceSplitter(language === undefined ? {} : { language }),
      host,
      limits,
      signal,
      events: {
        onFirstText: () => options.events.onInstant('llmFirstToken'),
        onText: () => options.events.onChange(),
        onPiece: (piece) => {
          if (!piece.silent) options.events.onInstant('firstPiece');
          const { index, start, end } = piece;
          this.#pieces.push({ index, start, end, state: piece.silent ? 'silent' : 'waiting' });
          this.#speaker.add(piece);
        },
        onEnd: (failure) => this.#endText(failure),
      },
    });
  }

  think(messages: readonly ChatMessage[], firstTokenMs: Millis): void {
    void this.#writer.think(this.#options.engines.llm, messages, firstTokenMs);
  }

  say(text: string): void {
    this.#writer.say(text);
  }

  get text(): string {
    return this.#writer.text;
  }

  get complete(): boolean {
    return this.#complete;
  }

  get pieces(): readonly PieceView[] {
    return this.#pieces;
  }

  /** Raw offset just after the word that sounds now. */
  get spoken(): number {
    return spokenWordOffset(this.#speaker.played());
  }

  /** Raw offset behind the last word that was heard. */
  get heard(): number {
    return heardOffset(this.#speaker.played());
  }

  /** Its text around the playhead: an echo is a little late, a playhead a little rough. */
  get spokenNow(): string {
    return this.text.slice(Math.max(0, this.heard - echoLetters), this.heard + echoLetters / 2);
  }

  recording(): ReturnType<Speaker['recording']> {
    return this.#speaker.recording();
  }

  release(): void {
    this.#speaker.release();
  }

  hold(): void {
    this.#speaker.hold();
  }

  pause(): void {
    this.#speaker.pause();
  }

  resume(): void {
    this.#speaker.resume();
  }

  duck(): void {
    this.#speaker.duck();
  }

  restore(): void {
    this.#speaker.restore();
  }

  flush(): void {
    this.#speaker.flush();
  }

  /** @returns false where sound was lost with the player there was */
  moveTo(mouth: PlayerMouth): boolean {
    return this.#speaker.moveTo(mouth);
  }

  hear(news: MouthNews): void {
    if (news.type === 'first-sample') this.#spoke = true;
    this.#speaker.hear(news);
    if (news.type === 'playhead' || news.type === 'drained') this.#options.events.onChange();
  }

  #createSpeaker(): Speaker {
    const { attempt, engines, mouth, resamplers, language, host, limits, signal, events, tell } =
      this.#options;
    const speakerEvents = {
      onVoiceSent: () => events.onInstant('ttsSent'),
      onFirstSound: () => events.onInstant('ttsFirstByte'),
      onHandedOver: () => events.onInstant('audioToPlayer'),
      onPieceState: (index: number, state: PieceView['state']) => this.#setPiece(index, state),
      onPieceFailed: (_: number, cause: unknown) => {
        this.#pieceFault ??= cause;
        events.onFault('tts', cause);
      },
      onUnheard: (cause: unknown) => events.onFailed('tts', cause),
      onSilent: () => this.#endSilent(),
    };
    const shared = { reply: attempt, language, host, limits, signal, events: speakerEvents };
    return engines.tts.output === 'pcm'
      ? new PcmSpeaker({ ...shared, voice: engines.tts, mouth, resamplers })
      : new DirectSpeaker({ ...shared, voice: engines.tts, tell });
  }

  #endText(failure: unknown): void {
    const { events, ownVoice } = this.#options;
    this.#complete = true;
    this.#writerFault = failure;
    if (failure !== undefined && this.#writer.text === '') {
      events.onFailed('llm', failure);
      return;
    }
    if (failure !== undefined) events.onFault('llm', failure);
    if (ownVoice !== undefined && this.#speaker instanceof PcmSpeaker) {
      const { length } = this.#writer.text;
      const index = this.#pieces.length;
      this.#pieces.push({ index, start: length, end: length, state: 'ready' });
      this.#speaker.addSound(
        { index, raw: '', speakable: '', start: length, end: length, silent: false, spans: [] },
        ownVoice,
      );
    }
    this.#speaker.finish();
    events.onChange();
  }

  #endSilent(): void {
    const { events } = this.#options;
    if (this.#spoke) return;
    if (this.#pieceFault !== undefined) events.onFailed('tts', this.#pieceFault);
    else if (this.#writerFault !== undefined) events.onFailed('llm', this.#writerFault);
    else events.onSilent();
  }

  #setPiece(index: number, state: PieceView['state']): void {
    const at = this.#pieces.findIndex((piece) => piece.index === index);
    const piece = this.#pieces[at];
    if (piece === undefined || piece.state === state) return;
    this.#pieces[at] = { ...piece, state };
    this.#options.events.onChange();
  }
}
