/**
 * The short way, where the browser has it (Chromium): the track's blocks go to the VAD worker by a transferred stream,
 * with no AudioContext in between. Why it is better than the worklet is told in `workers/hearing/track-reader.ts`.
 */
import type { CaptureAlive, TrackBlock } from '../../../workers/vad-api.ts';
import type { CapturePath, CapturePathHooks } from './capture-path.ts';

/** The type library knows it for video and in workers only. */
interface TrackProcessor {
  readonly readable: ReadableStream<TrackBlock>;
}
type TrackProcessorConstructor = new (init: {
  readonly track: MediaStreamTrack;
  readonly maxBufferSize: number;
}) => TrackProcessor;

/** Blocks of 10 ms that may wait while the worker compiles a model: 30 s. The default of 100 ms would lose words. */
const maxWaitingBlocks = 3000;

/** @returns null where the browser cannot */
export function createTrackPath(track: MediaStreamTrack, { onAlive }: CapturePathHooks): CapturePath | null {
  const { MediaStreamTrackProcessor: Processor } = globalThis as {
    readonly MediaStreamTrackProcessor?: TrackProcessorConstructor;
  };
  if (Processor === undefined) return null;
  let readable: ReadableStream<TrackBlock>;
  try {
    ({ readable } = new Processor({ track, maxBufferSize: maxWaitingBlocks }));
  } catch {
    // It takes video only here: the worklet hears the track instead.
    return null;
  }
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = (_: MessageEvent<CaptureAlive>) => onAlive();
  return {
    isInterrupted: false,
    sendFramesTo: (sink) => sink.listenToTrack(readable, port2),
    // There is nothing that could stand still but the track, and that is opened anew.
    resume: () => Promise.resolve(),
    close: () => port1.close(),
  };
}
