/** Plays the part of the VAD worker for a real microphone: keeps every frame, and when it came. */
import { createClockLine, type ClockLine } from '../../core/trace/clock-line.ts';
import { TrackReader } from '../../workers/hearing/track-reader.ts';
import type { CaptureFrame, TrackBlock } from '../../workers/vad-api.ts';
import type { RecordedFrame, Recording } from './harness-results.ts';

const frames: RecordedFrame[] = [];
const samples: number[] = [];
let contextRate = 0;
let line: ClockLine | null = null;

function take(frame: CaptureFrame): void {
  const arrivedAt = performance.timeOrigin + performance.now();
  contextRate = frame.contextRate;
  line ??= createClockLine({ rate: frame.contextRate });
  line.add(frame.contextFrame, arrivedAt);
  const { index, contextFrame, endFrame } = frame;
  frames.push({ index, contextFrame, endFrame, arrivedAt, lineAt: line.at(endFrame) });
  for (const sample of frame.samples) samples.push(sample);
  answerAwaited();
}

export type RecorderMessage =
  | { readonly type: 'frames'; readonly port: MessagePort }
  | { readonly type: 'track'; readonly blocks: ReadableStream<TrackBlock>; readonly page: MessagePort }
  | { readonly type: 'block'; readonly ms: number }
  /** Answers once there are so many frames. */
  | { readonly type: 'await'; readonly frames: number }
  | { readonly type: 'collect' };

let awaited = Infinity;

function answerAwaited(): void {
  if (frames.length < awaited) return;
  awaited = Infinity;
  postMessage(frames.length);
}

onmessage = ({ data }: MessageEvent<RecorderMessage>) => {
  switch (data.type) {
    case 'frames':
      data.port.onmessage = (event: MessageEvent<CaptureFrame>) => take(event.data);
      return;
    case 'track':
      void new TrackReader({ blocks: data.blocks, page: data.page, onFrame: take }).run();
      return;
    case 'block': {
      // As a model does that is being compiled.
      const until = performance.now() + data.ms;
      while (performance.now() < until);
      return;
    }
    case 'await':
      awaited = data.frames;
      answerAwaited();
      return;
    case 'collect': {
      const recording: Recording = { contextRate, frames, samples };
      postMessage(recording);
    }
  }
};
