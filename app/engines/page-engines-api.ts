/**
 * Types only: what the conversation worker asks of the page about engines that live there. Calls are framed by
 * `port-calls.ts`; no samples pass this way.
 */
import type { Millis, Samples } from '../../core/units.ts';
import type { ChatMessage, LlmEvent, Transcript } from './engine.ts';
import type { BrowserAsrConfig, BrowserVoiceConfig } from './page-engines.ts';

export type PageCall =
  /** Begin to listen with this recogniser, in place of another one. */
  | { readonly kind: 'listen'; readonly config: BrowserAsrConfig; readonly language: string }
  | { readonly kind: 'stop-listening' }
  | { readonly kind: 'prepare' }
  | { readonly kind: 'dismiss' }
  | {
      readonly kind: 'transcribe';
      readonly start: Samples;
      readonly lengthMs: Millis;
      readonly language?: string;
    }
  | { readonly kind: 'reply'; readonly messages: readonly ChatMessage[]; readonly language: string }
  | {
      readonly kind: 'speak';
      readonly config: BrowserVoiceConfig;
      readonly text: string;
      readonly language?: string;
    }
  | { readonly kind: 'open-voice' };

export type PageEvent =
  | { readonly kind: 'partial'; readonly text: string }
  | { readonly kind: 'llm'; readonly event: LlmEvent }
  | { readonly kind: 'speech-started' }
  | { readonly kind: 'word'; readonly charIndex: number }
  | { readonly kind: 'voice-port'; readonly port: MessagePort };

/** A transcript for `transcribe`, nothing for the others. */
export type PageValue = Transcript | null;
