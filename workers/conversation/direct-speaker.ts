/**
 * Pieces for a voice that speaks by itself and gives no samples (speechSynthesis), one after the other. How far it is
 * tells its word events; where it has none the usual pace of speech is assumed. It cannot pause inside a word: a pause
 * stops it, and going on begins with the word that was cut off.
 */
import type { PlayedPiece } from '../../core/speech/heard-text.ts';
import type { Piece } from '../../core/speech/piece.ts';
import type { DirectVoice } from '../../app/engines/engine.ts';
import type { PieceView } from '../conversation-api.ts';
import type { ReplyId } from '../player-api.ts';
import type { Host } from './host.ts';
import type { Limits } from './limits.ts';
import type { MouthNews } from './mouth.ts';
import type { Speaker, SpeakerEvents } from './speaker.ts';
import { within } from './calls.ts';

export interface DirectSpeakerOptions {
  readonly reply: ReplyId;
  readonly voice: DirectVoice;
  readonly language: string | undefined;
  readonly host: Host;
  readonly limits: Limits;
  readonly signal: AbortSignal;
  readonly events: SpeakerEvents;
  readonly tell: (news: MouthNews) => void;
}

interface Utterance {
  readonly piece: Piece;
  state: PieceView['state'];
}

/** The piece being spoken. */
interface Current {
  readonly index: number;
  readonly controller: AbortController;
  /** Offset in the speakable text where this call began. */
  readonly from: number;
  startedAt: number | null;
  /** By the voice's own word events. */
  word: number | null;
}

/** Letters of a usual voice in a second. */
const lettersPerSecond = 14;
/** Speech that takes several times as long as usual will not end. */
const patienceFactor = 3;

export class DirectSpeaker implements Speaker {
  readonly #options: DirectSpeakerOptions;
  readonly #pieces: Utterance[] = [];
  #gate: 'held' | 'open' | 'shut' = 'held';
  #ended = false;
  #over = false;
  #spoke = false;
  #sent = false;
  #failuresInRow = 0;
  #next = 0;
  /** Where the next call begins in its piece: later than 0 after a pause. */
  #from = 0;
  #current: Current | null = null;

  constructor(options: DirectSpeakerOptions) {
    this.#options = options;
  }

  add(piece: Piece): void {
    const state = piece.silent ? 'silent' : 'waiting';
    this.#pieces.push({ piece, state });
    this.#options.events.onPieceState(piece.index, state);
    this.#work();
  }

  finish(): void {
    this.#ended = true;
    this.#work();
  }

  release(): void {
    if (this.#gate === 'shut') return;
    this.#gate = 'open';
    this.#work();
  }

  hold(): void {
    if (this.#gate === 'open') this.#stop('held');
  }

  pause(): void {
    if (this.#gate === 'shut') return;
    this.#stop('held');
    this.#options.tell({ type: 'silent', at: this.#options.host.now() });
  }

  resume(): void {
    this.release();
  }

  /** A voice of the browser cannot be lowered while it speaks. */
  duck(): void {
    return;
  }

  restore(): void {
    return;
  }

  flush(): void {
    if (this.#gate === 'shut') return;
    this.#stop('shut');
    this.#options.tell({ type: 'silent', at: this.#options.host.now() });
  }

  /** Its voice needs no player. */
  moveTo(): boolean {
    return true;
  }

  hear(_: MouthNews): void {
    return;
  }

  played(): readonly PlayedPiece[] {
    return this.#pieces.map(({ piece, state }, index) => {
      if (state === 'failed') return { piece, playback: { state: 'shown' } };
      if (index < this.#next) return { piece, playback: { state: 'played' } };
      if (index > this.#next) return { piece, playback: { state: 'waiting' } };
      const said = this.#current === null ? this.#from : this.#said(this.#current);
      const total = piece.speakable.length;
      // Letters stand for samples: only their share of the whole counts.
      return { piece, playback: { state: 'playing', played: Math.min(said, total), total, rate: 1 } };
    });
  }

  recording(): null {
    return null;
  }

  #work(): void {
    if (this.#gate !== 'open' || this.#current !== null || this.#over) return;
    const { limits, events, tell, reply, host } = this.#options;
    for (;;) {
      const spoken = this.#pieces[this.#next];
      if (spoken === undefined) break;
      if (spoken.state === 'waiting' && this.#failuresInRow >= limits.failedPieces)
        this.#setState(spoken, 'failed');
      if (spoken.state !== 'silent' && spoken.state !== 'failed') {
        void this.#speak(spoken, 0);
        return;
      }
      this.#next += 1;
    }
    if (!this.#ended) return;
    this.#over = true;
    if (this.#spoke) tell({ type: 'drained', reply, at: host.now() });
    else events.onSilent();
  }

  async #speak(spoken: Utterance, tries: number): Promise<void> {
    const { voice, language, signal, host, limits, events } = this.#options;
    const current: Current = {
      index: this.#next,
      controller: new AbortController(),
      from: this.#from,
      startedAt: null,
      word: null,
    };
    this.#current = current;
    this.#setState(spoken, 'synthesising');
    if (!this.#sent) {
      this.#sent = true;
      events.onVoiceSent();
    }
    const text = spoken.piece.speakable.slice(current.from);
    const patience = limits.firstByteMs + (text.length / lettersPerSecond) * 1000 * patienceFactor;
    try {
      const call = voice.speak(text, {
        signal: AbortSignal.any([signal, current.controller.signal]),
        ...(language === undefined ? {} : { language }),
        onStart: () => this.#onStart(current, spoken),
        onWord: (charIndex) => {
          current.word = current.from + charIndex;
          const { index } = spoken.piece;
          this.#options.tell({
            type: 'playhead',
            reply: this.#options.reply,
            piece: index,
            sampleInPiece: current.word,
            at: host.now(),
          });
        },
      });
      await within(call, patience, signal, host);
    } catch (cause) {
      if (this.#current !== current) return;
      this.#current = null;
      if (signal.aborted || current.controller.signal.aborted) return;
      current.controller.abort();
      if (current.startedAt === null && tries < limits.pieceRetries) {
        await this.#speak(spoken, tries + 1);
        return;
      }
      this.#failuresInRow += 1;
      events.onPieceFailed(spoken.piece.index, cause);
      this.#setState(spoken, 'failed');
      this.#advance();
      return;
    }
    if (this.#current !== current) return;
    this.#current = null;
    this.#failuresInRow = 0;
    // A voice that never says it began has been heard all the same.
    this.#onStart(current, spoken);
    this.#setState(spoken, 'played');
    const { reply, tell } = this.#options;
    tell({ type: 'piece-ended', reply, piece: spoken.piece.index, at: host.now() });
    this.#advance();
  }

  #onStart(current: Current, spoken: Utterance): void {
    if (current.startedAt !== null) return;
    const { reply, tell, host, events } = this.#options;
    const at = host.now();
    current.startedAt = at;
    if (!this.#spoke) {
      this.#spoke = true;
      events.onFirstSound();
      events.onHandedOver();
      tell({ type: 'first-sample', reply, at });
    }
    this.#setState(spoken, 'playing');
    tell({ type: 'piece-started', reply, piece: spoken.piece.index, at });
  }

  #advance(): void {
    this.#next += 1;
    this.#from = 0;
    this.#work();
  }

  #stop(gate: 'held' | 'shut'): void {
    this.#gate = gate;
    const current = this.#current;
    if (current === null) return;
    this.#from = Math.floor(this.#said(current));
    const spoken = this.#pieces[current.index];
    if (spoken !== undefined) this.#from = wordStart(spoken.piece.speakable, this.#from);
    this.#current = null;
    current.controller.abort();
  }

  /** Offset in the speakable text that the voice has come to. */
  #said({ from, startedAt, word }: Current): number {
    if (word !== null) return word;
    if (startedAt === null) return from;
    return from + ((this.#options.host.now() - startedAt) / 1000) * lettersPerSecond;
  }

  #setState(spoken: Utterance, state: PieceView['state']): void {
    if (spoken.state === state) return;
    spoken.state = state;
    this.#options.events.onPieceState(spoken.piece.index, state);
  }
}

/** Where the word at this offset begins. */
function wordStart(text: string, offset: number): number {
  const space = text.lastIndexOf(' ', Math.min(offset, text.length) - 1);
  return space < 0 ? 0 : space + 1;
}
