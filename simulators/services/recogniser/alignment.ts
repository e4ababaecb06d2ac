import { coarseFrames, floorDb, levelOf } from './sound-print.ts';
import type { Grid, SoundPrint, Template } from './sound-print.ts';

/** Where a template fits best. */
export interface Alignment {
  /** Fine frame of the audio on which the template's first frame falls; negative when its beginning is not there. */
  readonly offset: number;
  /** Correlation of the cells in [-1, 1]. The same recording through a microphone: above 0.85; other words: below 0.75. */
  readonly score: number;
}

/** A template may stick out of the audio by this much and is still found (to be refused with a reason). */
const overhangFrames = 40;
const overhangShare = 0.4;
/** A coarse fit below this is not worth a closer look. */
const coarseThreshold = 0.45;

/**
 * Every place where a template may fit, best first. Rigid: a recording played into a microphone keeps its timing,
 * so a match needs no time warping, and warping would only help wrong words.
 */
export function findAlignments(print: SoundPrint, template: Template): Alignment[] {
  const overhang = Math.min(overhangFrames, Math.floor(template.fine.frames * overhangShare));
  const coarseOverhang = Math.ceil(overhang / coarseFrames);
  const first = -coarseOverhang;
  const last = print.coarse.frames - template.coarse.frames + coarseOverhang;
  const scores: number[] = [];
  for (let offset = first; offset <= last; offset++) scores.push(coarseScore(print, template, offset));

  const found: Alignment[] = [];
  for (const [i, score] of scores.entries()) {
    const isPeak = score >= (scores[i - 1] ?? -1) && score > (scores[i + 1] ?? -1);
    if (isPeak && score >= coarseThreshold) {
      const fit = refine(print, template, (first + i) * coarseFrames, overhang);
      if (fit !== undefined) found.push(fit);
    }
  }
  return found.sort((a, b) => b.score - a.score);
}

function refine(
  print: SoundPrint,
  template: Template,
  around: number,
  overhang: number,
): Alignment | undefined {
  const from = Math.max(around - coarseFrames, -overhang);
  const to = Math.min(around + coarseFrames, print.fine.frames - template.fine.frames + overhang);
  let best: Alignment | undefined;
  for (let offset = from; offset <= to; offset++) {
    const score = fineScore(print, template, offset);
    if (best === undefined || score > best.score) best = { offset, score };
  }
  return best;
}

/** Correlation at one offset, over the template's frames [from, to) as far as the audio reaches. */
export function fineScore(
  print: SoundPrint,
  template: Template,
  offset: number,
  from = 0,
  to = template.fine.frames,
): number {
  const silence = levelOf(print, offset + from, offset + to) - floorDb;
  return correlate(print.fine, template.fine, offset, from, to, silence);
}

/**
 * The offset in fractions of a frame, from a parabola through the scores beside the best one.
 * Exact to about 2 ms on clean audio.
 */
export function fractionalOffset(print: SoundPrint, template: Template, fit: Alignment): number {
  const before = fineScore(print, template, fit.offset - 1);
  const after = fineScore(print, template, fit.offset + 1);
  const curvature = before - 2 * fit.score + after;
  if (!(curvature < 0)) return fit.offset;
  return fit.offset + Math.max(-0.5, Math.min(0.5, (before - after) / (2 * curvature)));
}

function coarseScore(print: SoundPrint, template: Template, offset: number): number {
  const from = offset * coarseFrames;
  const silence = levelOf(print, from, from + template.fine.frames) - floorDb;
  return correlate(print.coarse, template.coarse, offset, 0, template.coarse.frames, silence);
}

/**
 * Normalised correlation after taking each band's own mean from both sides: neither level nor a change of tone
 * (high-pass, loudspeaker, room) matters, only what the sound does over time.
 */
function correlate(
  audio: Grid,
  template: Grid,
  offset: number,
  from: number,
  to: number,
  silence: number,
): number {
  const first = Math.max(from, -offset);
  const end = Math.min(to, audio.frames - offset);
  const count = end - first;
  if (count < 2) return -1;
  const templateSilence = -floorDb;
  let covariance = 0;
  let audioVariance = 0;
  let templateVariance = 0;
  for (let band = 0; band < template.bands; band++) {
    const audioRow = band * audio.frames + offset;
    const templateRow = band * template.frames;
    let x = 0;
    let y = 0;
    let xx = 0;
    let yy = 0;
    let xy = 0;
    for (let f = first; f < end; f++) {
      const a = audio.db[audioRow + f]!;
      const u = a > silence ? a - silence : 0;
      const v = template.db[templateRow + f]! - templateSilence;
      x += u;
      y += v;
      xx += u * u;
      yy += v * v;
      xy += u * v;
    }
    covariance += xy - (x * y) / count;
    audioVariance += xx - (x * x) / count;
    templateVariance += yy - (y * y) / count;
  }
  const product = audioVariance * templateVariance;
  return product > 0 ? covariance / Math.sqrt(product) : -1;
}
