import { framesOf, isSileroRate, sileroLayout } from '../../core/vad/silero-frames.ts';
import { invariant } from '../../core/assert.ts';
import type { SpeechModel } from './speech-model.ts';

/**
 * Probabilities of a whole recording, one per frame of 32 ms, the last frame filled up with zeros.
 * @param pcm mono in [-1, 1] at the model's rate
 */
export async function judgeRecording(model: SpeechModel, pcm: Float32Array): Promise<number[]> {
  const { sampleRate } = model;
  invariant(isSileroRate(sampleRate), `model has ${sampleRate} Hz, expected 8000 or 16000`);
  const stream = model.createStream();
  try {
    const probabilities: number[] = [];
    for (const frame of framesOf(pcm, sileroLayout(sampleRate))) {
      probabilities.push(await stream.process(frame));
    }
    return probabilities;
  } finally {
    stream.close();
  }
}
