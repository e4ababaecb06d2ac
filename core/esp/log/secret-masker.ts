/** Masks the secrets of a box's lines. It remembers those that it saw, and shows them nowhere again. */
import type { Replacement, StyledText } from './ansi.ts';
import { findSecrets } from './find-secrets.ts';
import { readHeader } from './log-header.ts';
import { utf8Length } from './lossy-text.ts';

/** Stands for a secret of any length. */
export const mask = '••••••••';
/** A shorter word is found everywhere; Wi-Fi has none that are. */
const leastRemembered = 8;
const mostRemembered = 8;
/** A password with line ends in it goes on in lines of its own. */
const mostContinued = 8;
/** Longer than any label in front of a secret. */
const contextLength = 64;
/** What comes without a header, and is no rest of a password. */
const ownLine =
  /^(ESP-ROM|Build:|rst:|SPIWP|mode:|load:|entry|Guru|Core |Backtrace|Rebooting|thread|abort|waiting|$)/;

export interface MaskedLine {
  readonly replacements: readonly Replacement[];
  /** Bytes of the password that the line names, null where it names none. */
  readonly passwordBytes: number | null;
}

export class SecretMasker {
  #remembered: readonly string[] = [];
  /** The piece before this one: labels may be cut between the two. */
  #context = '';
  /** A secret goes on in the next piece, or may go on in the next line. */
  #open: 'no' | 'piece' | 'line' = 'no';
  /** What is open began with a quote. */
  #isQuoted = false;
  #continued = 0;

  /** @param isEnded false for a piece of a line that is too long */
  take(line: StyledText, isEnded: boolean): MaskedLine {
    const masked = this.#mask(line, isEnded ? 'line' : 'piece');
    for (const value of masked.values) this.#remember(value);
    if (!masked.isContinuation) this.#continued = 0;
    else if (isEnded) this.#continued += 1;
    if (!masked.isOpen) this.#open = 'no';
    else if (!isEnded) this.#open = 'piece';
    else this.#open = this.#continued < mostContinued ? 'line' : 'no';
    this.#isQuoted = masked.isQuoted;
    this.#context = isEnded ? '' : (this.#context + line.text).slice(-contextLength);
    const password = masked.values[0];
    return {
      replacements: masked.replacements,
      passwordBytes: password === undefined ? null : utf8Length(password),
    };
  }

  /** Of a line that has not ended; nothing is remembered of it. */
  look(line: StyledText): readonly Replacement[] {
    return this.#mask(line, 'partial').replacements;
  }

  #mask(
    { text, spans, style }: StyledText,
    kind: 'line' | 'piece' | 'partial',
  ): {
    readonly replacements: readonly Replacement[];
    readonly values: readonly string[];
    readonly isOpen: boolean;
    readonly isQuoted: boolean;
    readonly isContinuation: boolean;
  } {
    const wasColoured = spans.some((span) => span.style.color !== undefined);
    // In colour, a message ends where its colour does.
    const isReset = wasColoured && style.color === undefined;
    if (this.#open === 'piece' || (this.#open === 'line' && this.#goesOn(text, kind))) {
      const isOver = kind === 'line' && (isReset || (this.#isQuoted && text.trimEnd().endsWith('"')));
      return {
        replacements: text === '' ? [] : [{ start: 0, end: text.length, by: mask }],
        values: [],
        isOpen: !isOver,
        isQuoted: this.#isQuoted,
        isContinuation: true,
      };
    }
    const whole = this.#context + text;
    const found = findSecrets(whole, {
      isPiece: kind !== 'line' || this.#context !== '',
      goesOn: kind !== 'line',
    });
    const replacements = merge([
      ...found.map(({ start, end }) => ({ start, end, by: mask })),
      ...this.#known(whole, kind),
    ])
      .map(({ start, end, by }) => ({
        start: start - this.#context.length,
        end: end - this.#context.length,
        by,
      }))
      .filter(({ end }) => end > 0)
      .map((one) => ({ ...one, start: Math.max(0, one.start) }));
    const isOpen = found.some((secret) => secret.isOpen) && (kind === 'piece' || !isReset);
    const values = found.flatMap(({ value }) => (value === null || kind === 'piece' ? [] : [value]));
    const isQuoted = found.some(({ start }) => whole[start] === '"');
    return { replacements, values, isOpen, isQuoted, isContinuation: false };
  }

  /** Whether this line may be the rest of a secret. What has begun and may yet be a header is not shown either. */
  #goesOn(text: string, kind: 'line' | 'piece' | 'partial'): boolean {
    if (readHeader(text) !== null) return false;
    return kind === 'partial' || !ownLine.test(text);
  }

  /** Remembered secrets, and at the end of what is not whole the beginning of one. */
  #known(text: string, kind: 'line' | 'piece' | 'partial'): Replacement[] {
    const found: Replacement[] = [];
    // A piece is never shown again: what is left out of it would be lost.
    const least = kind === 'partial' ? 1 : leastRemembered / 2;
    for (const secret of this.#remembered) {
      for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + secret.length))
        found.push({ start: at, end: at + secret.length, by: mask });
      if (kind === 'line') continue;
      for (let length = Math.min(secret.length - 1, text.length); length >= least; length -= 1) {
        if (!text.endsWith(secret.slice(0, length))) continue;
        found.push({ start: text.length - length, end: text.length, by: kind === 'partial' ? '' : mask });
        break;
      }
    }
    return found;
  }

  #remember(value: string): void {
    if (value.length < leastRemembered || this.#remembered.includes(value)) return;
    this.#remembered = [value, ...this.#remembered].slice(0, mostRemembered);
  }
}

/** In order, and one where two overlap. */
function merge(all: readonly Replacement[]): Replacement[] {
  const merged: Replacement[] = [];
  for (const next of all.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last === undefined || next.start >= last.end) merged.push(next);
    else
      merged[merged.length - 1] = {
        start: last.start,
        end: Math.max(last.end, next.end),
        by: last.by === '' ? next.by : last.by,
      };
  }
  return merged;
}
