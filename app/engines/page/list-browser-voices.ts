import type { ServiceVoice } from '../list-voices.ts';
import { listVoices } from './browser-voice.ts';

export interface BrowserVoiceEntry extends ServiceVoice {
  /** BCP 47. */
  readonly language: string;
  /** Speaks on this machine; others send the text to the browser's vendor. */
  readonly local: boolean;
}

/** The voices of speechSynthesis, the local ones first; none where the browser has none. */
export async function listBrowserVoices(): Promise<readonly BrowserVoiceEntry[]> {
  if (!('speechSynthesis' in globalThis)) return [];
  const voices = await listVoices(speechSynthesis, (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  });
  return voices
    .map((voice) => ({
      id: voice.voiceURI,
      label: `${voice.name} (${voice.lang})`,
      language: voice.lang,
      local: voice.localService,
    }))
    .sort((a, b) => Number(b.local) - Number(a.local) || a.label.localeCompare(b.label));
}
