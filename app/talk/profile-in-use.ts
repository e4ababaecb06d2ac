/** Who listens, thinks and speaks just now, as the Talk page says it. */
import type { PipelinePartner, Profile } from '../../core/profile/profile.ts';
import type { AutoChoice, AutoProfile } from '../engines/auto-profile.ts';

export type PartnerChoices = Pick<AutoProfile, 'ears' | 'brain' | 'voice'>;

export interface ProfileInUse {
  readonly profile: Profile;
  readonly choices: PartnerChoices;
  /** The auto profile is still being made: this is what would be taken if nothing else were found. */
  readonly looking: boolean;
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);

function serviceChoice(name: string, url: string): AutoChoice {
  return { kind: 'service', at: hostOf(url), ...(name === '' ? {} : { name }) };
}

function earsOf({ asr }: PipelinePartner): AutoChoice {
  switch (asr.kind) {
    case 'openai-asr':
      return serviceChoice(asr.model, asr.address.url);
    case 'browser-asr':
      return { kind: asr.onDevice ? 'on-device-asr' : 'browser-asr' };
    case 'echo':
      return { kind: 'no-ears' };
  }
}

function brainOf({ llm }: PipelinePartner): AutoChoice {
  return llm.kind === 'openai-chat' ? serviceChoice(llm.model, llm.address.url) : { kind: llm.kind };
}

function voiceOf({ tts }: PipelinePartner): AutoChoice {
  switch (tts.kind) {
    case 'gsv':
      return serviceChoice(tts.speaker, tts.address.url);
    case 'openai-speech':
      return serviceChoice(tts.voice, tts.address.url);
    case 'companion-voice':
    case 'page-voice':
    case 'browser-voice':
      return { kind: tts.kind };
  }
}

/** The engines of a profile in the terms in which the auto profile tells of its own. */
export function choicesOf({ partner }: Profile): PartnerChoices {
  return { ears: earsOf(partner), brain: brainOf(partner), voice: voiceOf(partner) };
}
