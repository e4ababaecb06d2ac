/**
 * Makes text of a language model fit for a voice, while it streams in: markdown, HTML, code, links, emoji and
 * reasoning are taken out or put into words. It knows nothing about sentences, lengths or time; see
 * `sentence-splitter.ts`. Rules: sheet `providers.md` section 7.
 */
import { invariant } from '../assert.ts';
import type { SpeechLanguage } from './languages.ts';
import { createSpeakableState, type SpeakableState } from './speakable-state.ts';
import {
  scanFence,
  scanHidden,
  scanLinkTarget,
  scanRun,
  scanUrl,
  waitForMore,
  type Scan,
} from './speakable-modes.ts';
import { scanText } from './speakable-text.ts';
import type { SpokenUnit } from './spoken-unit.ts';

export interface SpeakableOptions {
  /** Language of the phrases put in; English by default. */
  readonly language?: SpeechLanguage | undefined;
  /** Said in place of a fenced block of code; '' says nothing. Default: {@link codePhrases}. */
  readonly codePhrase?: string | undefined;
  /** The text begins inside `<think>` (the prompt template held the opener). Default false. */
  readonly startsInReasoning?: boolean | undefined;
}

/** Spoken, so in the voice's language and not in the page's. */
const codePhrases: Readonly<Record<SpeechLanguage, string>> = {
  en: 'Code omitted.',
  zh: '代码略。',
  ja: 'コードは省略します。',
  fr: 'Code omis.',
  de: 'Code ausgelassen.',
  es: 'Código omitido.',
};

/**
 * Units come out as soon as the text decides them and never later than `finish`. The same text gives the same units
 * however it was chunked, as long as `release` is not called.
 */
export interface SpeakableStream {
  push(delta: string): readonly SpokenUnit[];
  /** The text has stalled: plain punctuation that waited for its neighbour is let go. */
  release(): readonly SpokenUnit[];
  finish(): readonly SpokenUnit[];
}

export function createSpeakableStream(options: SpeakableOptions = {}): SpeakableStream {
  const phrase = options.codePhrase ?? codePhrases[options.language ?? 'en'];
  const state = createSpeakableState(phrase, options.startsInReasoning ?? false);
  /** Half a surrogate pair at the end of a chunk, until its other half is here. */
  let halfPair = '';
  return {
    push(delta) {
      invariant(!state.final, 'no text comes after the end');
      const text = halfPair + delta;
      const last = text.charCodeAt(text.length - 1);
      const cut = last >= 0xd800 && last <= 0xdbff ? text.length - 1 : text.length;
      halfPair = text.slice(cut);
      state.buffer += text.slice(0, cut);
      return scan(state);
    },
    release() {
      state.released = true;
      const units = scan(state);
      state.released = false;
      return units;
    },
    finish() {
      state.buffer += halfPair;
      halfPair = '';
      state.final = true;
      return scan(state);
    },
  };
}

function scan(state: SpeakableState): readonly SpokenUnit[] {
  const { buffer } = state;
  let at = 0;
  while (at < buffer.length) {
    const next = scanMode(state, at);
    if (next === waitForMore) break;
    at = next;
  }
  if (at > 0) {
    state.rawBefore = buffer.charAt(at - 1);
    state.buffer = buffer.slice(at);
    state.base += at;
  }
  const { units } = state;
  state.units = [];
  return units;
}

function scanMode(state: SpeakableState, at: number): Scan {
  const { mode } = state;
  switch (mode.kind) {
    case 'text':
      return scanText(state, at);
    case 'hidden':
      return scanHidden(state, at, mode.until);
    case 'fence':
      return scanFence(state, at, mode);
    case 'link-target':
      return scanLinkTarget(state, at, mode);
    case 'url':
      return scanUrl(state, at, mode);
    case 'run':
      return scanRun(state, at, mode.mark);
  }
}
