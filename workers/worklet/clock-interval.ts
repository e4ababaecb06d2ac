import type { Hertz, Samples } from '../../core/units.ts';

/** Pairs for a clock line are taken about this often. */
const intervalMs = 125;

const isPrime = (value: number): boolean => {
  for (let divisor = 2; divisor * divisor <= value; divisor += 1) if (value % divisor === 0) return false;
  return value > 1;
};

/**
 * Quanta between two clock messages: the largest prime count that is not longer than 125 ms. A device asks for its
 * 10 to 20 ms in a pattern of a few quanta, and a prime interval meets every place of that pattern in turn.
 */
export function clockIntervalQuanta(rate: Hertz, quantum: Samples): number {
  let quanta = Math.max(2, Math.floor((intervalMs * rate) / 1000 / quantum));
  while (!isPrime(quanta)) quanta -= 1;
  return quanta;
}
