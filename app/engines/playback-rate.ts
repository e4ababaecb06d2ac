import type { Profile, TtsConfig } from '../../core/profile/profile.ts';
import type { Hertz } from '../../core/units.ts';

/** OpenAI's PCM and the companion's voice; also for voices that give no samples, where only the user's own may play. */
const usualRate: Hertz = 24_000;
/** eSpeak NG in the page. */
const espeakRate: Hertz = 22_050;

/** What EchoKit servers send. */
const echokitRate: Hertz = 16_000;

/** The rate for whoever answers, see {@link playbackRateOf}. */
export function answerRateOf({ server, partner }: Profile): Hertz {
  if (server === undefined) return playbackRateOf(partner.tts);
  return server.kind === 'echokit' ? echokitRate : usualRate;
}

/** The rate to make the playback context at, so that what this voice gives is played without resampling of ours. */
function playbackRateOf(tts: TtsConfig): Hertz {
  switch (tts.kind) {
    case 'gsv':
      return tts.sampleRate;
    case 'page-voice':
      return espeakRate;
    case 'openai-speech':
    case 'companion-voice':
    case 'browser-voice':
      return usualRate;
  }
}
