/**
 * speechSynthesis: speaks by itself and gives no samples. One short text per call, since remote voices stop after 15 s
 * and forget to say so; a watchdog ends what never ends. Source: sheet `providers.md` 4.5.
 */
import type { Millis } from '../../../core/units.ts';
import type { DirectVoice } from '../engine.ts';
import { EngineError } from '../engine-error.ts';
import type { BrowserVoiceConfig } from '../page-engines.ts';

/** What is used of `window.speechSynthesis`. */
export interface SpeechSynthesisLike {
  getVoices(): SpeechSynthesisVoice[];
  speak(utterance: SpeechSynthesisUtterance): void;
  cancel(): void;
  resume(): void;
  addEventListener(type: 'voiceschanged', listener: () => void): void;
  removeEventListener(type: 'voiceschanged', listener: () => void): void;
}

export interface BrowserVoiceParts {
  readonly synthesis: SpeechSynthesisLike | undefined;
  readonly createUtterance: (text: string) => SpeechSynthesisUtterance;
  /** @returns a function that takes the appointment back */
  readonly after: (ms: Millis, run: () => void) => () => void;
}

/** The list of voices is empty until the browser has loaded it. */
const voicesMs: Millis = 1500;
/** Longest a text may take, from its letters, before the voice counts as stuck. */
const watchdogMs = (text: string): Millis => 5000 + 150 * text.length;

export function createBrowserVoice(config: BrowserVoiceConfig, parts: BrowserVoiceParts): DirectVoice {
  const { synthesis, createUtterance, after } = parts;

  const speak: DirectVoice['speak'] = async (text, { signal, language, onStart, onWord }) => {
    signal.throwIfAborted();
    if (synthesis === undefined)
      throw new EngineError('voice-missing', 'this browser has no speechSynthesis');
    const voices = await listVoices(synthesis, after);
    signal.throwIfAborted();
    const voice = chooseVoice(voices, config.voiceUri, language);
    if (voice === undefined) {
      throw new EngineError('voice-missing', 'the browser has no voice for this', {
        details: { voices: voices.length, ...(language === undefined ? {} : { language }) },
      });
    }
    const utterance = createUtterance(text);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    await spoken(synthesis, utterance, { signal, onStart, onWord });
  };

  function spoken(
    voice: SpeechSynthesisLike,
    utterance: SpeechSynthesisUtterance,
    options: {
      readonly signal: AbortSignal;
      readonly onStart: (() => void) | undefined;
      readonly onWord: ((charIndex: number) => void) | undefined;
    },
  ): Promise<void> {
    const { signal, onStart, onWord } = options;
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void) => {
        cancelWatchdog();
        signal.removeEventListener('abort', abort);
        utterance.onstart = utterance.onboundary = utterance.onend = utterance.onerror = null;
        settle();
      };
      const abort = () => {
        finish(() => reject(signal.reason));
        voice.cancel();
      };
      const cancelWatchdog = after(watchdogMs(utterance.text), () => {
        finish(() =>
          reject(new EngineError('voice-stalled', "the browser's voice does not end", { retryable: true })),
        );
        voice.cancel();
      });
      signal.addEventListener('abort', abort, { once: true });
      utterance.onstart = () => onStart?.();
      utterance.onboundary = (event) => {
        if (event.name === 'word') onWord?.(event.charIndex);
      };
      utterance.onend = () => finish(resolve);
      utterance.onerror = (event) => finish(() => reject(translate(event.error)));
      // Chrome may have stopped in the middle of an earlier text and then holds every later one back.
      voice.resume();
      voice.speak(utterance);
    });
  }

  return { kind: 'browser-voice', output: 'direct', speak };
}

/** The voices, waiting a moment for the browser to load them. */
export function listVoices(
  synthesis: SpeechSynthesisLike,
  after: BrowserVoiceParts['after'],
): Promise<readonly SpeechSynthesisVoice[]> {
  const voices = synthesis.getVoices();
  if (voices.length > 0) return Promise.resolve(voices);
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      synthesis.removeEventListener('voiceschanged', done);
      resolve(synthesis.getVoices());
    };
    const cancel = after(voicesMs, done);
    synthesis.addEventListener('voiceschanged', done);
  });
}

/** The voice that was chosen; else one of the language, on this machine if possible; else any for no language. */
export function chooseVoice(
  voices: readonly SpeechSynthesisVoice[],
  voiceUri: string | undefined,
  language: string | undefined,
): SpeechSynthesisVoice | undefined {
  const chosen = voices.find((voice) => voice.voiceURI === voiceUri);
  if (chosen !== undefined) return chosen;
  const wanted = language === undefined || language === 'auto' ? undefined : language.toLowerCase();
  const rank = (voice: SpeechSynthesisVoice): number => {
    const lang = voice.lang.toLowerCase().replace('_', '-');
    const fits =
      wanted === undefined ? 1 : lang === wanted ? 3 : lang.split('-')[0] === wanted.split('-')[0] ? 2 : 0;
    return fits === 0 ? 0 : fits * 4 + (voice.localService ? 2 : 0) + (voice.default ? 1 : 0);
  };
  return voices
    .filter((voice) => rank(voice) > 0)
    .reduce<SpeechSynthesisVoice | undefined>(
      (best, voice) => (best === undefined || rank(voice) > rank(best) ? voice : best),
      undefined,
    );
}

/** The error codes of SpeechSynthesisErrorEvent, as ours. */
function translate(error: SpeechSynthesisErrorEvent['error']): EngineError {
  const message = `the browser's voice: ${error}`;
  const details = { reason: error };
  switch (error) {
    case 'not-allowed':
      return new EngineError('voice-needs-press', message, { details });
    case 'language-unavailable':
    case 'voice-unavailable':
      return new EngineError('voice-missing', message, { details });
    default:
      return new EngineError('voice-failed', message, { details, retryable: true });
  }
}
