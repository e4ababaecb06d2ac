/** What of a profile can serve a box: its sound does not come from this page's microphone nor go to its loudspeaker. */
import type { Profile } from '../../core/profile/profile.ts';
import { builtInVoice } from '../../app/engines/presets.ts';
import { failureOf } from '../conversation/failure.ts';
import type { TurnFailure } from '../conversation-api.ts';
import { recogniserUnfit, voiceUnfit } from './box-failure.ts';

interface FitProfile {
  readonly profile: Profile;
  /** What stays unfit. */
  readonly failure?: TurnFailure;
}

/**
 * A browser's own voice gives no samples: the built-in voice takes its place. A browser's own recogniser has no substitute.
 * @param surroundings a companion, or a page with a voice, that can speak instead
 */
export function fitProfile(
  profile: Profile,
  surroundings: { readonly companion: boolean; readonly page: boolean },
): FitProfile {
  const { partner } = profile;
  const isDirect = partner.tts.kind === 'browser-voice';
  const canSpeak = !isDirect || surroundings.companion || surroundings.page;
  const fit =
    isDirect && canSpeak ? { ...profile, partner: { ...partner, tts: builtInVoice(surroundings) } } : profile;
  if (partner.asr.kind === 'browser-asr')
    return { profile: fit, failure: failureOf('asr', recogniserUnfit(), false) };
  return canSpeak ? { profile: fit } : { profile: fit, failure: failureOf('tts', voiceUnfit(), false) };
}
