/** Instants of a run of turns, seen from outside: the microphone's track and the sound before the loudspeaker. */
import type { Page } from '@playwright/test';
import { resample } from '../core/audio/resampler.ts';
import { heardRate, type Millis } from '../core/units.ts';
import { align } from '../e2e/support/recordings.ts';
import type { Stage } from '../e2e/support/stage.ts';
import { instantOfFrame, instantOfSample, microphoneTap, outputTap } from '../e2e/support/taps.ts';

export interface HeardCue {
  readonly text: string;
  /** When the first and the last true sample could be read from the track. */
  readonly onset: Millis;
  readonly end: Millis;
}

/** Finds every cue in what the track delivered. Throws when the recording cannot be found in it. */
export async function cuesOnTheTrack(page: Page, stage: Stage): Promise<readonly HeardCue[]> {
  const tap = await microphoneTap(page);
  const heard = tap.sampleRate === heardRate ? tap.samples : resample(tap.samples, tap.sampleRate, heardRate);
  return stage.cues.map(({ clip, atMs }) => {
    const start = Math.round((atMs * heardRate) / 1000);
    // Looked for near where it should be: the track began up to a second before or after the file.
    const from = Math.max(0, start - heardRate);
    const neighbourhood = heard.slice(from, start + clip.samples.length + heardRate);
    const { offset } = align(neighbourhood, clip.samples);
    const instant = (sample: number) => {
      const at = instantOfSample(tap, Math.round((sample * tap.sampleRate) / heardRate));
      if (at === undefined) throw new Error(`sample ${sample} never arrived on the track`);
      return at;
    };
    return {
      text: clip.text,
      onset: instant(from + offset),
      end: instant(from + offset + clip.samples.length - 1),
    };
  });
}

/** When sound began after at least `silenceMs` of exact silence, by the tap before the loudspeaker. */
export async function soundOnsets(page: Page, silenceMs: Millis): Promise<readonly Millis[]> {
  const tap = await outputTap(page);
  const needed = (silenceMs * tap.sampleRate) / 1000;
  const onsets: Millis[] = [];
  let silent = needed;
  tap.samples.forEach((sample, index) => {
    if (sample === 0) silent += 1;
    else {
      if (silent >= needed) onsets.push(instantOfFrame(tap, tap.firstFrame + index));
      silent = 0;
    }
  });
  return onsets;
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};
