/** Instants of a run of turns, seen from outside: the microphone's track and the sound before the loudspeaker. */
import type { Page } from '@playwright/test';
import { resample } from '../core/audio/resampler.ts';
import { heardRate, type Millis, type Samples } from '../core/units.ts';
import { align } from '../e2e/support/recordings.ts';
import type { Stage } from '../e2e/support/stage.ts';
import {
  instantOfFrame,
  instantOfSample,
  microphoneTap,
  outputTap,
  type MicrophoneTap,
} from '../e2e/support/taps.ts';
import { median } from './statistics.ts';

export interface HeardCue {
  readonly text: string;
  /** When the first and the last true sample could be read from the track. */
  readonly onset: Millis;
  readonly end: Millis;
}

/** Where a recording's cues lie in what the track delivered. */
export interface TrackPlaces {
  readonly tap: MicrophoneTap;
  /** Samples of the track; end exclusive. In the order of the recording's cues. */
  readonly cues: readonly { readonly text: string; readonly start: Samples; readonly end: Samples }[];
}

/** The track begins up to a second before or after the file. */
const searchSamples: Samples = heardRate;
/** In noise a cue may be found elsewhere by chance: farther than this from where the others say, and they are right. */
const strayMs: Millis = 50;

export async function placesOnTheTrack(page: Page, stage: Stage): Promise<TrackPlaces> {
  const tap = await microphoneTap(page);
  const heard = tap.sampleRate === heardRate ? tap.samples : resample(tap.samples, tap.sampleRate, heardRate);
  const starts = stage.cues.map(({ atMs }) => Math.round((atMs * heardRate) / 1000));
  const shifts = stage.cues.map(({ clip }, index) => {
    const from = Math.max(0, starts[index]! - searchSamples);
    const neighbourhood = heard.slice(from, starts[index]! + clip.samples.length + searchSamples);
    return from + align(neighbourhood, clip.samples).offset - starts[index]!;
  });
  const usual = median(shifts);
  const onTrack = (sample: Samples) => Math.round((sample * tap.sampleRate) / heardRate);
  return {
    tap,
    cues: stage.cues.map(({ clip }, index) => {
      const shift = shifts[index]!;
      const isStray = Math.abs(shift - usual) > (strayMs * heardRate) / 1000;
      const start = starts[index]! + (isStray ? usual : shift);
      return { text: clip.text, start: onTrack(start), end: onTrack(start + clip.samples.length) };
    }),
  };
}

/** Finds every cue in what the track delivered. Throws where the track ended before one. */
export async function cuesOnTheTrack(page: Page, stage: Stage): Promise<readonly HeardCue[]> {
  const { tap, cues } = await placesOnTheTrack(page, stage);
  const instant = (sample: Samples): Millis => {
    const at = instantOfSample(tap, sample);
    if (at === undefined) throw new Error(`sample ${sample} never arrived on the track`);
    return at;
  };
  return cues.map(({ text, start, end }) => ({ text, onset: instant(start), end: instant(end - 1) }));
}

/**
 * When a sample was spoken, by the earliest arrivals of the whole recording. For the beginning of a track: its first
 * blocks wait until somebody is there to read them.
 */
export function spokenAt({ arrivals, sampleRate }: MicrophoneTap, sample: Samples): Millis {
  const offsets = arrivals.map(([count, at]) => at - (count * 1000) / sampleRate);
  return Math.min(...offsets) + (sample * 1000) / sampleRate;
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
