import { describe, expect, it } from 'vitest';
import { frameCount, framesOf, isSileroRate, SileroInput, sileroLayout } from './silero-frames.ts';

const ramp = (from: number, length: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => from + i);

describe('what the model is fed', () => {
  it.each([
    [16_000, 512, 64],
    [8_000, 256, 32],
  ] as const)('at %i Hz: %i new samples behind the last %i of the input before', (rate, window, context) => {
    const layout = sileroLayout(rate);
    const input = new SileroInput(layout);
    const { samples } = input;

    input.push(ramp(1, window));
    expect(samples).toEqual(Float32Array.of(...new Float32Array(context), ...ramp(1, window)));

    input.push(ramp(1 + window, window));
    expect(input.samples).toBe(samples);
    expect(samples).toEqual(ramp(1 + window - context, context + window));

    input.reset();
    input.push(ramp(5, window));
    expect(samples).toEqual(Float32Array.of(...new Float32Array(context), ...ramp(5, window)));
  });

  it('refuses a frame of another length', () => {
    const input = new SileroInput(sileroLayout(16_000));
    expect(() => input.push(new Float32Array(480))).toThrow('frame has 480 samples, expected 512 (16000 Hz)');
  });

  it('knows two rates', () => {
    expect([8_000, 16_000, 48_000, 44_100].map(isSileroRate)).toEqual([true, true, false, false]);
  });
});

describe('cutting a recording', () => {
  const layout = sileroLayout(16_000);

  it('fills the last frame up with zeros', () => {
    const frames = [...framesOf(ramp(1, 513), layout)];
    expect(frames).toEqual([ramp(1, 512), Float32Array.of(513, ...new Float32Array(511))]);
  });

  it.each([
    [0, 0],
    [1, 1],
    [512, 1],
    [513, 2],
  ])('makes of %i samples %i frames', (length, count) => {
    expect(frameCount(length, layout)).toBe(count);
    expect([...framesOf(new Float32Array(length), layout)].length).toBe(count);
  });
});
