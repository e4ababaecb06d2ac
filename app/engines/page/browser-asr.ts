import {
  defaultSettleLimits,
  settle,
  takeWords,
  wordsOf,
  type SettleLimits,
} from '../../../core/engine-wire/recognition-log.ts';
import { samplesToMillis, type Millis } from '../../../core/units.ts';
import type { AsrEngine, AsrOptions, Transcript, Utterance } from '../engine.ts';
import type { LiveRecogniser } from './live-recogniser.ts';

export interface BrowserAsrParts {
  readonly recogniser: LiveRecogniser;
  readonly now: () => Millis;
  readonly after: (ms: Millis, run: () => void) => () => void;
  readonly limits?: SettleLimits;
}

/** From a sample being spoken to the call that asks for its words: microphone, frames, soft end, thread hops. */
const callDelayMs: Millis = 250;
/** The utterance of words that nobody asked for: it equals no position, not even itself. */
const nobodys = Number.NaN;

/** SpeechRecognition behind the interface of a recogniser: it has heard the words already, and gives those of the turn. */
export function createBrowserAsr({
  recogniser,
  now,
  after,
  limits = defaultSettleLimits,
}: BrowserAsrParts): AsrEngine {
  /** When each utterance began, fixed at its first call: a retry comes much later than its words. */
  const begun = new Map<number, Millis>();
  /** Since when somebody may be speaking, until their words are asked for. */
  let unasked: Millis | undefined;

  function spanOf({ start, end, sampleRate }: Utterance) {
    const startedAt = begun.get(start) ?? now() - callDelayMs - samplesToMillis(end - start, sampleRate);
    begun.clear();
    begun.set(start, startedAt);
    return { start, startedAt };
  }

  /** What was made of a cough, or of words given up, must not stand in front of the next utterance. */
  function forgetUnasked(): void {
    if (unasked === undefined) return;
    const span = { start: nobodys, startedAt: unasked };
    unasked = undefined;
    if (wordsOf(recogniser.log, span).text !== '') recogniser.log = takeWords(recogniser.log, span);
  }

  function transcribe(utterance: Utterance, { signal, onPartial }: AsrOptions): Promise<Transcript> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      unasked = undefined;
      const span = spanOf(utterance);
      const askedAt = now();
      let shown = '';
      let cancelTimer = () => {};

      const look = () => {
        cancelTimer();
        const words = wordsOf(recogniser.log, span);
        if (words.text !== shown) onPartial?.((shown = words.text));
        const verdict = settle(words, askedAt, now(), limits);
        if (verdict === 'done') {
          leave();
          recogniser.log = takeWords(recogniser.log, span);
          resolve({ text: words.text });
        } else if (recogniser.failure !== undefined && words.text === '') {
          leave();
          reject(recogniser.failure);
        } else cancelTimer = after(verdict.waitMs, look);
      };
      const abort = () => {
        leave();
        reject(signal.reason);
      };
      const unsubscribe = recogniser.onChange(look);
      const leave = () => {
        cancelTimer();
        unsubscribe();
        signal.removeEventListener('abort', abort);
      };
      signal.addEventListener('abort', abort, { once: true });
      look();
    });
  }

  return {
    kind: 'browser-asr',
    live: true,
    prepare: () => {
      unasked = now();
      recogniser.wake();
    },
    dismiss: forgetUnasked,
    transcribe,
  };
}
