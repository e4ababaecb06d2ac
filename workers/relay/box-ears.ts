/** What a box hears: its sound as judged frames, and the utterance that is cut out of them. */
import { rmsDb } from '../../core/audio/level.ts';
import { decodePcm16 } from '../../core/audio/pcm.ts';
import type { TurnSettings } from '../../core/profile/profile.ts';
import type { VoiceNow } from '../../core/turn/turn-event.ts';
import type { HeardSpan } from '../../core/turn/turn-state.ts';
import { frameSamples, heardRate, samplesToMillis, type Millis, type Samples } from '../../core/units.ts';
import type { Utterance } from '../../app/engines/engine.ts';
import { FrameLog } from '../conversation/frame-log.ts';
import type { Host } from '../conversation/host.ts';
import { VoiceTracker } from '../conversation/voice-tracker.ts';
import type { JudgeStream } from './speech-judge.ts';

/** @param end just past the frame's last sample */
export type OnFrame = (end: Samples, voice: VoiceNow | null) => void;

export class BoxEars {
  readonly log = new FrameLog();
  readonly #host: Host;
  readonly #judge: JudgeStream;
  readonly #settings: () => TurnSettings;
  #tracker = new VoiceTracker(this.log);
  #isOpen = false;
  /** Counts utterances: a frame that was being judged when one ended belongs to none. */
  #utterance = 0;
  #from: Samples = 0;
  #frames: Float32Array[] = [];
  #pending: Float32Array = new Float32Array(0);

  constructor(host: Host, judge: JudgeStream, settings: () => TurnSettings) {
    this.#host = host;
    this.#judge = judge;
    this.#settings = settings;
  }

  /** An utterance begins here on the heard clock: nothing of before is remembered. */
  begin(from: Samples): void {
    this.#isOpen = true;
    this.#utterance += 1;
    this.#from = from;
    this.#frames = [];
    this.#pending = new Float32Array(0);
    this.#tracker = new VoiceTracker(this.log);
    this.#judge.reset();
  }

  /** Sound is of no interest; what was heard can still be cut. */
  end(): void {
    this.#isOpen = false;
    this.#utterance += 1;
  }

  /** Nobody will ask for the utterance any more. */
  forget(): void {
    if (!this.#isOpen) this.#frames = [];
  }

  close(): void {
    this.end();
    this.forget();
    this.#judge.close();
  }

  /**
   * Judges what has come, frame by frame, as long as the utterance is open.
   * @param pcm s16le, 16 kHz
   * @param at wall instant at which it came: when its last sample had been captured, or a little later
   */
  async hear(pcm: Uint8Array, at: Millis, onFrame: OnFrame): Promise<void> {
    if (!this.#isOpen) return;
    const samples = decodePcm16(pcm);
    const whole = new Float32Array(this.#pending.length + samples.length);
    whole.set(this.#pending);
    whole.set(samples, this.#pending.length);
    const rest = whole.length % frameSamples;
    this.#pending = whole.slice(whole.length - rest);
    await this.#judgeAll(whole.subarray(0, whole.length - rest), at, onFrame);
  }

  /** The box has said that this was all: a last frame is filled up with silence. */
  async flush(at: Millis, onFrame: OnFrame): Promise<void> {
    if (!this.#isOpen || this.#pending.length === 0) return;
    const last = new Float32Array(frameSamples);
    last.set(this.#pending);
    this.#pending = new Float32Array(0);
    await this.#judgeAll(last, at, onFrame);
  }

  /** Owned by whoever asked. */
  cut(span: HeardSpan): Utterance {
    const end = Math.min(span.end, this.#from + this.#frames.length * frameSamples);
    const start = Math.min(end, Math.max(span.start, this.#from));
    const samples = new Float32Array(end - start);
    for (const [index, frame] of this.#frames.entries()) {
      const at = this.#from + index * frameSamples - start;
      const from = Math.max(0, -at);
      const to = Math.min(frameSamples, samples.length - at);
      if (from < to) samples.set(frame.subarray(from, to), at + from);
    }
    return { samples, sampleRate: heardRate, start, end, evidence: this.log.evidence({ start, end }) };
  }

  async #judgeAll(samples: Float32Array, at: Millis, onFrame: OnFrame): Promise<void> {
    const utterance = this.#utterance;
    for (let from = 0; from < samples.length; from += frameSamples) {
      const frame = samples.slice(from, from + frameSamples);
      const probability = await this.#judge.process(frame);
      if (utterance !== this.#utterance) return;
      const start = this.#from + this.#frames.length * frameSamples;
      this.#frames.push(frame);
      const behind = samplesToMillis(samples.length - from - frameSamples, heardRate);
      const { voice } = this.#tracker.hear(
        {
          type: 'frame',
          samples: frame,
          start,
          probability,
          levelDb: rmsDb(frame),
          at: at - behind,
          judgedAt: this.#host.now(),
          suspected: false,
        },
        probability,
        this.#settings(),
        'open',
      );
      onFrame(start + frameSamples, voice);
      if (utterance !== this.#utterance) return;
    }
  }
}
