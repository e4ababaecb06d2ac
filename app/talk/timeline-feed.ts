/**
 * The last minutes of judged frames and segments for the timeline and the level meter, outside React: the canvas reads
 * it when it paints. Bounded: the oldest frames fall out.
 */
import { frameMs } from '../../core/units.ts';
import type { FrameView, MouthShape, SegmentView } from '../../workers/conversation-api.ts';

const keptMs = 5 * 60_000;
const maxFrames = Math.ceil(keptMs / frameMs);
const maxSegments = 500;

export interface TimelineFeed {
  /** Oldest first; the array is replaced, never changed, so that a reader may keep it. */
  frames(): readonly FrameView[];
  segments(): readonly SegmentView[];
  /** Microphone level of the newest frame, dBFS; -100 before the first one. */
  microphoneDb(): number;
  /** Loudness of what the app plays, dBFS. */
  replyDb(): number;
  /** Of a server that tells it: 0 closed, 1 to 5 A E I O U. */
  mouth(): MouthShape;
  subscribe(listener: () => void): () => void;
}

export interface WritableTimelineFeed extends TimelineFeed {
  addFrames(frames: readonly FrameView[]): void;
  addSegment(segment: SegmentView): void;
  setReplyDb(levelDb: number): void;
  setMouth(shape: MouthShape): void;
  clear(): void;
}

export function createTimelineFeed(): WritableTimelineFeed {
  let frames: readonly FrameView[] = [];
  let segments: readonly SegmentView[] = [];
  let replyDb = -100;
  let mouth: MouthShape = 0;
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  return {
    frames: () => frames,
    segments: () => segments,
    microphoneDb: () => frames.at(-1)?.levelDb ?? -100,
    replyDb: () => replyDb,
    mouth: () => mouth,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    addFrames(added) {
      frames = [...frames, ...added].slice(-maxFrames);
      tell();
    },
    addSegment(segment) {
      // An open segment is told again as it grows: the same beginning replaces it.
      const others = segments.filter((known) => known.start !== segment.start);
      segments = [...others, segment].slice(-maxSegments);
      tell();
    },
    setReplyDb(levelDb) {
      replyDb = levelDb;
      tell();
    },
    setMouth(shape) {
      mouth = shape;
      tell();
    },
    clear() {
      frames = [];
      segments = [];
      replyDb = -100;
      mouth = 0;
      tell();
    },
  };
}
