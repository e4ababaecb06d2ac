/** Engines that only a page can offer, as the conversation worker and the page itself see them. */
import type { AsrConfig, TtsConfig } from '../../core/profile/profile.ts';
import type { AsrEngine, DirectVoice, LlmEngine } from './engine.ts';
import type { MessageEndpoint } from './port-calls.ts';

export type BrowserAsrConfig = Extract<AsrConfig, { kind: 'browser-asr' }>;
export type BrowserVoiceConfig = Extract<TtsConfig, { kind: 'browser-voice' }>;

export interface PageEngines {
  /** SpeechRecognition. It listens from now on, while there is a microphone, until {@link stopRecognition}. */
  recogniser(config: BrowserAsrConfig, language: string): AsrEngine;
  /** No engine listens through the browser any more. */
  stopRecognition(): void;
  /** Chrome's built-in language model, asked to answer in this language (BCP 47 or 'auto'). */
  promptApi(language: string): LlmEngine;
  /** speechSynthesis. */
  browserVoice(config: BrowserVoiceConfig): DirectVoice;
  /** A port to the voice worker, which is started if it does not run yet. */
  openVoice(signal: AbortSignal): Promise<MessageEndpoint>;
}
