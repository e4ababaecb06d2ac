import { expect, it } from 'vitest';
import { downmix } from './downmix.ts';

it('takes one channel as it is', () => {
  const mono = new Float32Array(3);
  downmix([Float32Array.of(0.25, -0.5, 1)], 0, 3, mono);
  expect([...mono]).toEqual([0.25, -0.5, 1]);
});

it('averages channels, so that two that are alike do not clip', () => {
  const mono = new Float32Array(2);
  downmix([Float32Array.of(1, 0.5), Float32Array.of(1, -0.5)], 0, 2, mono);
  expect([...mono]).toEqual([1, 0]);
});

it('mixes the asked slice and leaves the rest alone', () => {
  const mono = Float32Array.of(9, 9, 9);
  downmix([Float32Array.of(1, 2, 3, 4)], 2, 2, mono);
  expect([...mono]).toEqual([3, 4, 9]);
});
