import type { DialBox } from './box-link.ts';
import type { BoxLogEntry } from './box-log.ts';
import type { BoxPhaseName } from './box-state.ts';
import type { BoxClock } from './clock.ts';
import type { BoxVersion } from './firmware.ts';
import type { LoudspeakerEnds, PlayedSound } from './loudspeaker.ts';
import type { DetectSpeech } from './microphone.ts';

export interface SimulatedBoxOptions {
  /** As a person would give it to a box: `ws://host:port/ws`, without the id. */
  readonly server: string;
  readonly dial: DialBox;
  /** 12 lowercase hex digits. */
  readonly id?: string;
  /** Default 0.3.2. */
  readonly version?: BoxVersion;
  readonly clock?: BoxClock;
  /**
   * What the microphone hears next: 512 samples at 16 kHz, [-1, 1]; null is silence. Asked every 32 ms from power-on on,
   * with the box's state.
   */
  readonly microphone?: (state: BoxPhaseName) => Float32Array | null;
  /** Probability that a frame is speech, given those before; such as a Silero stream's `process`. Default: never. */
  readonly detectSpeech?: DetectSpeech;
  /** Heard so far of a segment or of the greeting, when it is over. */
  readonly onPlayed?: (sound: PlayedSound) => void;
  /** For somebody who plays it along. */
  readonly onSound?: LoudspeakerEnds['onSound'];
  readonly onSilence?: LoudspeakerEnds['onSilence'];
  readonly onLog?: (entry: BoxLogEntry) => void;
  /** Every binary and text message as it came, before it is read. */
  readonly onMessage?: (payload: string | Uint8Array) => void;
  /** The speech detector failed; its frame counts as no speech. */
  readonly onTrouble?: (error: unknown) => void;
  /** Only `cc` asks: what `/proxy/state/{id}` says at that address. */
  readonly pollNotifications?: (url: string) => Promise<'notification' | 'nothing' | 'refused'>;
}
