/** Times of a Realtime session. Source: sheet `realtime.md` 4, 5 and 7 (rule 4); those marked ours are. */
import type { Millis } from '../units.ts';

/** `answer`: the reply stays away, or stops in the middle. `cancel`: a cancel is not answered. */
export type TimerName = 'connect' | 'configure' | 'answer' | 'cancel' | 'reconnect';

/** From dialling to `session.created`. */
export const connectMs: Millis = 10_000;
/** From `session.update` to `session.updated`. */
export const configureMs: Millis = 5_000;
/** From the end of the user's turn to the first audio; ours: also between two pieces of a reply. */
export const answerMs: Millis = 15_000;
/** From `response.cancel` to its effect. Ours: as long as a `session.update` may take. */
export const cancelMs: Millis = 5_000;

/** What ends a turn early where the server alone finds its end. */
export const endingSilenceMs: Millis = 1_500;

/** Waits before each next attempt to connect; after the last one the session is given up. Ours. */
export const reconnectMs: readonly Millis[] = [500, 1_000, 2_000, 4_000, 8_000];
