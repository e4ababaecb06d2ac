import { EnergyDetector } from '../../core/vad/energy-detector.ts';
import { sileroLayout, type SileroRate } from '../../core/vad/silero-frames.ts';
import type { SpeechModel } from './speech-model.ts';

/** The energy detector in the place of a model: needs no download, answers at once, cannot fail. */
export function createEnergyModel(sampleRate: SileroRate = 16_000): SpeechModel {
  const layout = sileroLayout(sampleRate);
  return {
    name: 'energy',
    sampleRate,
    frameSamples: layout.window,
    createStream: () => {
      const detector = new EnergyDetector(layout);
      return {
        process: (frame) => detector.process(frame),
        reset: () => detector.reset(),
        close: () => undefined,
      };
    },
    close: () => Promise.resolve(),
  };
}
