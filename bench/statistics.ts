/** Figures over runs and turns. Percentiles are those the app itself shows. */
import { percentile } from '../core/trace/percentiles.ts';

/** The middle one, or the mean of the two in the middle; NaN where there are none or one of them is no number. */
export function median(values: readonly number[]): number {
  if (values.some(Number.isNaN)) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle]!;
  return sorted.length === 0 ? Number.NaN : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The smallest that 95 % of them do not exceed; NaN where there are none. */
export const p95 = (values: readonly number[]): number => percentile(values, 0.95) ?? Number.NaN;

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export const mean = (values: readonly number[]): number => sum(values) / values.length;

/** Change per unit of x, by least squares; NaN for fewer than two different x. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const middleX = mean(points.map(([x]) => x));
  const middleY = mean(points.map(([, y]) => y));
  const spread = sum(points.map(([x]) => (x - middleX) ** 2));
  return spread === 0 ? Number.NaN : sum(points.map(([x, y]) => (x - middleX) * (y - middleY))) / spread;
}
