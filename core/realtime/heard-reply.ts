/** How much of a reply was heard, in words and in the milliseconds of a truncation. */
import { estimateSpeechMs, spokenWords, wordsHeard } from '../speech/spoken-weight.ts';
import { millisToSamples, type Millis, type Samples } from '../units.ts';
import { realtimeRate } from './dialect.ts';
import type { PlayedPart } from './session-event.ts';
import type { Reply, ReplyPart } from './session-state.ts';

/** Position in the audio of an item, as `audio_end_ms` wants it: whole, and never beyond what was played. */
export const playheadMs = (played: Samples): Millis => Math.floor((played / realtimeRate) * 1000);

export const replyText = ({ parts }: Reply): string => parts.map(({ text }) => text).join('');

export const replySamples = ({ parts }: Reply): Samples =>
  parts.reduce((sum, { samples }) => sum + samples, 0);

/** Samples of a part that were rendered: never more than came. A part the player does not name was not heard. */
export function playedOf(part: ReplyPart, played: readonly PlayedPart[]): Samples {
  const found = played.find(({ item, content }) => item === part.item && content === part.content);
  return Math.max(0, Math.min(part.samples, Math.floor(found?.samples ?? 0)));
}

/** The words whose greater part was heard, on the border of a word. */
export function heardText({ parts, complete }: Reply, played: readonly PlayedPart[]): string {
  let heard = '';
  for (const part of parts) {
    const samples = playedOf(part, played);
    const whole = complete && samples === part.samples;
    const text = part.samples === 0 ? '' : whole ? part.text : headOf(part, samples, complete);
    heard += text;
    if (text.length < part.text.length) break;
  }
  return heard;
}

/** While audio is still to come its length is guessed from the words: they are ahead of it. */
function headOf({ text, samples }: ReplyPart, played: Samples, complete: boolean): string {
  const guess = complete ? 0 : millisToSamples(estimateSpeechMs(text), realtimeRate);
  const words = spokenWords(text);
  const count = wordsHeard(words, played / Math.max(1, samples, guess));
  return text.slice(0, words[count - 1]?.end ?? 0);
}
