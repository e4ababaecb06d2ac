/** How the sound of an opened stream gets to the VAD worker. There are two ways: by the track itself, or by a worklet. */
import type { FrameSink } from './microphone-host.ts';

export interface CapturePath {
  /** The system has taken the audio away and gives it back by itself. */
  readonly isInterrupted: boolean;
  /** Called once. */
  sendFramesTo(sink: FrameSink): void;
  /** Does not reject. */
  resume(): Promise<void>;
  close(): void;
}

export interface CapturePathHooks {
  /** Frames are being made; twice a second. */
  readonly onAlive: () => void;
  /** Something in between stopped by itself; called for every such change. */
  readonly onStopped: () => void;
}
