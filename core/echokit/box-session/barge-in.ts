/** Voice over what the server says, or before it says something: ducked, paused, and at last a turn of its own. */
import { change, emit, type Draft, type FloorOf } from './draft.ts';
import { command } from './replies.ts';
import { mostPreRoll } from './session-limits.ts';
import type { EventOf } from './session-event.ts';
import { goOn, noteVoice, openUtterance, startOf, takeFloor } from './user.ts';
import type { VoiceNow } from '../../turn/turn-event.ts';
import type { Samples } from '../../units.ts';

type Replying = FloorOf<'replying'>;

/** A voice over the answer: frames of it so far, and where its audio begins. */
interface Over {
  readonly frames: number;
  readonly start: Samples;
}

/** A voice that was there before the answer began counts from where the server had stopped listening. */
function voiceOver(draft: Draft, voice: VoiceNow | null): Over | null {
  const { again, settings, closedAt } = draft.state;
  if (again === null) {
    if (voice === null) return null;
    if (voice.onset >= closedAt) return { frames: voice.voicedFrames, start: startOf(voice) };
    // Still the segment that the server has ended.
    noteVoice(draft, voice);
    return null;
  }
  const frames = again.frames + (voice?.silentFrames === 0 ? 1 : 0);
  const isOver = voice === null && frames < settings.rules.committedFrames;
  change(draft, { again: isOver ? null : { ...again, frames } });
  return isOver ? null : { frames, start: Math.max(0, again.start - mostPreRoll) };
}

/** Nothing is audible: there is nothing to duck. */
export function hearWhileWaiting(
  draft: Draft,
  floor: FloorOf<'awaiting-reply'>,
  voice: VoiceNow | null,
): void {
  const over = voiceOver(draft, voice);
  if (over === null || over.frames < draft.state.settings.rules.committedFrames) return;
  const { again } = draft.state;
  if (again?.same === true && floor.span !== null) goOn(draft, floor, again.pause);
  else overtake(draft, over);
}

function overtake(draft: Draft, { start }: Over): void {
  takeFloor(draft);
  openUtterance(draft, start, 'voice');
}

/** One frame over a reply. */
export function listenOver(
  draft: Draft,
  floor: Replying,
  { ducked }: Pick<EventOf<'frame'>, 'ducked'>,
  voice: VoiceNow | null,
): void {
  const { rules } = draft.state.settings;
  const over = voiceOver(draft, voice);
  if (floor.doubt === null) {
    if (over === null && !ducked) return;
    command(draft, 'duck-reply', floor);
  }
  const before = floor.doubt ?? { step: 'ducked', quietFrames: 0 };
  const voiced = over?.frames ?? 0;
  const isVoice = voice?.silentFrames === 0;
  const quietFrames = isVoice ? 0 : Math.max(before.quietFrames + 1, voice?.silentFrames ?? 0);
  if (over !== null && voiced >= rules.committedFrames) {
    overtake(draft, over);
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
  change(draft, { floor: { ...floor, doubt: null }, again: null });
  emit(draft, { type: 'end-segment' });
  command(draft, 'restore-reply', floor);
  if (floor.doubt.step === 'paused') command(draft, 'resume-reply', floor);
}
