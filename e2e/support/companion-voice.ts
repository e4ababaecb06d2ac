/** What the companion's own voice made, recorded on its way to the page. */
import type { BrowserContext } from '@playwright/test';
import { decodePcm16 } from '../../core/audio/pcm.ts';
import { resample } from '../../core/audio/resampler.ts';
import { gsvPaths } from '../../core/gsv/speech-request.ts';
import { heardRate } from '../../core/units.ts';

/** The rate at which the page asks it to speak. */
const voiceRate = 24_000;

export interface VoiceRecorder {
  /** All that was made of a text, 16 kHz: it may have been asked for more than once. */
  madeOf(text: string): readonly Float32Array[];
}

/** From now on, whichever thread of the page asks. */
export async function recordCompanionVoice(context: BrowserContext): Promise<VoiceRecorder> {
  const made: { readonly text: string; readonly samples: Float32Array }[] = [];
  await context.route(`**${gsvPaths.streamSpeech}`, async (route) => {
    const { input } = route.request().postDataJSON() as { readonly input: string };
    try {
      const response = await route.fetch();
      const body = await response.body();
      made.push({ text: input.trim(), samples: resample(decodePcm16(body), voiceRate, heardRate) });
      await route.fulfill({ response, body });
    } catch {
      // The page has given the request up, or is gone.
    }
  });
  return {
    madeOf: (text) => made.filter((one) => one.text === text.trim()).map(({ samples }) => samples),
  };
}
