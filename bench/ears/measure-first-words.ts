/**
 * Somebody talks as they press: what of it is in the first utterance that is delivered? The microphone is opened by the
 * bench at the press and its recording runs on from there, so that it does not wait for a contender that opens it late.
 */
import type { Millis } from '../../core/units.ts';
import { heardRate } from '../../core/units.ts';
import { stage } from '../../e2e/support/stage.ts';
import { placesOnTheTrack, spokenAt } from '../seen-from-outside.ts';
import type { Contender } from './contenders.ts';
import type { CountedWords } from './counted-words.ts';
import { alignByLoudness } from './loudness-alignment.ts';
import { openContender, startButton } from './open-contender.ts';
import { coverageOf } from './word-coverage.ts';

export interface FirstWordsRun {
  /** From the press to the true first sample: about the same for everybody, or the comparison is void. */
  readonly onsetAfterPressMs: Millis;
  readonly pressToListeningMs: Millis;
  /** Speech before the first sample that was delivered. */
  readonly lostMs: Millis;
  readonly lostWords: readonly string[];
  readonly words: number;
}

/** People need a moment from the press to the first word; the microphone takes about as long to open. */
const firstMs: Millis = 250;
/** Longer than any contender's silence at the end. */
const tailMs: Millis = 4000;
/** Below this the delivered audio is not the recording. */
const leastCorrelation = 0.5;

export async function measureFirstWords(
  contender: Contender,
  { clip, words }: CountedWords,
): Promise<FirstWordsRun> {
  const lengthMs = firstMs + (clip.samples.length * 1000) / heardRate + tailMs;
  const recording = stage([{ clip, atMs: firstMs }], lengthMs);
  const open = await openContender(contender, {
    microphone: recording.path,
    chatModel: 'empty',
    observed: true,
  });
  try {
    const button = open.page.getByRole('button', { name: startButton });
    const pressedAt = await button.evaluate(async (element: HTMLElement) => {
      await navigator.mediaDevices.getUserMedia({ audio: true });
      element.click();
      return performance.timeOrigin + performance.now();
    });
    const { at: listening } = await open.heard('listening');
    await open.heard('end');
    const delivered = await open.firstUtterance();
    const { tap, cues } = await placesOnTheTrack(open.page, recording);
    const { offset, correlation } = alignByLoudness(delivered, clip.samples);
    if (correlation < leastCorrelation)
      throw new Error(`${contender.name} delivered something else: correlation ${correlation.toFixed(2)}`);
    const { missingAtStart, lostWords } = coverageOf(words, offset, delivered.length);
    return {
      onsetAfterPressMs: spokenAt(tap, cues[0]!.start) - pressedAt,
      pressToListeningMs: listening - pressedAt,
      lostMs: (missingAtStart * 1000) / heardRate,
      lostWords,
      words: words.length,
    };
  } finally {
    await open.close();
    recording.remove();
  }
}
