import { heardRate } from '../../../core/units.ts';
import type { Millis } from '../../../core/units.ts';
import { findAlignments, fineScore, fractionalOffset } from './alignment.ts';
import type { Alignment } from './alignment.ts';
import { measureCoverage } from './coverage.ts';
import { hopMs } from './log-mel.ts';
import { soundPrint } from './sound-print.ts';
import type { SoundPrint, Template } from './sound-print.ts';

/** An utterance found in the audio. */
export interface Match {
  readonly text: string;
  readonly source: string;
  /** Borders in the audio; before its begin or after its end where the utterance sticks out. */
  readonly startMs: Millis;
  readonly endMs: Millis;
  /** Correlation of what is there, in [-1, 1]. */
  readonly score: number;
  /** What is missing of the utterance at either end. */
  readonly lacksStartMs: Millis;
  readonly lacksEndMs: Millis;
  /** False where it lacks too much: it is then left out of the text. */
  readonly whole: boolean;
}

export interface Recognition {
  /** Texts of the whole utterances in order, joined by a space; empty if there are none. */
  readonly text: string;
  /** Whole and refused ones, in order. */
  readonly matches: readonly Match[];
  readonly audioMs: Millis;
}

/** An utterance that lacks more than this at either end is left out: between the 60 ms and 100 ms of the rules. */
export const mayLackMs: Millis = 80;
/** Lower bound for a first look, before parts that are not there are left out of the score. */
const candidateScore = 0.5;
/**
 * Below this it is something else. Measured over the fixtures: other words reach 0.75 where less than a second of
 * template is compared, 0.68 where it is more; the same words stay above 0.85 down to a signal 15 dB over noise.
 */
const matchScore = { overASecond: 0.75, shorter: 0.8 };

/** At least this share of an utterance must be there for it to be named at all. */
const presentShare = 0.55;
/** Matches may overlap by this much: utterances can follow each other without a pause. */
const overlapMs: Millis = 80;

/**
 * Names the known utterances in mono PCM at 16 kHz in [-1, 1]: the ASR stand-in.
 *
 * Knows only its templates. Compares log-mel envelopes, so level, tone, resampling, some noise and a microphone's
 * processing do not matter; anything else is no words at all.
 */
export function recognise(pcm: Float32Array, templates: readonly Template[]): Recognition {
  const audioMs = (pcm.length * 1000) / heardRate;
  const print = soundPrint(pcm);
  const candidates = templates.flatMap((template) =>
    findAlignments(print, template).flatMap((fit) => judge(print, pcm.length, template, fit) ?? []),
  );
  const matches = withoutOverlaps(candidates);
  const text = matches
    .filter((match) => match.whole)
    .map((match) => match.text)
    .join(' ');
  return { text, matches, audioMs };
}

function judge(
  print: SoundPrint,
  audioSamples: number,
  template: Template,
  fit: Alignment,
): Match | undefined {
  if (fit.score < candidateScore) return undefined;
  const offset = fractionalOffset(print, template, fit);
  const coverage = measureCoverage(print, template, offset, audioSamples);
  const { presentFrom, presentTo, lacksStartMs, lacksEndMs } = coverage;
  if (presentTo - presentFrom < presentShare * template.fine.frames) return undefined;
  const isLong = (presentTo - presentFrom) * hopMs >= 1000;
  const score = fineScore(print, template, fit.offset, presentFrom, presentTo);
  if (score < (isLong ? matchScore.overASecond : matchScore.shorter)) return undefined;
  const startMs = offset * hopMs;
  return {
    text: template.text,
    source: template.source,
    startMs,
    endMs: startMs + (template.samples * 1000) / heardRate,
    score,
    lacksStartMs,
    lacksEndMs,
    whole: lacksStartMs < mayLackMs && lacksEndMs < mayLackMs,
  };
}

/** The best match of every stretch of audio, in order of time. */
function withoutOverlaps(candidates: readonly Match[]): Match[] {
  const kept: Match[] = [];
  for (const match of [...candidates].sort((a, b) => b.score - a.score)) {
    const isFree = kept.every(
      (other) => Math.min(match.endMs, other.endMs) - Math.max(match.startMs, other.startMs) <= overlapMs,
    );
    if (isFree) kept.push(match);
  }
  return kept.sort((a, b) => a.startMs - b.startMs);
}
