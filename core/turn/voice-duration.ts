/**
 * How long has somebody been speaking, measured strictly enough to decide about an interruption.
 *
 * Silero's probability stays high for some 84 ms (up to 170) after a voice has ended, which would make an "mm-hm" of
 * 450 ms last more than 600. A frame therefore counts only when its level, too, is that of the voice: near the loudest
 * frame of the segment, and above the noise where the noise is far enough below. At the other end the probability is
 * late, by up to 130 ms and more after nasals: frames just before the onset count when they were loud and the model
 * had begun to suspect something.
 * Source of the delays: `vad.md` section 10, clean speech, starts at -44 to +132 ms, ends at +8 to +173 ms.
 */
export interface VoiceDuration {
  readonly voicedFrames: number;
  /** Level of the loudest frame so far; -Infinity before the first. */
  readonly peakDb: number;
}

export interface MeasuredFrame {
  readonly probability: number;
  readonly levelDb: number;
  /** Level of the background. */
  readonly noiseDb: number;
}

export interface VoiceStep {
  readonly duration: VoiceDuration;
  /** This frame is part of the voice. */
  readonly voiced: boolean;
}

export const noVoice: VoiceDuration = { voicedFrames: 0, peakDb: -Infinity };

/** Weak consonants lie some 20 dB under the vowels around them, a dying room further. */
const rangeDb = 24;
/** A frame this far above the background is more than background. */
const aboveNoiseDb = 6;
/** With noise as loud as the voice only the probability can tell: never ask for more than this below the peak. */
const leastRangeDb = 8;
/** The onset is looked for so far back: 192 ms. */
export const lookBackFrames = 6;
/** What the model says to the first sounds of a slow onset; to noises it says less. */
const suspicion = 0.1;
/** Before the model is sure, only a clear sound counts. */
const clearDb = 12;

/**
 * A segment begins: what was heard just before may already have been the voice.
 * @param before the last frames, at most {@link lookBackFrames}
 * @param onset the frame with which the segment begins; not counted yet
 */
export function beginVoice(before: readonly MeasuredFrame[], onset: MeasuredFrame): VoiceDuration {
  const isVoice = ({ probability, levelDb, noiseDb }: MeasuredFrame): boolean =>
    probability >= suspicion && levelDb >= noiseDb + clearDb && levelDb >= onset.levelDb - rangeDb;
  return { voicedFrames: before.slice(-lookBackFrames).filter(isVoice).length, peakDb: onset.levelDb };
}

/**
 * Takes one frame of an open segment.
 * @param offsetThreshold below it a frame is not voice at all
 */
export function stepVoiceDuration(
  { voicedFrames, peakDb }: VoiceDuration,
  { probability, levelDb, noiseDb }: MeasuredFrame,
  offsetThreshold: number,
): VoiceStep {
  if (probability < offsetThreshold) return { duration: { voicedFrames, peakDb }, voiced: false };
  const peak = Math.max(peakDb, levelDb);
  const floor = Math.max(peak - rangeDb, Math.min(noiseDb + aboveNoiseDb, peak - leastRangeDb));
  const voiced = levelDb >= floor;
  return { duration: { voicedFrames: voicedFrames + (voiced ? 1 : 0), peakDb: peak }, voiced };
}
