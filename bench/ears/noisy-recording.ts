/** All utterances of both microphone recordings, clean or in noise: every utterance in another kind of it. */
import { heardRate, type Millis } from '../../core/units.ts';
import { clipMs, inARow, stage, voices, type Cue, type Stage } from '../../e2e/support/stage.ts';
import { noiseBelow, noiseKinds } from './noise.ts';

/** Longer than the peer's 1,400 ms of silence, so that it can end an utterance before the next one. */
const gapMs: Millis = 2200;
const firstMs: Millis = 1600;
const fadeSamples = 0.05 * heardRate;

/** Voice and noise of one kind begin and end softly, in the middle of a gap. */
function noiseAround(
  cue: Cue,
  index: number,
  snrDb: number,
  seed: number,
  clips: readonly Float32Array[],
): Cue {
  const length = Math.round(((clipMs(cue.clip) + gapMs) * heardRate) / 1000);
  const noise = noiseBelow(cue.clip.samples, snrDb, {
    kind: noiseKinds[index % noiseKinds.length]!,
    seed: seed * 100 + index,
    length,
    voices: clips,
  });
  const samples = noise.map((sample, n) => sample * Math.min(1, n / fadeSamples, (length - n) / fadeSamples));
  return { clip: { text: '', samples }, atMs: cue.atMs - gapMs / 2 };
}

/** @param snrDb how far the noise lies below each voice; null for a quiet room */
export function noisyRecording(snrDb: number | null, seed: number): Stage {
  const clean = inARow(voices('mic_a', 'mic_b'), { firstMs, gapMs });
  if (snrDb === null) return clean;
  clean.remove();
  const clips = clean.cues.map(({ clip }) => clip.samples);
  const noises = clean.cues.map((cue, index) => noiseAround(cue, index, snrDb, seed, clips));
  return { ...stage([...clean.cues, ...noises], clean.lengthMs), cues: clean.cues };
}
