/** Draws the timeline off the page thread: drawing is the dearest thing about it, and the page has people to serve. */
import { frameSamples } from '../core/units.ts';
import type { FrameView, SegmentView } from './conversation-api.ts';
import type { TimelineColours, TimelineCommand, TimelineSettings, TimelineSize } from './timeline-api.ts';
import { paintTimeline } from './timeline/timeline-painter.ts';

let context: OffscreenCanvasRenderingContext2D | null = null;
let size: TimelineSize | undefined;
let colours: TimelineColours | undefined;
let settings: TimelineSettings | undefined;
let frames: readonly FrameView[] = [];
let segments: readonly SegmentView[] = [];
let isAsked = false;

function paint(): void {
  isAsked = false;
  if (context === null || !size || !colours || !settings) return;
  const { width, height, scale } = size;
  const [pixelWidth, pixelHeight] = [Math.round(width * scale), Math.round(height * scale)];
  if (context.canvas.width !== pixelWidth || context.canvas.height !== pixelHeight) {
    context.canvas.width = pixelWidth;
    context.canvas.height = pixelHeight;
  }
  context.setTransform(scale, 0, 0, scale, 0, 0);
  const newest = frames.at(-1);
  const end = settings.end ?? (newest === undefined ? 0 : newest.start + frameSamples);
  paintTimeline(context, width, height, { ...settings, frames, segments, end }, colours);
}

function take(command: TimelineCommand): void {
  switch (command.type) {
    case 'canvas':
      context = command.canvas.getContext('2d');
      return;
    case 'size':
      size = command.size;
      return;
    case 'colours':
      colours = command.colours;
      return;
    case 'settings':
      settings = command.settings;
      return;
    case 'heard':
      ({ frames, segments } = command);
      return;
    case 'heard-more':
      frames = [...frames, ...command.frames].filter(({ start }) => start >= command.keepFrom);
      ({ segments } = command);
      return;
  }
}

onmessage = ({ data }: MessageEvent<TimelineCommand>) => {
  take(data);
  if (isAsked) return;
  isAsked = true;
  requestAnimationFrame(paint);
};
