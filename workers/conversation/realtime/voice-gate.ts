/**
 * What a voice at the microphone means here, frame by frame: a turn of the user's, or doubt about a reply that is being
 * heard. The steps are the turn machine's (T5, T6): suspected voice lowers the reply, sustained voice pauses it,
 * committed voice takes the floor; quiet brings it back.
 */
import type { TurnSettings } from '../../../core/profile/profile.ts';
import { framesOf } from '../../../core/turn/turn-rules.ts';
import type { Samples } from '../../../core/units.ts';
import type { HeardFrame } from '../backend.ts';

const restoreFrames = framesOf(320);
const resumeFrames = framesOf(400);

export type VoiceAct =
  /** The user's turn begins with this sample. */
  | { readonly type: 'begin'; readonly start: Samples }
  | { readonly type: 'end' }
  | { readonly type: 'pause' | 'resume' | 'restore' };

export interface GateFrame extends Pick<HeardFrame, 'voice' | 'segments' | 'ducked'> {
  /** A reply is being heard. */
  readonly isSounding: boolean;
  /** Voice takes the floor here; where the server finds the turns, or a key does, it only lowers the reply. */
  readonly decides: boolean;
}

export class VoiceGate {
  #isOpen = false;
  #held: 'none' | 'ducked' | 'paused' = 'none';
  #quiet = 0;

  /** A reply is in doubt. */
  get isHolding(): boolean {
    return this.#held !== 'none';
  }

  hear(frame: GateFrame, settings: TurnSettings): readonly VoiceAct[] {
    const { voice, segments, ducked, isSounding, decides } = frame;
    if (this.#isOpen) {
      if (!segments.some(({ type }) => type === 'hard-end')) return [];
      this.#isOpen = false;
      return [{ type: 'end' }];
    }
    if (!isSounding) this.#held = 'none';
    else if (ducked && this.#held === 'none') this.#held = 'ducked';
    const speaks = voice !== null && voice.silentFrames === 0;
    this.#quiet = speaks ? 0 : this.#quiet + 1;
    if (!speaks) return this.#release();
    if (!decides) return [];
    if (!isSounding) return voice.confirmed ? this.#begin(voice.start) : [];
    if (voice.voicedFrames >= framesOf(settings.committedMs)) return this.#begin(voice.start);
    if (voice.voicedFrames < framesOf(settings.sustainedMs) || this.#held === 'paused') return [];
    this.#held = 'paused';
    return [{ type: 'pause' }];
  }

  /** The turn is over by other means, or another one has begun. */
  close(): void {
    this.#isOpen = false;
    this.#held = 'none';
    this.#quiet = 0;
  }

  #begin(start: Samples): readonly VoiceAct[] {
    this.close();
    this.#isOpen = true;
    return [{ type: 'begin', start }];
  }

  #release(): readonly VoiceAct[] {
    const held = this.#held;
    if (held === 'none' || this.#quiet < (held === 'paused' ? resumeFrames : restoreFrames)) return [];
    this.#held = 'none';
    return held === 'paused' ? [{ type: 'resume' }, { type: 'restore' }] : [{ type: 'restore' }];
  }
}
