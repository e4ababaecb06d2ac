/**
 * Which of a live recogniser's words belong to which utterance. A live recogniser (SpeechRecognition) hears the
 * microphone by itself and gives texts without times: all that is known is when each text came and last changed, and
 * which words an earlier utterance has taken already.
 */
import type { Millis, Samples } from '../units.ts';

/** One result of the recogniser: first a guess that changes, then final. */
export interface RecognitionEntry {
  readonly text: string;
  readonly final: boolean;
  readonly changedAt: Millis;
}

/** The words that an utterance got: everything up to here is taken. */
interface Taken {
  /** Names the utterance: where it starts on the heard clock. */
  readonly utterance: Samples;
  /** Its first entry, and what of that entry an earlier utterance had taken. */
  readonly from: number;
  readonly fromPrefix: string;
  /** Its last entry, and how that read when it was taken. */
  readonly last: number;
  readonly lastText: string;
}

export interface RecognitionLog {
  readonly entries: readonly RecognitionEntry[];
  /** Entry at which the running session's results begin; results of ended sessions stay before it. */
  readonly sessionFrom: number;
  readonly taken?: Taken;
}

export const emptyRecognitionLog: RecognitionLog = { entries: [], sessionFrom: 0 };

/** A recogniser's session is over (they end after a minute, or in silence); its guesses will not change any more. */
export const endSession = (log: RecognitionLog): RecognitionLog => ({
  ...log,
  entries: log.entries.map((entry) => (entry.final ? entry : { ...entry, final: true })),
  sessionFrom: log.entries.length,
});

/**
 * Takes the results of one event.
 * @param first index of the first one that changed, counted from the session's beginning
 */
export function logResults(
  log: RecognitionLog,
  first: number,
  results: readonly { readonly text: string; readonly final: boolean }[],
  at: Millis,
): RecognitionLog {
  const entries = [...log.entries];
  results.forEach((result, i) => {
    const index = log.sessionFrom + first + i;
    const before = entries[index];
    if (before?.text === result.text && before.final === result.final) return;
    while (entries.length < index) entries.push({ text: '', final: true, changedAt: at });
    entries[index] = { ...result, changedAt: at };
  });
  return { ...log, entries };
}

export interface UtteranceSpan {
  readonly start: Samples;
  /** Wall instant of its first sample, as well as it is known. */
  readonly startedAt: Millis;
}

export interface HeardWords {
  readonly text: string;
  /** Nothing of it is a guess. */
  readonly final: boolean;
  /** When it last changed; undefined while there is nothing. */
  readonly changedAt?: Millis;
}

/** The words of an utterance so far: those that came since it began and that no other utterance has taken. */
export function wordsOf(log: RecognitionLog, span: UtteranceSpan): HeardWords {
  const { from, prefix } = beginning(log, span);
  const entries = log.entries.slice(from);
  const texts = entries.map((entry, i) => (i === 0 ? afterPrefix(entry, prefix) : entry.text.trim()));
  const text = joinTexts(texts.filter((part) => part !== ''));
  const changedAt = entries.reduce<Millis | undefined>(
    (latest, entry) => Math.max(latest ?? entry.changedAt, entry.changedAt),
    undefined,
  );
  return {
    text,
    final: entries.every((entry) => entry.final),
    ...(changedAt === undefined || text === '' ? {} : { changedAt }),
  };
}

/** The utterance keeps what it has now: a later one does not get these words, the same one asked again does. */
export function takeWords(log: RecognitionLog, span: UtteranceSpan): RecognitionLog {
  const { from, prefix } = beginning(log, span);
  const last = log.entries.length - 1;
  if (last < from) return log;
  return {
    ...log,
    taken: {
      utterance: span.start,
      from,
      fromPrefix: prefix,
      last,
      lastText: log.entries[last]?.text ?? '',
    },
  };
}

function beginning(log: RecognitionLog, span: UtteranceSpan): { from: number; prefix: string } {
  const { entries, taken } = log;
  if (taken?.utterance === span.start) return { from: taken.from, prefix: taken.fromPrefix };
  const after = taken === undefined ? 0 : taken.last;
  const from = entries.findIndex((entry, index) => index >= after && entry.changedAt >= span.startedAt);
  if (from === -1) return { from: entries.length, prefix: '' };
  return { from, prefix: taken !== undefined && from === taken.last ? taken.lastText : '' };
}

/** What came to an entry after its beginning had been taken as `prefix`, though it may have been rewritten since. */
function afterPrefix(entry: RecognitionEntry, prefix: string): string {
  const text = entry.text.trim();
  const taken = prefix.trim();
  if (taken === '') return text;
  if (text.startsWith(taken)) return text.slice(taken.length).replace(/^[\s.,!?。，！？]+/, '');
  const units = unitsOf(text);
  return joinTexts(units.slice(unitsOf(taken).length));
}

/** Words, or single characters of scripts without spaces. */
const unitsOf = (text: string): readonly string[] =>
  text.match(
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+/gu,
  ) ?? [];

const spaceless = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}。，！？、]/u;

const joinTexts = (texts: readonly string[]): string =>
  texts.reduce((joined, text) => {
    if (joined === '') return text;
    const touches = spaceless.test(joined.slice(-1)) || spaceless.test(text.slice(0, 1));
    return touches ? joined + text : `${joined} ${text}`;
  }, '');

export interface SettleLimits {
  /** Words still come this long after the voice has ended. */
  readonly leastMs: Millis;
  /** A guess that has not changed for so long is taken as it is. */
  readonly stableMs: Millis;
  /** Nothing at all was recognised: the recogniser did not take it for speech. */
  readonly nothingMs: Millis;
  readonly mostMs: Millis;
}

export const defaultSettleLimits: SettleLimits = {
  leastMs: 250,
  stableMs: 400,
  nothingMs: 2000,
  mostMs: 5000,
};

/**
 * Whether an utterance's words can be taken as they are.
 * @param askedAt when they were asked for, soon after the voice had ended
 * @returns `done`, or how long to wait before it is worth asking again if nothing changes
 */
export function settle(
  words: HeardWords,
  askedAt: Millis,
  now: Millis,
  limits: SettleLimits = defaultSettleLimits,
): 'done' | { readonly waitMs: Millis } {
  const waited = now - askedAt;
  if (waited >= limits.mostMs) return 'done';
  if (words.changedAt === undefined) {
    return waited >= limits.nothingMs ? 'done' : { waitMs: limits.nothingMs - waited };
  }
  const stableAt = words.final
    ? askedAt + limits.leastMs
    : Math.max(askedAt + limits.leastMs, words.changedAt + limits.stableMs);
  return now >= stableAt ? 'done' : { waitMs: stableAt - now };
}
