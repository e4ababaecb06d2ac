import type { Millis } from '../../../core/units.ts';
import { absentAsr } from '../absent-engines.ts';
import { EngineError } from '../engine-error.ts';
import type { LlmEngine } from '../engine.ts';
import type { PageEngines } from '../page-engines.ts';
import { createBrowserAsr } from './browser-asr.ts';
import { createBrowserVoice, type SpeechSynthesisLike } from './browser-voice.ts';
import { LiveRecogniser } from './live-recogniser.ts';
import { createPromptApi, findLanguageModel, type LanguageModelClass } from './prompt-api.ts';
import { findSpeechRecognition, type SpeechRecognitionClass } from './speech-recognition.ts';
import type { VoiceStarter } from './voice-starter.ts';

/** What the browser offers, for tests and for browsers that lack it. */
export interface PageParts {
  readonly Recognition: SpeechRecognitionClass | undefined;
  readonly LanguageModel: LanguageModelClass | undefined;
  readonly synthesis: SpeechSynthesisLike | undefined;
  readonly createUtterance: (text: string) => SpeechSynthesisUtterance;
  readonly voice: VoiceStarter;
  /** The person's language, where a profile says `auto`. */
  readonly language: string;
  readonly now: () => Millis;
  readonly after: (ms: Millis, run: () => void) => () => void;
}

/** This browser's own. */
export const browserParts = (voice: VoiceStarter): PageParts => ({
  Recognition: findSpeechRecognition(),
  LanguageModel: findLanguageModel(),
  synthesis: 'speechSynthesis' in globalThis ? speechSynthesis : undefined,
  createUtterance: (text) => new SpeechSynthesisUtterance(text),
  voice,
  language: navigator.language,
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
});

/** The page's engines, on the page itself. */
export interface LocalPageEngines extends PageEngines {
  /** The microphone has opened, changed, or closed. A browser recogniser listens to it, and to nothing without it. */
  setMicrophone(track: MediaStreamTrack | undefined): void;
  /**
   * Hears why the browser's recogniser does not work, as soon as it has found out: it listens with the microphone, and
   * fails before anybody has spoken. Told again with every further try.
   */
  onRecogniserFailed(listener: (failure: EngineError) => void): void;
}

export function createLocalPageEngines(parts: PageParts): LocalPageEngines {
  const { Recognition, LanguageModel, synthesis, createUtterance, voice, now, after } = parts;
  const promptApis = new Map<string, LlmEngine>();
  const failureListeners: ((failure: EngineError) => void)[] = [];
  let track: MediaStreamTrack | undefined;
  /** One at a time: browsers allow one active recognition per page. */
  let running: { readonly key: string; readonly recogniser: LiveRecogniser } | undefined;

  const spokenLanguage = (language: string): string =>
    language === 'auto' || language === '' ? parts.language : language;

  function stopRecognition(): void {
    const former = running;
    running = undefined;
    former?.recogniser.stop();
  }

  function createRecogniser(
    available: SpeechRecognitionClass,
    language: string,
    onDevice: boolean,
  ): LiveRecogniser {
    const recogniser = new LiveRecogniser({ Recognition: available, language, onDevice, now, after });
    recogniser.onChange(() => {
      const { failure } = recogniser;
      if (failure === undefined || track === undefined || running?.recogniser !== recogniser) return;
      for (const listener of failureListeners) listener(failure);
    });
    return recogniser;
  }

  return {
    recogniser(config, language) {
      if (Recognition === undefined) {
        return absentAsr(
          config.kind,
          () => new EngineError('recognition-missing', 'no SpeechRecognition here'),
        );
      }
      const lang = spokenLanguage(config.language ?? language);
      const key = `${lang} ${config.onDevice}`;
      if (running?.key !== key) {
        stopRecognition();
        running = { key, recogniser: createRecogniser(Recognition, lang, config.onDevice) };
        running.recogniser.listen(track);
      }
      return createBrowserAsr({ recogniser: running.recogniser, now, after });
    },
    stopRecognition,
    promptApi(language) {
      const lang = spokenLanguage(language);
      const engine = promptApis.get(lang) ?? createPromptApi(LanguageModel, lang);
      // Kept, since it keeps a session that has read the system prompt.
      promptApis.set(lang, engine);
      return engine;
    },
    browserVoice: (config) => createBrowserVoice(config, { synthesis, createUtterance, after }),
    openVoice: () => Promise.resolve().then(() => voice.open()),
    onRecogniserFailed: (listener) => void failureListeners.push(listener),
    setMicrophone(next) {
      track = next;
      running?.recogniser.listen(track);
    },
  };
}
