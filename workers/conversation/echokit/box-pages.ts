/** What the session does to the pages of turns: texts, instants, outcomes, and the recordings that are kept. */
import { float32ToInt16 } from '../../../core/audio/pcm.ts';
import type { EffectOf, TurnId } from '../../../core/echokit/box-session/session-effect.ts';
import type { TurnInstant } from '../../../core/trace/turn-trace.ts';
import type { Millis } from '../../../core/units.ts';
import type { BackendTools } from '../backend.ts';
import type { BoxSpeaker } from './box-speaker.ts';

export class BoxPages {
  readonly #tools: BackendTools;
  /** Turns whose utterance was handed over for keeping: a failed turn is closed again after another try. */
  readonly #recorded = new Set<TurnId>();

  constructor(tools: BackendTools) {
    this.#tools = tools;
  }

  begin(): void {
    this.#recorded.clear();
    this.#tools.keeper.forget();
  }

  open({ turn, source, text }: EffectOf<'open-turn'>, at: Millis): void {
    this.#tools.book.open(turn, source, at, text);
  }

  /** The first span of a turn is its beginning, every other one what is to be kept. */
  setSpan({ turn, start, end }: EffectOf<'set-span'>): void {
    const { book, keeper } = this.#tools;
    const isBeginning = book.audioStartOf(turn) === undefined;
    book.setSpan(turn, { start, end });
    if (!isBeginning && end > start) keeper.keep(turn, { start, end });
  }

  showUser({ turn, text, final }: EffectOf<'show-user-text'>): void {
    this.#tools.book.setUser(turn, { text, partial: !final });
  }

  note({ turn, instant }: EffectOf<'note'>, at: Millis, heard: number): void {
    const { book } = this.#tools;
    book.note(turn, instant, at);
    if (instant === 'hardEnd') this.#noteVoice(turn, heard);
    if (instant === 'released') book.setStatus(turn, 'thinking');
  }

  noteSound(turn: TurnId, instant: TurnInstant, at: Millis): void {
    this.#tools.book.note(turn, instant, at);
  }

  close({ turn, outcome, failure, retryable = false }: EffectOf<'close-turn'>, url: string): void {
    const { book } = this.#tools;
    book.setStatus(turn, outcome);
    book.setUser(turn, { partial: false, ...(outcome === 'dropped' ? { droppedBecause: 'empty' } : {}) });
    if (failure !== undefined) {
      const { stage, code, waitedMs } = failure;
      const details = { url, ...(waitedMs === undefined ? {} : { waitedMs }) };
      book.fail(turn, { stage, code, message: `the EchoKit server: ${code}`, details, retryable });
    }
    if (outcome !== 'dropped') this.#recordUser(turn);
  }

  showReply(speaker: BoxSpeaker, isSpeaking: boolean): void {
    this.#tools.book.setReply(speaker.turn, speaker.view(isSpeaking));
  }

  setHeard(turn: TurnId, heard: number): void {
    const { book } = this.#tools;
    book.setReply(turn, { ...book.replyOf(turn), heard });
  }

  recordReply(speaker: BoxSpeaker): void {
    const recording = speaker.recording();
    if (recording.pcm.length > 0)
      this.#tools.recorded({ turn: speaker.turn, side: 'assistant', ...recording });
  }

  #recordUser(turn: TurnId): void {
    const utterance = this.#tools.keeper.of(turn);
    if (utterance === undefined || this.#recorded.has(turn)) return;
    this.#recorded.add(turn);
    const { samples, sampleRate } = utterance;
    this.#tools.recorded({ turn, side: 'user', pcm: float32ToInt16(samples), sampleRate });
  }

  /** When the user really fell silent, as well as our own detector can tell. */
  #noteVoice(turn: TurnId, end: number): void {
    const { book, log } = this.#tools;
    const start = book.audioStartOf(turn);
    if (start === undefined) return;
    const span = { start, end };
    const instants = {
      voiceStart: log.voiceStart(span),
      lastVoiced: log.lastVoiced(span),
      firstLow: log.firstLow(span),
    };
    for (const [instant, at] of Object.entries(instants))
      if (at !== undefined) book.note(turn, instant as keyof typeof instants, at);
  }
}
