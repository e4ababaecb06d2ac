/**
 * What a browser has to offer for a microphone. The real one is `browser-host.ts`, the scripted one stands beside it;
 * the driver in `microphone.ts` is the same for both.
 */
import type { Millis } from '../../../core/units.ts';
import type { TrackBlock } from '../../../workers/vad-api.ts';
import type { MicrophonePermission } from './microphone-errors.ts';

/** What the browser does to the sound before anybody hears it, and which microphone it is taken from. */
export interface MicrophoneSettings {
  /** Absent: whatever the system's default is, also when that changes. */
  readonly deviceId?: string;
  readonly echoCancellation: boolean;
  readonly noiseSuppression: boolean;
  readonly autoGainControl: boolean;
}

export const processedMicrophone: MicrophoneSettings = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

/** As the converter gives it: for measuring, and for rooms without a loudspeaker. `?mic=raw`. */
export const rawMicrophone: MicrophoneSettings = {
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
};

/** A microphone to choose from. Labels are empty until the person has once allowed one. */
export interface InputDevice {
  /** `default` stands for the system's choice where the browser lists it. */
  readonly deviceId: string;
  /** Devices of one piece of hardware share it. */
  readonly groupId: string;
  readonly label: string;
}

/** Where a stream goes: the VAD worker. Ports and streams are transferred. */
export interface FrameSink {
  /** Frames (`CaptureFrame`) of a new stream come out of this port. */
  listen(capture: MessagePort): void;
  /** The blocks of a track, to be cut into frames there; `page` hears that they flow. */
  listenToTrack(blocks: ReadableStream<TrackBlock>, page: MessagePort): void;
  /** The stream is over. */
  stopListening(): void;
}

/** A microphone that is open and heard. Owned by whoever opened it, who must close it. */
export interface OpenInput {
  /** The one that was opened, which need not be the one that was asked for. */
  readonly device: InputDevice;
  /** For browser APIs that listen to it themselves (SpeechRecognition); null where there is none. Not to be stopped. */
  readonly track: MediaStreamTrack | null;
  /** The system has taken the audio away (a call, a locked screen) and gives it back by itself. */
  readonly isInterrupted: boolean;
  /** Called once; what was heard before the call is sent too. */
  sendFramesTo(sink: FrameSink): void;
  /** Asks a context that stands still to go on. Does not reject: whether it helped is seen by the frames. */
  resume(): Promise<void>;
  /** Turns the microphone's light off. */
  close(): void;
}

export interface InputHooks {
  /** Frames are being made; a few times a second. */
  readonly onAlive: () => void;
  /** Their context stopped by itself. */
  readonly onStopped: () => void;
  /** The device is gone, or the permission is. */
  readonly onEnded: () => void;
  /** The system or a switch on the device silences it. */
  readonly onMuted: (muted: boolean) => void;
}

export interface MicrophoneHost {
  /** Asks the person where needed. Rejects with a MicrophoneError. */
  open(settings: MicrophoneSettings, hooks: InputHooks): Promise<OpenInput>;
  permission(): Promise<MicrophonePermission>;
  inputs(): Promise<readonly InputDevice[]>;
  /** @returns how to stop listening */
  onInputsChanged(listener: () => void): () => void;
  now(): Millis;
  /** @returns how to call it off */
  after(ms: Millis, action: () => void): () => void;
}
