/** 1.5 dB, a pixel of the lens: less cannot be seen, and is not worth a frame. */
const leastStep = 0.03;
/** Of what is left to fall, with each report. */
const fall = 0.4;

/**
 * The level to show next, 0 to 1: quick to rise, slow to fall, as the eye expects of one. It comes to rest at the level
 * itself, and silence is shown as silence.
 * @returns `shown` itself where nothing is to be drawn
 */
export function followLevel(shown: number, level: number): number {
  const step = level - shown;
  if (Math.abs(step) < leastStep) return level === 0 ? 0 : shown;
  const fallen = shown + fall * step;
  return step > 0 || shown - fallen < leastStep ? level : fallen;
}
