/**
 * Draws the timeline: waveform, speech probability with both thresholds, segments. Knows a canvas context and numbers,
 * nothing of React. Time runs to the right; the newest sample is at the right edge unless scrolled back.
 */
import { frameSamples, heardRate, type Samples } from '../../core/units.ts';
import type { FrameView, SegmentView } from '../../workers/conversation-api.ts';

export interface TimelineColours {
  readonly wave: string;
  readonly voicedWave: string;
  readonly probability: string;
  readonly threshold: string;
  readonly speech: string;
  readonly misfire: string;
  readonly grid: string;
  readonly text: string;
}

export interface TimelineScene {
  readonly frames: readonly FrameView[];
  readonly segments: readonly SegmentView[];
  readonly onsetThreshold: number;
  readonly offsetThreshold: number;
  /** Seconds across the width. */
  readonly seconds: number;
  /** Seconds scrolled back from the newest sample. */
  readonly back: number;
  readonly turnLabel: (turn: number) => string;
}

/** Share of the height that the waveform takes; the probability has the rest. */
const waveShare = 0.55;
const labelHeight = 16;

export function paintTimeline(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  scene: TimelineScene,
  colours: TimelineColours,
): void {
  context.clearRect(0, 0, width, height);
  const newest = scene.frames.at(-1);
  const end: Samples = (newest ? newest.start + frameSamples : 0) - scene.back * heardRate;
  const span = scene.seconds * heardRate;
  const begin = end - span;
  const xOf = (sample: Samples) => ((sample - begin) / span) * width;
  const area = { top: labelHeight, height: height - labelHeight };
  const waveHeight = area.height * waveShare;
  const middle = area.top + waveHeight / 2;
  const probabilityTop = area.top + waveHeight + 4;
  const probabilityHeight = area.height - waveHeight - 6;
  const yOf = (probability: number) => probabilityTop + (1 - probability) * probabilityHeight;

  paintGrid();
  for (const segment of scene.segments) paintSegment(segment);
  paintThreshold(scene.onsetThreshold);
  paintThreshold(scene.offsetThreshold);
  const visible = scene.frames.filter(({ start }) => start + frameSamples > begin && start < end);
  paintWave(visible);
  paintProbability(visible);

  function paintGrid(): void {
    const step = scene.seconds > 60 ? 20 : scene.seconds > 20 ? 5 : 1;
    context.strokeStyle = colours.grid;
    context.fillStyle = colours.text;
    context.font = '11px ui-monospace, monospace';
    context.lineWidth = 1;
    context.beginPath();
    const firstSecond = Math.max(0, Math.ceil(begin / heardRate / step) * step);
    for (let second = firstSecond; second * heardRate <= end; second += step) {
      const x = Math.round(xOf(second * heardRate)) + 0.5;
      context.moveTo(x, area.top);
      context.lineTo(x, height);
      context.fillText(`${second} s`, x + 3, labelHeight - 4);
    }
    context.stroke();
  }

  function paintSegment(segment: SegmentView): void {
    if (segment.end <= begin || segment.start >= end) return;
    const x = xOf(segment.start);
    context.fillStyle = segment.kind === 'speech' ? colours.speech : colours.misfire;
    context.fillRect(x, area.top, Math.max(1, xOf(segment.end) - x), area.height);
    if (segment.kind !== 'speech') return;
    context.fillStyle = colours.text;
    context.fillText(scene.turnLabel(segment.turn), Math.max(2, x + 3), area.top + 12);
  }

  function paintThreshold(probability: number): void {
    context.strokeStyle = colours.threshold;
    context.setLineDash([3, 4]);
    context.beginPath();
    context.moveTo(0, yOf(probability));
    context.lineTo(width, yOf(probability));
    context.stroke();
    context.setLineDash([]);
  }

  function paintWave(frames: readonly FrameView[]): void {
    const barWidth = Math.max(1, (frameSamples / span) * width - 0.5);
    for (const frame of frames) {
      const top = middle - frame.max * (waveHeight / 2);
      const bottom = middle - frame.min * (waveHeight / 2);
      context.fillStyle = frame.probability >= scene.onsetThreshold ? colours.voicedWave : colours.wave;
      context.fillRect(xOf(frame.start), top, barWidth, Math.max(1, bottom - top));
    }
  }

  function paintProbability(frames: readonly FrameView[]): void {
    context.strokeStyle = colours.probability;
    context.lineWidth = 1.5;
    context.beginPath();
    frames.forEach((frame, index) => {
      const x = xOf(frame.start + frameSamples / 2);
      if (index === 0) context.moveTo(x, yOf(frame.probability));
      else context.lineTo(x, yOf(frame.probability));
    });
    context.stroke();
    context.lineWidth = 1;
  }
}
