import { decodePcm16 } from '../../core/audio/pcm.ts';
import type { Millis } from '../../core/units.ts';

/** What the speech model is shown at once: 512 samples. */
const windowBytes = 1024;

/**
 * The windows of one message: 512 samples each, the last as short as the message leaves it, filled up with silence.
 * @yields samples, and the milliseconds they count for (whole ones)
 */
export function* messageWindows(message: Uint8Array): Generator<{ window: Float32Array; ms: Millis }> {
  for (let at = 0; at < message.length; at += windowBytes) {
    const samples = decodePcm16(message.subarray(at, at + windowBytes));
    const window = new Float32Array(windowBytes / 2);
    window.set(samples);
    yield { window, ms: Math.floor(samples.length / 16) };
  }
}
