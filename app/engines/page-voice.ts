import type { TtsConfig } from '../../core/profile/profile.ts';
import type { Hertz } from '../../core/units.ts';
import type { PcmVoice } from './engine.ts';
import { EngineError } from './engine-error.ts';
import { createPortCaller, type MessageEndpoint, type PortCaller } from './port-calls.ts';
import type { VoiceCall, VoiceEvent } from './voice-api.ts';

export type PageVoiceConfig = Extract<TtsConfig, { kind: 'page-voice' }>;

/** eSpeak NG's rate. */
const espeakRate: Hertz = 22_050;

/**
 * eSpeak NG in a worker of the page, spoken to by a port of its own.
 * @param openVoice starts the worker if it does not run yet and gives a port to it; called at the first word
 */
export function createPageVoice(
  config: PageVoiceConfig,
  openVoice: (signal: AbortSignal) => Promise<MessageEndpoint>,
): PcmVoice {
  let caller: Promise<PortCaller<VoiceCall, VoiceEvent, null>> | undefined;

  async function connect(signal: AbortSignal): Promise<PortCaller<VoiceCall, VoiceEvent, null>> {
    caller ??= openVoice(signal).then((port) => createPortCaller(port));
    try {
      return await caller;
    } catch (error) {
      // The next attempt starts anew: this one may only have been given up.
      caller = undefined;
      throw error;
    }
  }

  return {
    kind: 'page-voice',
    output: 'pcm',
    sampleRate: espeakRate,
    async *synthesize(text, { signal, language }) {
      const voice = await connect(signal);
      const call = { text, voice: config.voice, ...(language === undefined ? {} : { language }) };
      try {
        yield* voice.stream(call, signal);
      } catch (error) {
        // That worker will never speak; the next call gets a port to a new one.
        if (error instanceof EngineError && error.code === 'voice-load-failed') caller = undefined;
        throw error;
      }
    },
  };
}
