/** Voice over what the server says, or before it says something: ducked, paused, and at last a turn of its own. */
import { change, emit, type Draft, type FloorOf } from './draft.ts';
import { command } from './replies.ts';
import type { EventOf } from './session-event.ts';
import { openUtterance, startOf, takeFloor } from './user.ts';
import type { VoiceNow } from '../../turn/turn-event.ts';

type Replying = FloorOf<'replying'>;

/** Nothing is audible: there is nothing to duck. */
export function hearWhileWaiting(draft: Draft, voice: VoiceNow | null): void {
  if (voice !== null && voice.voicedFrames >= draft.state.settings.rules.committedFrames)
    overtake(draft, voice);
}

function overtake(draft: Draft, voice: VoiceNow): void {
  takeFloor(draft);
  openUtterance(draft, startOf(voice), 'voice');
}

/** One frame over a reply. */
export function listenOver(
  draft: Draft,
  floor: Replying,
  { ducked }: Pick<EventOf<'frame'>, 'ducked'>,
  voice: VoiceNow | null,
): void {
  const { rules } = draft.state.settings;
  if (floor.doubt === null) {
    if (voice === null && !ducked) return;
    command(draft, 'duck-reply', floor);
  }
  const before = floor.doubt ?? { step: 'ducked', quietFrames: 0 };
  const voiced = voice?.voicedFrames ?? 0;
  const isVoice = voice?.silentFrames === 0;
  const quietFrames = isVoice ? 0 : Math.max(before.quietFrames + 1, voice?.silentFrames ?? 0);
  if (voice !== null && voiced >= rules.committedFrames) {
    overtake(draft, voice);
    return;
  }
  const now: Replying = { ...floor, doubt: { step: before.step, quietFrames } };
  change(draft, { floor: now });
  if (before.step === 'ducked' && voiced >= rules.sustainedFrames) {
    change(draft, { floor: { ...now, doubt: { step: 'paused', quietFrames } } });
    command(draft, 'pause-reply', now);
    return;
  }
  const patience = before.step === 'ducked' ? rules.restoreFrames : rules.resumeFrames;
  if (quietFrames >= patience) letGoOn(draft);
}

/** A cough, an "mm-hm", a key that muted it: the reply goes on where it was. */
export function letGoOn(draft: Draft): void {
  const { floor } = draft.state;
  if (floor.phase !== 'replying' || floor.doubt === null) return;
  change(draft, { floor: { ...floor, doubt: null } });
  emit(draft, { type: 'end-segment' });
  command(draft, 'restore-reply', floor);
  if (floor.doubt.step === 'paused') command(draft, 'resume-reply', floor);
}
