/** The judged frames of the last minutes without their samples: what the VAD knows about a stretch of audio. */
import type { HeardSpan } from '../../core/turn/turn-state.ts';
import { frameMs, frameSamples, type Millis, type Samples } from '../../core/units.ts';
import type { VoiceEvidence } from '../../app/engines/engine.ts';

export interface LoggedFrame {
  readonly start: Samples;
  readonly probability: number;
  readonly levelDb: number;
  readonly noiseDb: number;
  /** Part of a voice, by the strict measure. */
  readonly voiced: boolean;
  /** Frames since the first low one of this silence, that one counted; 0 while somebody speaks. */
  readonly silentFrames: number;
  /** Capture instant of the frame's last sample. */
  readonly at: Millis;
  readonly judgedAt: Millis;
}

/** Two minutes: the longest utterance and its pauses. */
const keptFrames = 3750;
const trimAt = keptFrames + 512;

export class FrameLog {
  #frames: LoggedFrame[] = [];

  add(frame: LoggedFrame): void {
    this.#frames.push(frame);
    if (this.#frames.length > trimAt) this.#frames = this.#frames.slice(-keptFrames);
  }

  evidence(span: HeardSpan): VoiceEvidence {
    let voiced = 0;
    let probabilities = 0;
    let maxProbability = 0;
    let power = 0;
    let noiseDb = Infinity;
    let loudestDb = -100;
    for (const frame of this.#within(span)) {
      maxProbability = Math.max(maxProbability, frame.probability);
      noiseDb = Math.min(noiseDb, frame.noiseDb);
      loudestDb = Math.max(loudestDb, frame.levelDb);
      if (!frame.voiced) continue;
      voiced += 1;
      probabilities += frame.probability;
      power += 10 ** (frame.levelDb / 10);
    }
    return {
      voicedMs: voiced * frameMs,
      meanProbability: voiced === 0 ? 0 : probabilities / voiced,
      maxProbability,
      // Where the detector heard no voice (the key was pressed) the loudest frame is the best guess.
      speechDb: voiced === 0 ? loudestDb : 10 * Math.log10(power / voiced),
      noiseDb: noiseDb === Infinity ? -100 : noiseDb,
    };
  }

  /** Capture instant of the first sample of the span's first voiced frame. */
  voiceStart(span: HeardSpan): Millis | undefined {
    const first = this.#within(span).find((frame) => frame.voiced);
    return first === undefined ? undefined : first.at - frameMs;
  }

  /** Capture instant of the last sample of the span's last voiced frame. */
  lastVoiced(span: HeardSpan): Millis | undefined {
    return this.#within(span).findLast((frame) => frame.voiced)?.at;
  }

  /** When the first low frame of the span's last silence had been judged. */
  firstLow(span: HeardSpan): Millis | undefined {
    return this.#within(span).findLast((frame) => frame.silentFrames === 1)?.judgedAt;
  }

  #within({ start, end }: HeardSpan): readonly LoggedFrame[] {
    const from = this.#frames.findLastIndex((frame) => frame.start + frameSamples <= start) + 1;
    const to = this.#frames.findLastIndex((frame) => frame.start < end) + 1;
    return this.#frames.slice(from, to);
  }
}
