/**
 * OpenAI's `POST /audio/speech` and its look-alikes (Groq, Kokoro-FastAPI, speaches): headerless 24 kHz PCM as it is
 * made, or WAV. Source: sheet `providers.md` 4.1.
 */
import type { TtsConfig } from '../../core/profile/profile.ts';
import type { Hertz } from '../../core/units.ts';
import type { CallService } from './call-service.ts';
import { readAudio } from './decode-audio-bytes.ts';
import type { PcmVoice } from './engine.ts';

export type OpenAiSpeechConfig = Extract<TtsConfig, { kind: 'openai-speech' }>;

/** `response_format: pcm` has no header; this is what OpenAI documents, and Kokoro-FastAPI follows. */
const pcmRate: Hertz = 24_000;

export function createOpenAiSpeech(config: OpenAiSpeechConfig, call: CallService): PcmVoice {
  const { address, model, voice, format, speed, instructions } = config;
  return {
    kind: 'openai-speech',
    output: 'pcm',
    ...(format === 'pcm' ? { sampleRate: pcmRate } : {}),
    async *synthesize(text, { signal }) {
      const json = {
        model,
        input: text,
        voice,
        response_format: format,
        // 1 is everybody's default and Groq takes nothing else: not worth a refusal.
        ...(speed === undefined || speed === 1 ? {} : { speed }),
        ...(instructions === undefined || instructions === '' ? {} : { instructions }),
      };
      const response = await call({ address, path: '/audio/speech', body: { json }, signal });
      yield* readAudio(response, format === 'pcm' ? { format, sampleRate: pcmRate } : { format }, signal);
    },
  };
}
