/** Why nothing can be heard, or not where it should. */
import type { EchoError } from '../../../core/errors.ts';

/**
 * - `playback-failed`: the browser could make no audio output.
 * - `output-unavailable`: the chosen loudspeaker is gone or may not be used; the default plays.
 */
export type PlaybackErrorCode = 'playback-failed' | 'output-unavailable';

export type PlaybackError = EchoError<PlaybackErrorCode>;
