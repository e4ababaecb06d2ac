/** Who answers, made from a profile and its engines. */
import type { LlmConfig, Profile } from '../../core/profile/profile.ts';
import { hostKind } from '../../core/engine-wire/host-kind.ts';
import type { Engines } from '../../app/engines/engine.ts';
import { defaultLimits, type Limits } from './limits.ts';
import type { Partner } from './turn-driver.ts';

export function partnerOf(
  { partner, persona }: Profile,
  engines: Engines,
  limits: Limits = defaultLimits,
): Partner {
  const { systemPrompt, greeting, language } = persona;
  return {
    engines,
    systemPrompt,
    greeting,
    language: language === '' || language === 'auto' ? undefined : language,
    prompt: partner.asr.kind === 'openai-asr' ? partner.asr.prompt : undefined,
    firstTokenMs: isLocal(partner.llm) ? limits.localFirstTokenMs : limits.firstTokenMs,
  };
}

/** A model on this machine or network may have to be loaded before its first word. */
function isLocal(llm: LlmConfig): boolean {
  if (llm.kind !== 'openai-chat') return true;
  return URL.canParse(llm.address.url) && hostKind(new URL(llm.address.url).hostname) !== 'public';
}
