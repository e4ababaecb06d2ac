/** What a browser has to offer for playing. The real one is `browser-playback-host.ts`, the scripted one beside it. */
import type { Hertz } from '../../../core/units.ts';
import type { PlayerPorts } from '../../../workers/player-api.ts';

/** `suspended`: it needs a gesture. `interrupted`: the system took the audio away for a while. */
export type PlaybackContextState = 'running' | 'suspended' | 'interrupted' | 'closed';

/** A playback context with the player in it. Owned by whoever made it, who must close it. */
export interface PlaybackContext {
  readonly sampleRate: Hertz;
  readonly state: PlaybackContextState;
  /** The ports are transferred. */
  connect(ports: PlayerPorts): void;
  /** Does not reject: whether it helped is seen by the state. */
  resume(): Promise<void>;
  /** @param deviceId empty for the system's default. Rejects where the device is gone or may not be used. */
  setOutput(deviceId: string): Promise<void>;
  close(): void;
}

export interface OutputDevice {
  readonly deviceId: string;
  readonly label: string;
}

export interface PlaybackHost {
  /** False where every page plays to the system's default. */
  readonly canChooseOutput: boolean;
  /** @param onState called for every change that follows. Rejects when there is no way to play. */
  open(sampleRate: Hertz, onState: (state: PlaybackContextState) => void): Promise<PlaybackContext>;
  outputs(): Promise<readonly OutputDevice[]>;
  /** @returns how to stop listening */
  onOutputsChanged(listener: () => void): () => void;
  /** The person did something that lets a page play, or came back to it. @returns how to stop listening */
  onGesture(listener: () => void): () => void;
}
