import type { TurnView } from '../../workers/conversation-api.ts';
import type { TurnMark } from '../../workers/timeline-api.ts';

/**
 * The turns to be marked on the timeline, numbered by their place among what was said.
 * @param hereFrom turns before this one came from the storage: their clock was another page's
 */
export function turnMarksOf(turns: readonly TurnView[], hereFrom: number): readonly TurnMark[] {
  return turns
    .filter(({ source, status }) => source !== 'greeting' && status !== 'dropped')
    .flatMap(({ id, user }, index) =>
      user.audio !== undefined && id >= hereFrom ? [{ number: index + 1, ...user.audio }] : [],
    );
}
