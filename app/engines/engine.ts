/**
 * What the conversation may ask of a recogniser, a language model and a voice. One interface per kind; every call
 * is cancellable and reports progress. Adapters translate foreign errors to EngineError once, here and nowhere else.
 */
import type { Hertz, Millis, Samples } from '../../core/units.ts';

/** What the user said in one turn (or so far), as the recogniser gets it. */
export interface Utterance {
  /** 16 kHz mono, [-1, 1]; with pre-roll in front. Owned by the engine call, not to be written to. */
  readonly samples: Float32Array;
  readonly sampleRate: Hertz;
  /** Position of the first sample and past the last one on the heard sample clock. */
  readonly start: Samples;
  readonly end: Samples;
  /** What the VAD knows, for the hallucination gate. */
  readonly evidence: VoiceEvidence;
}

export interface VoiceEvidence {
  readonly voicedMs: Millis;
  readonly meanProbability: number;
  readonly maxProbability: number;
  readonly speechDb: number;
  readonly noiseDb: number;
}

export interface Transcript {
  readonly text: string;
  readonly language?: string;
  /** Averages over the reply's segments, where the service gives them. */
  readonly noSpeechProbability?: number;
  readonly averageLogProbability?: number;
  readonly compressionRatio?: number;
}

export interface AsrOptions {
  readonly signal: AbortSignal;
  readonly language?: string;
  readonly prompt?: string;
  /** Text so far; each call replaces the one before. */
  readonly onPartial?: (text: string) => void;
}

export interface AsrEngine {
  readonly kind: string;
  /** True for recognisers that hear the microphone themselves (SpeechRecognition): the samples only say when. */
  readonly live: boolean;
  /** Called at speech onset (live recognisers start here). Must be cheap and must not throw. */
  prepare?(): void;
  /** Called when nobody speaks any more: their words were asked for, or it came to nothing (a cough, a mute, the end). */
  dismiss?(): void;
  transcribe(utterance: Utterance, options: AsrOptions): Promise<Transcript>;
}

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export type LlmEvent =
  | { readonly type: 'text'; readonly delta: string }
  /** Never spoken. */
  | { readonly type: 'reasoning'; readonly delta: string }
  | { readonly type: 'end'; readonly reason: string; readonly tokens?: number };

export interface LlmEngine {
  readonly kind: string;
  reply(messages: readonly ChatMessage[], options: { readonly signal: AbortSignal }): AsyncIterable<LlmEvent>;
}

export interface PcmChunk {
  /** Mono, [-1, 1]. The receiver owns it. */
  readonly samples: Float32Array;
  readonly sampleRate: Hertz;
}

export interface SpeechOptions {
  readonly signal: AbortSignal;
  readonly language?: string;
}

/** A voice that gives samples. */
export interface PcmVoice {
  readonly kind: string;
  readonly output: 'pcm';
  /** Rate of the chunks where known beforehand: the playback context is made at it. */
  readonly sampleRate?: Hertz;
  synthesize(text: string, options: SpeechOptions): AsyncIterable<PcmChunk>;
}

/** A voice that speaks by itself and gives no samples (speechSynthesis). */
export interface DirectVoice {
  readonly kind: string;
  readonly output: 'direct';
  /** Resolves when the text was spoken to its end; rejects with AbortError when the signal fires (and is silent then). */
  speak(
    text: string,
    options: SpeechOptions & { readonly onStart?: () => void; readonly onWord?: (charIndex: number) => void },
  ): Promise<void>;
}

export type TtsEngine = PcmVoice | DirectVoice;

export interface Engines {
  readonly asr: AsrEngine;
  readonly llm: LlmEngine;
  readonly tts: TtsEngine;
}
