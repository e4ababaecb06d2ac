/**
 * Where a box's own state machine stands, told from the frames that pass: it works for boxes of others as well.
 * Source: sheet `echokit.md` 4.8; the names are those of its screen.
 */
import type { Millis } from '../../units.ts';

/**
 * `idle`: booted, its button was not pressed. `listening`: ready. `hearing`: it sends what it hears. `waiting`: the
 * utterance is over. `speaking`: it plays, or has segments to play.
 */
export type BoxState = 'away' | 'idle' | 'listening' | 'hearing' | 'waiting' | 'speaking';

export interface ObservedBox {
  readonly state: BoxState;
  /** Wall instant by which it will have played what it was sent; null where nobody has reckoned that. */
  readonly until: Millis | null;
}

export const unseenBox: ObservedBox = { state: 'away', until: null };

/** What passed: a socket, or a frame by its name. */
export type BoxSight =
  | { readonly type: 'opened'; readonly reconnect: boolean }
  | { readonly type: 'closed' }
  /** A command of the box, or an event to it. */
  | { readonly type: 'frame'; readonly name: string }
  /** What it was sent will have been heard by then. */
  | { readonly type: 'plays-until'; readonly until: Millis };

export function observeBox(box: ObservedBox, sight: BoxSight): ObservedBox {
  switch (sight.type) {
    case 'opened':
      // It dials anew when its button is pressed, and then listens; without `reconnect` it has just booted.
      return { state: sight.reconnect ? 'listening' : 'idle', until: null };
    case 'closed':
      return unseenBox;
    case 'plays-until':
      return { ...box, until: sight.until };
    case 'frame': {
      const state = stateAfter(sight.name);
      if (state === undefined) return box;
      // Copies of what it is sent come after the reckoning, and do not change it.
      return { state, until: state === 'speaking' || state === 'listening' ? box.until : null };
    }
  }
}

/** As of now: it goes on playing when it has been sent everything. */
export const boxStateAt = ({ state, until }: ObservedBox, now: Millis): BoxState =>
  state === 'listening' && until !== null && now < until ? 'speaking' : state;

function stateAfter(name: string): BoxState | undefined {
  switch (name) {
    case 'StartChat':
      return 'hearing';
    case 'Submit':
    case 'EndVad':
      return 'waiting';
    case 'StartAudio':
      return 'speaking';
    case 'EndResponse':
      return 'listening';
    default:
      return undefined;
  }
}
