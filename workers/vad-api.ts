/**
 * Types only: what travels between capture.worklet, vad.worker, conversation.worker and player.worklet about what is
 * heard. The page wires the ports and never sees a frame.
 */
import type { Hertz, Millis, Samples } from '../core/units.ts';

/** capture.worklet -> vad.worker, one per 512 samples at 16 kHz. The samples are a copy (structured clone). */
export interface CaptureFrame {
  readonly type: 'frame';
  /** 16 kHz mono, 512 samples. */
  readonly samples: Float32Array;
  /** Count of frames since this worklet began; a gap means frames were dropped. */
  readonly index: number;
  /** The context's sample clock just past the quantum that completed this frame. */
  readonly contextFrame: number;
  /** The context's sample clock just past this frame's last sample; with a fraction where the rates differ. */
  readonly endFrame: number;
  readonly contextRate: Hertz;
}

/** Whoever makes the frames -> page, twice a second while there are any: for the page's watchdog. */
export interface CaptureAlive {
  readonly type: 'alive';
}

/**
 * One block of a microphone track as MediaStreamTrackProcessor gives it (an `AudioData`): 10 ms at the device's rate.
 * Must be closed.
 */
export interface TrackBlock {
  readonly sampleRate: Hertz;
  readonly numberOfFrames: Samples;
  readonly numberOfChannels: number;
  /** Capture time of the first sample in microseconds, on a clock of its own. */
  readonly timestamp: number;
  copyTo(plane: Float32Array, options: { readonly planeIndex: number; readonly format: 'f32-planar' }): void;
  close(): void;
}

/** Sent once to the capture AudioWorkletNode's own port; the port is transferred. */
export interface CapturePorts {
  readonly type: 'ports';
  readonly vad: MessagePort;
}

/** vad.worker -> conversation.worker, one per frame, in order. */
export interface JudgedFrame {
  readonly type: 'frame';
  readonly samples: Float32Array;
  /** Position of the first sample on the heard clock, which runs on when the microphone is reopened. */
  readonly start: Samples;
  readonly probability: number;
  readonly levelDb: number;
  /** When the frame's last sample had been captured (fitted line of the capture clock), wall instant in ms. */
  readonly at: Millis;
  /** When the probability was known, wall instant. */
  readonly judgedAt: Millis;
  /** The reflex in the VAD worker has ducked the reply for this voice. */
  readonly suspected: boolean;
}

export type HeardMessage =
  | JudgedFrame
  /** Frames that never arrived (worklet queue, suspended worker). */
  | { readonly type: 'dropped'; readonly frames: number; readonly at: Millis }
  /** A new microphone stream begins: model state was reset. */
  | { readonly type: 'capture-started'; readonly at: Millis }
  | { readonly type: 'capture-stopped'; readonly at: Millis };

/** player.worklet -> vad.worker: what the app itself plays, so that the reflex can ask for more. */
export interface PlaybackLevel {
  readonly type: 'playback-level';
  /** A reply is audible right now (not paused, not drained). */
  readonly audible: boolean;
  readonly levelDb: number;
}

/** vad.worker -> player.worklet: the reflex. `restore` comes from the conversation, not from here. */
export interface Reflex {
  readonly type: 'duck';
}

export interface ReflexSettings {
  /** 'off' for half-duplex, push-to-talk and muted. */
  readonly mode: 'on' | 'off';
  readonly onsetThreshold: number;
  readonly offsetThreshold: number;
}

export type ModelStatus =
  | { readonly kind: 'loading'; readonly loadedBytes: number; readonly totalBytes: number }
  | { readonly kind: 'silero'; readonly model: 'v5' | 'v6' }
  /** The model could not be loaded: the adaptive energy detector listens instead. */
  | { readonly kind: 'energy'; readonly reason: string };

/** Instants for the bench and the event stream, stamped on the thread where the decision fell. */
export interface WorkerMark {
  readonly type: 'mark';
  readonly name: BenchMarkName;
  readonly at: Millis;
}

export type BenchMarkName =
  | 'vad.ready'
  | 'vad.listening'
  | 'vad.firstFrame'
  | 'vad.speechStart'
  | 'vad.speechConfirmed'
  | 'vad.speechEnd'
  | 'vad.misfire'
  | 'barge.stopCommand'
  | 'barge.silent'
  | 'reply.firstSample';

/** What the page may ask of vad.worker (comlink). */
export interface VadWorkerApi {
  /** Wires the direct ports; called once, before anything else. */
  connect(conversation: MessagePort, player: MessagePort): void;
  /** Loads the model (frames that arrive meanwhile are kept and judged afterwards). Reports through `onStatus`. */
  load(model: 'v5' | 'v6', onStatus: (status: ModelStatus) => void): Promise<ModelStatus>;
  /** Frames of a new microphone stream come through this port from now on. */
  listen(capture: MessagePort): void;
  /**
   * The same without a worklet: the blocks of a track, which are cut into frames here.
   * @param page hears `CaptureAlive` twice a second
   */
  listenToTrack(blocks: ReadableStream<TrackBlock>, page: MessagePort): void;
  stopListening(): void;
  setReflex(settings: ReflexSettings): void;
  /** Marks `vad.ready`, `vad.listening`, `vad.firstFrame` go to the page through this callback. */
  onMark(callback: (mark: WorkerMark) => void): void;
}
