/** What came out before the loudspeaker, compared with what the stand-in voice must have said. */
import { decodePcm16 } from '../../core/audio/pcm.ts';
import type { Hertz, Millis, Samples } from '../../core/units.ts';
import { speak } from '../../simulators/services/tts/voice.ts';
import type { TurnView } from '../../workers/conversation-api.ts';
import { instantOfFrame, type OutputTap } from './taps.ts';

/** Sound between two silences. Positions count from the tap's first sample. */
export interface Sound {
  readonly start: Samples;
  readonly end: Samples;
  readonly startAt: Millis;
  readonly endAt: Millis;
}

/**
 * Stretches of sound that are apart by at least so much exact silence. The stand-in voice has no sample that is 0, so
 * nothing that it says is taken for silence.
 */
export function soundsOf(tap: OutputTap, apartMs: Millis): readonly Sound[] {
  const apart = (apartMs * tap.sampleRate) / 1000;
  const sounds: { start: Samples; end: Samples }[] = [];
  tap.samples.forEach((sample, index) => {
    if (sample === 0) return;
    const last = sounds.at(-1);
    if (last && index - last.end < apart) last.end = index + 1;
    else sounds.push({ start: index, end: index + 1 });
  });
  const at = (index: Samples): Millis => instantOfFrame(tap, tap.firstFrame + index);
  return sounds.map(({ start, end }) => ({ start, end, startAt: at(start), endAt: at(end) }));
}

/** The stand-in voice's samples for a text, as they are before any player. */
export const voiceOf = (text: string, sampleRate: Hertz, speaker = 'cooper'): Float32Array =>
  decodePcm16(speak(text, { speaker, sampleRate, speed: 1 }));

/**
 * The stand-in voice runs in this process, and slowly until its code is compiled: that would make sound come late which
 * a test wants in time.
 */
export function warmUpVoice(speaker = 'cooper'): void {
  for (let round = 0; round < 5; round += 1) voiceOf('A few words to warm up. '.repeat(20), 24_000, speaker);
}

/** All that the voice said for a reply, piece by piece, without gaps. */
export function replySound({ reply }: TurnView, sampleRate: Hertz, speaker = 'cooper'): Float32Array {
  const parts = reply.pieces.map(({ start, end }) =>
    voiceOf(reply.text.slice(start, end), sampleRate, speaker),
  );
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Largest difference between two runs of samples; infinite where their lengths differ. */
export function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Infinity;
  return a.reduce((most, sample, index) => Math.max(most, Math.abs(sample - b[index]!)), 0);
}
