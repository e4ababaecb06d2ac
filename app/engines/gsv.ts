/**
 * gsv_tts, EchoKit's voice server, and everything that speaks its API. Source: sheet `echokit.md` 9.1.
 *
 * Its quirks: the content type claims 32 kHz whatever was asked for; network chunks may split a sample; an unknown
 * speaker or a failed synthesis is a 200 without a byte on the two PCM endpoints.
 */
import { gsvSampleRates } from '../../core/gsv/speech-request.ts';
import type { TtsConfig } from '../../core/profile/profile.ts';
import type { CallService } from './call-service.ts';
import { readAudio, type AudioForm } from './decode-audio-bytes.ts';
import type { PcmVoice, SpeechOptions } from './engine.ts';
import { EngineError } from './engine-error.ts';

export type GsvConfig = Extract<TtsConfig, { kind: 'gsv' }>;

const paths: Readonly<Record<GsvConfig['mode'], string>> = {
  stream: '/audio/stream_speech',
  batch: '/audio/batch_speech',
  speech: '/audio/speech',
};

export interface GsvOptions {
  readonly kind?: string;
  /** The speaker for a text and the conversation's language; the configured one if absent. */
  readonly speakerFor?: (text: string, language: string | undefined) => string;
}

export function createGsvVoice(config: GsvConfig, call: CallService, options: GsvOptions = {}): PcmVoice {
  const { mode, sampleRate } = config;
  const form: AudioForm = mode === 'speech' ? { format: 'wav' } : { format: 'pcm', sampleRate };

  async function* synthesize(text: string, { signal, language }: SpeechOptions) {
    if (!(gsvSampleRates as readonly number[]).includes(sampleRate)) {
      throw new EngineError(
        'bad-settings',
        `gsv_tts speaks at ${gsvSampleRates.join(', ')} Hz, not at ${sampleRate}`,
        { details: { setting: 'sampleRate', value: sampleRate } },
      );
    }
    const speaker = options.speakerFor?.(text, language) ?? config.speaker;
    const response = await call({
      address: config.address,
      path: paths[mode],
      body: { json: { input: text, speaker, sample_rate: sampleRate } },
      signal,
    });
    yield* readAudio(response, form, signal);
  }

  return { kind: options.kind ?? 'gsv', output: 'pcm', sampleRate, synthesize };
}
