/** A profile as the settings of a Realtime session. */
import type { Profile, RealtimePartner } from '../../../core/profile/profile.ts';
import type { RealtimeSettings } from '../../../core/realtime/session-settings.ts';

/** Of a server's detector; sensitivity is its own matter, how long it waits is the person's. */
const threshold = 0.5;

export function settingsOf(partner: RealtimePartner, { persona, turn }: Profile): RealtimeSettings {
  const { voice, turnTaking, transcriptionModel } = partner;
  const [language = ''] = persona.language.split('-');
  return {
    instructions: persona.systemPrompt,
    voice,
    turnTaking,
    transcriptionModel,
    language: language === 'auto' ? '' : language,
    vad: { threshold, prefixPaddingMs: turn.preRollMs, silenceMs: turn.hardEndMs },
  };
}

/** @param account the conversation so far; a new connection knows nothing of it */
export function withAccount(settings: RealtimeSettings, account: string): RealtimeSettings {
  if (account === '') return settings;
  const told = `The conversation so far, as far as it was heard:\n${account}`;
  const { instructions } = settings;
  return { ...settings, instructions: instructions === '' ? told : `${instructions}\n\n${told}` };
}
