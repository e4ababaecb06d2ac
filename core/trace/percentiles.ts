/**
 * The smallest of the values that at least this share of them does not exceed (nearest rank): always one that occurred.
 * @param share from 0 to 1
 * @returns undefined where there are no values
 */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.ceil(share * sorted.length);
  return sorted[Math.min(Math.max(rank, 1), sorted.length) - 1];
}
