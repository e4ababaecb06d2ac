import type { MicrophoneState } from '../platform/microphone/microphone-machine.ts';
import type { LensLook } from './talk-look.ts';
import type { talkStrings } from './talk.strings.ts';

/** The line under the lens: what is going on, as exactly as it is known. */
export function statusLine(
  strings: (typeof talkStrings)['en'],
  look: LensLook,
  microphone: MicrophoneState,
  pushToTalk: boolean,
): string {
  if (look === 'starting' && microphone.phase === 'recovering') {
    const { step, because } = microphone;
    return step.kind === 'waiting' && step.code === 'mic-none'
      ? strings.waitingForMicrophone
      : strings.recovering[because];
  }
  if (look === 'muted' && microphone.phase === 'open' && microphone.muted) return strings.mutedBySystem;
  if (look === 'listening' && pushToTalk) return strings.holdToTalk;
  return strings.status[look];
}
