import { describe, expect, it } from 'vitest';
import { findRecording, readRecording } from '../../core/vad/fixtures.testing.ts';
import { createEnergyModel } from './energy-model.ts';
import { judgeRecording } from './judge-recording.ts';

describe('the energy detector as a model', () => {
  it('stands in for Silero: same calls, at both rates', async () => {
    for (const file of ['syn_speeds_a.wav', 'syn_phone_a_8k.wav']) {
      const { rate, pcm } = readRecording(findRecording(file)!);
      const model = createEnergyModel(rate === 8_000 ? 8_000 : 16_000);
      expect(model.sampleRate).toBe(rate);
      const probabilities = await judgeRecording(model, pcm);
      expect(probabilities.length).toBe(Math.ceil(pcm.length / model.frameSamples));
      expect(Math.max(...probabilities)).toBeGreaterThan(0.95);
      expect(Math.min(...probabilities)).toBeLessThan(0.25);
      await model.close();
    }
  });

  it('answers at once, each stream from its own background', () => {
    const model = createEnergyModel();
    const [quiet, loud] = [model.createStream(), model.createStream()];
    const frame = Float32Array.from({ length: 512 }, (_, i) => 0.1 * Math.sin(i / 3));
    for (let i = 0; i < 20; i += 1) {
      void quiet.process(new Float32Array(512));
      void loud.process(frame);
    }
    void quiet.process(frame);
    expect(quiet.process(frame)).toBeGreaterThan(0.9);
    expect(loud.process(frame)).toBeLessThan(0.35);
    quiet.reset();
    expect(quiet.process(frame)).toBeLessThan(0.35);
  });
});
