import type { BoxEvent } from '../../../core/echokit/box-session/session-event.ts';

/** What is fed back to the session; the instant is put to it where it is taken in. */
export type Told = BoxEvent extends infer E ? (E extends BoxEvent ? Omit<E, 'at'> : never) : never;
