/** A recording as a microphone: frames of 512 samples at 16 kHz, each when its last sample would have been captured. */
import { resample } from '../../core/audio/resampler.ts';
import { frameMs, frameSamples, heardRate, type Millis } from '../../core/units.ts';
import type { CaptureFrame } from '../../workers/vad-api.ts';
import type { Recording } from '../vad-recording.ts';

/** Often enough that no frame comes a frame late. */
const checkEveryMs: Millis = 8;

export interface WavMicrophone {
  /** Wall instant of the first sample. */
  readonly startedAt: Millis;
  /** All of the recording was captured; silence goes on. */
  readonly isOver: () => boolean;
  readonly stop: () => void;
}

/**
 * Plays at once, in real time. After the end of the recording there is silence until it is stopped.
 * @param port gets {@link CaptureFrame}s, as from a capture worklet
 */
export function playMicrophone({ rate, pcm }: Recording, port: MessagePort): WavMicrophone {
  const samples = rate === heardRate ? pcm : resample(pcm, rate, heardRate);
  const now = () => performance.timeOrigin + performance.now();
  const startedAt = now();
  let index = 0;
  const timer = setInterval(() => {
    while (startedAt + (index + 1) * frameMs <= now()) {
      const frame = new Float32Array(frameSamples);
      frame.set(samples.subarray(index * frameSamples, (index + 1) * frameSamples));
      const end = (index + 1) * frameSamples;
      port.postMessage({
        type: 'frame',
        samples: frame,
        index,
        contextFrame: end,
        endFrame: end,
        contextRate: heardRate,
      } satisfies CaptureFrame);
      index += 1;
    }
  }, checkEveryMs);
  return {
    startedAt,
    isOver: () => index * frameSamples >= samples.length,
    stop: () => clearInterval(timer),
  };
}
