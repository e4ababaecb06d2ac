/**
 * Cuts the answer of a language model into pieces for the voice while it streams in: the first one short, so that
 * speech begins early, later ones joined. It owns where pieces begin and end; what is said of markup is decided in
 * `speakable.ts`, and it has no clock: `push` and `tick` bring the time. Rules: sheet `providers.md` section 7.
 */
import { invariant } from '../assert.ts';
import type { Millis } from '../units.ts';
import { speechLanguageOf } from './languages.ts';
import { joinSpoken, type Piece } from './piece.ts';
import { addToDraft, createDraft, endLine, lettersAt, quotesAt, type DraftUnit } from './piece-draft.ts';
import { checkPieceLengths, defaultPieceLengths, type PieceLengths } from './piece-lengths.ts';
import { looksComplete } from './sentence-boundary.ts';
import { createSpeakableStream } from './speakable.ts';
import type { SpokenUnit } from './spoken-unit.ts';
import { hasLetterOrDigit } from './text-weights.ts';

export interface SentenceSplitterOptions {
  /** BCP 47 tag of the answer, for abbreviations and put-in phrases. Without one, rules that hold for all. */
  readonly language?: string;
  /** Said in place of a block of code; by default a phrase in `language`, '' for nothing. */
  readonly codePhrase?: string;
  /** The answer begins inside `<think>` without saying so. Default false. */
  readonly startsInReasoning?: boolean;
  readonly lengths?: Partial<PieceLengths>;
}

/**
 * The pieces of one answer, in order; their `raw` joined is exactly the text pushed. Without ticks the same text gives
 * the same pieces however it was chunked. Work is proportional to the text.
 */
export interface SentenceSplitter {
  push(delta: string, atMs: Millis): Piece[];
  /** Gives out what waits when nothing to say has come for `stalledMs`, up to the last place where a voice may pause. */
  tick(atMs: Millis): Piece[];
  /** Gives out the rest. No text comes after it. */
  end(): Piece[];
  /** When the next tick has something to do, or undefined while nothing waits. */
  dueAt(): Millis | undefined;
  /**
   * Raw offset up to which the text turned out to be reasoning, once a `</think>` came without an opener: pieces that
   * begin before it should not be heard. Undefined otherwise.
   */
  reasoningUntil(): number | undefined;
}

/** A piece given out because the stream stalled holds at least this many letters, unless a sentence ends there. */
const shortestStalled = 10;

export function createSentenceSplitter(options: SentenceSplitterOptions = {}): SentenceSplitter {
  const lengths = checkPieceLengths({ ...defaultPieceLengths, ...options.lengths });
  const language = speechLanguageOf(options.language);
  const speakable = createSpeakableStream({
    language,
    codePhrase: options.codePhrase,
    startsInReasoning: options.startsInReasoning,
  });
  let draft = createDraft();
  /** Raw text from `rawStart` on: what no piece holds yet. */
  let raw = '';
  let rawStart = 0;
  let index = 0;
  let first = true;
  let reasoningUntil: number | undefined;
  let ended = false;
  /** When something to say last came; undefined when nothing has since the last flush. */
  let stalledSince: Millis | undefined;

  const rules = () => ({ lengths, language, first });

  /** Cuts the draft in front of the unit at `at`; what lies behind the cut is read again, and may be cut again. */
  function cutAt(at: number, pieces: Piece[]): void {
    let rest: DraftUnit[] = [];
    for (let cut = at; cut > 0;) {
      const quotes = quotesAt(draft, cut);
      givePiece(draft.units.slice(0, cut), draft.units[cut - 1]!.end, pieces);
      rest = [...draft.units.slice(cut), ...rest];
      draft = createDraft(quotes);
      cut = 0;
      while (cut === 0 && rest.length > 0) cut = addToDraft(draft, rest.shift()!, rules());
    }
  }

  function givePiece(units: readonly DraftUnit[], end: number, pieces: Piece[]): void {
    let length = units.length;
    while (length > 0 && units[length - 1]!.text === ' ') length--;
    const { speakable: text, spans } = joinSpoken(units.slice(0, length));
    const silent = !hasLetterOrDigit(text);
    pieces.push({
      index,
      raw: raw.slice(0, end - rawStart),
      speakable: text,
      start: rawStart,
      end,
      silent,
      spans,
    });
    index++;
    if (!silent) first = false;
    raw = raw.slice(end - rawStart);
    rawStart = end;
  }

  function take(units: readonly SpokenUnit[], pieces: Piece[]): void {
    for (const unit of units) {
      switch (unit.kind) {
        case 'text': {
          const cut = addToDraft(draft, { ...unit, lineEnds: false }, rules());
          if (cut > 0) cutAt(cut, pieces);
          break;
        }
        case 'closing': {
          const last = draft.units.at(-1);
          if (last !== undefined) last.end = Math.max(last.end, unit.end);
          break;
        }
        case 'line-end': {
          const cut = endLine(draft, rules());
          if (cut > 0) cutAt(cut, pieces);
          break;
        }
        case 'block-start':
          if (draft.letters > 0) cutAt(draft.units.length, pieces);
          break;
        case 'reasoning-end':
          reasoningUntil = unit.end;
          first = true;
          draft = createDraft();
          break;
      }
    }
  }

  return {
    push(delta, atMs) {
      invariant(!ended, 'no text comes after the end');
      if (delta === '') return [];
      const pieces: Piece[] = [];
      raw += delta;
      const units = speakable.push(delta);
      // Reasoning and code come for minutes at times: for the listener the stream has stalled.
      if (units.length > 0) stalledSince = atMs;
      take(units, pieces);
      return pieces;
    },
    tick(atMs) {
      if (ended || stalledSince === undefined || atMs - stalledSince < lengths.stalledMs) return [];
      stalledSince = undefined;
      const pieces: Piece[] = [];
      take(speakable.release(), pieces);
      const at = stalledCut();
      if (at > 0) cutAt(at, pieces);
      return pieces;
    },
    end() {
      invariant(!ended, 'an answer ends once');
      ended = true;
      stalledSince = undefined;
      const pieces: Piece[] = [];
      take(speakable.finish(), pieces);
      if (raw !== '') givePiece(draft.units, rawStart + raw.length, pieces);
      return pieces;
    },
    dueAt: () =>
      stalledSince === undefined || draft.letters === 0 ? undefined : stalledSince + lengths.stalledMs,
    reasoningUntil: () => reasoningUntil,
  };

  function stalledCut(): number {
    if (draft.letters === 0) return 0;
    if (looksComplete(draft.boundary)) return draft.units.length;
    const { sentence, clause, space } = draft.cuts;
    if (lettersAt(draft, sentence) > 0 && sentence > 0) return sentence;
    const blank = draft.units.at(-1)?.text === ' ' ? draft.units.length : Math.max(clause, space);
    return lettersAt(draft, blank) >= shortestStalled ? blank : 0;
  }
}
