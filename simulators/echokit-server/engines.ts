/** The services behind the server, and the speech model, as its driver sees them. */

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface Engines {
  /**
   * Never rejects.
   * @param pcm 16 kHz s16le mono
   * @returns empty for silence, noise and failure alike, as upstream
   */
  recognise(pcm: Uint8Array, signal: AbortSignal): Promise<string>;
  /** Text as it comes. @throws where the model cannot be asked or stops in the middle */
  reply(messages: readonly ChatMessage[], signal: AbortSignal): AsyncIterable<string>;
  /** 16 kHz s16le mono in pieces of half a second. @throws where there is no speech */
  speak(text: string, signal: AbortSignal): Promise<readonly Uint8Array[]>;
}

/** One listener's model: shaped like `SpeechStream` of `workers/vad`, so that Silero fits in. */
export interface SpeechJudge {
  /** @param window 512 samples at 16 kHz. @returns probability of speech */
  process(window: Float32Array): number | Promise<number>;
  reset(): void;
  close(): void;
}

/** Loud is speech: for tests and demonstrations with clean recordings. */
const loudFrom = 0.01;

/** A judge that needs no model: above -40 dB of full scale it is sure, below it is sure too. */
export const createLevelJudge = (): SpeechJudge => ({
  process(window) {
    const power = window.reduce((sum, sample) => sum + sample * sample, 0) / window.length;
    return Math.sqrt(power) >= loudFrom ? 0.95 : 0.02;
  },
  reset: () => undefined,
  close: () => undefined,
});
