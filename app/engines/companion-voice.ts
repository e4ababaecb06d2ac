import type { TtsConfig } from '../../core/profile/profile.ts';
import type { Hertz } from '../../core/units.ts';
import { createCallService, type ServiceAccess } from './call-service.ts';
import { absentVoice } from './absent-engines.ts';
import type { PcmVoice } from './engine.ts';
import { EngineError } from './engine-error.ts';
import { createGsvVoice } from './gsv.ts';

export type CompanionVoiceConfig = Extract<TtsConfig, { kind: 'companion-voice' }>;

/** Above eSpeak NG's own 22,050 Hz, so nothing is lost; the nearest rate the gsv API takes. */
const companionRate: Hertz = 24_000;
/** The companion's name for "by the script of the text". */
const autoSpeaker = 'auto';
const otherScript = /[^\P{L}\p{Script=Latin}]/u;
/** Languages whose script does not tell them from English. Source: eSpeak's codes. */
const latinLanguages: ReadonlySet<string> = new Set('fr de es it pt nl sv pl tr id vi'.split(' '));

/** The companion's built-in voice: its own gsv API, at the page's own origin, without a key. */
export function createCompanionVoice(config: CompanionVoiceConfig, access: ServiceAccess): PcmVoice {
  const { companion } = access;
  if (companion === undefined) {
    return absentVoice(
      config.kind,
      () => new EngineError('companion-missing', 'the companion is to speak, and there is none'),
    );
  }
  const address = { url: `${companion.origin}/v1`, mode: 'base', via: 'direct' } as const;
  return createGsvVoice(
    { kind: 'gsv', address, mode: 'stream', speaker: config.speaker, sampleRate: companionRate },
    createCallService({ keys: {}, companion }),
    { kind: 'companion-voice', speakerFor: (text, language) => speakerFor(config.speaker, text, language) },
  );
}

function speakerFor(speaker: string, text: string, language: string | undefined): string {
  if (speaker !== autoSpeaker && speaker !== '') return speaker;
  if (otherScript.test(text)) return autoSpeaker;
  const primary = language?.split('-')[0]?.toLowerCase() ?? '';
  return latinLanguages.has(primary) ? primary : autoSpeaker;
}
