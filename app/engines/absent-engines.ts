/** Engines that cannot work here and say so when they are used: setting one up is no reason to fail a conversation. */
import type { AsrEngine, LlmEngine, PcmVoice } from './engine.ts';
import type { EngineError } from './engine-error.ts';

export const absentAsr = (kind: string, error: () => EngineError): AsrEngine => ({
  kind,
  live: false,
  transcribe: () => Promise.reject(error()),
});

export const absentLlm = (kind: string, error: () => EngineError): LlmEngine => ({
  kind,
  reply: () => failing(error),
});

export const absentVoice = (kind: string, error: () => EngineError): PcmVoice => ({
  kind,
  output: 'pcm',
  synthesize: () => failing(error),
});

function failing(error: () => EngineError): AsyncIterable<never> {
  return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error()) }) };
}
