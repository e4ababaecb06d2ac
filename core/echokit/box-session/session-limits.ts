/** Times of a conversation with an EchoKit server, whose own side has none. All ours but where a sheet is named. */
import { frameSamples, heardRate, type Millis, type Samples } from '../../units.ts';

/**
 * `open`: the handshake. `answer`: the server owes something. `end`: the voice is over and the server has not noticed.
 * `ended`: it broke off without a reason and may be about to hang up. `probe`: it is asked how turns end. `retry`: the
 * next attempt to connect. `stable`: a line that holds so long is a good one.
 */
export type WaitId = 'open' | 'answer' | 'end' | 'ended' | 'probe' | 'retry' | 'stable';

export const openMs: Millis = 10_000;
/** From the local end of a voice to EndVad, before the server is asked or helped. The server needs 0.7 s and its ASR. */
export const endOfSpeechMs: Millis = 3_000;
/** An eviction is an EndResponse and the socket's end right after it. */
export const evictionMs: Millis = 1_000;
/** A burst of silence is judged at once; what is waited for is the way there and back. */
export const probeMs: Millis = 4_000;
export const stableMs: Millis = 5_000;

/** Waits before each next attempt to connect; after the last one the person is asked. */
export const retryMs: readonly Millis[] = [500, 1_000, 2_000, 4_000, 8_000, 15_000];
/** Before the one attempt after an eviction. */
export const evictedRetryMs: Millis = 1_000;

/** 0.29 s in front of the first voiced frame: the server ends a turn that begins with half a second of silence. */
export const mostPreRoll: Samples = 9 * frameSamples;
/** The server is sure to have ended a turn: it does 0.70 s after the last word. Source: sheet `echokit.md` 4.1. */
export const endingFrames = 24;
/** From 512 ms on a pause may end a turn: it is cut out of what is sent again. */
export const longPauseFrames = 16;
/** What is left of a pause on both sides when it is cut out: 0.29 s in all. */
export const pauseEdge: Samples = 4.5 * frameSamples;
/** Pauses that are remembered. */
export const keptSkips = 8;
/** Ends an utterance where the server finds the ends: it needs 512 ms without speech. Source: sheet `echokit.md` 4.1. */
export const endingSilence: Samples = 32 * frameSamples;
/**
 * Ends an empty utterance with every server that finds the ends: 512 ms do with Silero, 160,000 bytes without a result
 * with Paraformer. Source: sheet `echokit.md` 4.1 and 4.2.
 */
export const probeSilence: Samples = Math.ceil((5.1 * heardRate) / frameSamples) * frameSamples;

/** Failed turns that can be sent again; as many as keep their audio. */
export const keptFailures = 8;
/** Events that wait for their turn; 64 KiB each at most. Beyond it the socket is not worth reading. */
export const mostLater = 1_000;
