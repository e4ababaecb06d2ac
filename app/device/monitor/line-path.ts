/**
 * A line through values at equal distances, from 0 to the largest of them, as the path of an SVG. Pure.
 * @param values gaps are left out @returns empty where there is nothing to draw
 */
export function linePath(values: readonly (number | undefined)[], width: number, height: number): string {
  const most = Math.max(1, ...values.map((value) => value ?? 0));
  const step = width / Math.max(1, values.length - 1);
  let path = '';
  for (const [index, value] of values.entries()) {
    if (value === undefined) continue;
    const x = (index * step).toFixed(1);
    const y = (height - (value / most) * (height - 2) - 1).toFixed(1);
    path += `${path === '' ? 'M' : 'L'}${x} ${y}`;
  }
  // One value alone is a line across.
  return path.includes('L') || path === '' ? path : `${path}h${width}`;
}
