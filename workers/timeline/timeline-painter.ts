/**
 * Draws the timeline: waveform, speech probability with both thresholds, segments, turns. Knows a canvas context and
 * numbers, nothing of React. Time runs to the right.
 */
import { frameSamples, heardRate, type Samples } from '../../core/units.ts';
import type { FrameView, SegmentView } from '../conversation-api.ts';
import type { TimelineColours, TimelineSettings } from '../timeline-api.ts';

export interface TimelineScene extends Omit<TimelineSettings, 'end'> {
  readonly frames: readonly FrameView[];
  readonly segments: readonly SegmentView[];
  /** At the right edge. */
  readonly end: Samples;
}

/** Share of the height that the waveform takes; the probability has the rest. */
const waveShare = 0.55;
const labelHeight = 16;

export function paintTimeline(
  context: OffscreenCanvasRenderingContext2D,
  width: number,
  height: number,
  scene: TimelineScene,
  colours: TimelineColours,
): void {
  context.clearRect(0, 0, width, height);
  context.font = '11px ui-monospace, "Noto Sans Mono", monospace';
  const { end } = scene;
  const span = scene.seconds * heardRate;
  const begin = end - span;
  const xOf = (sample: Samples) => ((sample - begin) / span) * width;
  const area = { top: labelHeight, height: height - labelHeight };
  const waveHeight = area.height * waveShare;
  const middle = area.top + waveHeight / 2;
  const probabilityTop = area.top + waveHeight + 4;
  const probabilityHeight = area.height - waveHeight - 6;
  const yOf = (probability: number) => probabilityTop + (1 - probability) * probabilityHeight;

  for (const segment of scene.segments) paintSegment(segment);
  paintGrid();
  paintThreshold(scene.onsetThreshold);
  paintThreshold(scene.offsetThreshold);
  const visible = scene.frames.filter(({ start }) => start + frameSamples > begin && start < end);
  paintWave(visible);
  paintProbability(visible);
  for (const turn of scene.turns) paintTurn(turn);
  if (scene.frames.length === 0) paintNothing();

  function paintGrid(): void {
    const step = scene.seconds > 60 ? 20 : scene.seconds > 20 ? 5 : 1;
    context.strokeStyle = colours.grid;
    context.fillStyle = colours.text;
    context.lineWidth = 1;
    context.beginPath();
    const firstSecond = Math.max(0, Math.ceil(begin / heardRate / step) * step);
    for (let second = firstSecond; second * heardRate <= end; second += step) {
      const x = Math.round(xOf(second * heardRate)) + 0.5;
      context.moveTo(x, area.top);
      context.lineTo(x, height);
      context.fillText(`${second} ${scene.secondUnit}`, x + 3, labelHeight - 5);
    }
    context.stroke();
  }

  function paintSegment(segment: SegmentView): void {
    if (segment.end <= begin || segment.start >= end) return;
    const x = xOf(segment.start);
    context.fillStyle = segment.kind === 'speech' ? colours.speech : colours.misfire;
    context.fillRect(x, area.top, Math.max(1, xOf(segment.end) - x), area.height);
  }

  /** A bracket over the turn, with its number. */
  function paintTurn(turn: TimelineScene['turns'][number]): void {
    if (turn.end <= begin || turn.start >= end) return;
    const x = Math.max(0, xOf(turn.start));
    context.fillStyle = colours.voicedWave;
    context.fillRect(x, area.top, Math.max(2, xOf(turn.end) - x), 2);
    const { label } = turn;
    context.fillStyle = colours.ground;
    context.fillRect(x + 1, area.top + 3, context.measureText(label).width + 6, 14);
    context.fillStyle = colours.text;
    context.fillText(label, x + 4, area.top + 14);
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
    // One path a colour: filling is what costs.
    for (const voiced of [false, true]) {
      context.fillStyle = voiced ? colours.voicedWave : colours.wave;
      context.beginPath();
      for (const frame of frames) {
        if (frame.probability >= scene.onsetThreshold !== voiced) continue;
        const top = middle - frame.max * (waveHeight / 2);
        const bottom = middle - frame.min * (waveHeight / 2);
        context.rect(xOf(frame.start), top, barWidth, Math.max(1, bottom - top));
      }
      context.fill();
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

  function paintNothing(): void {
    context.fillStyle = colours.text;
    context.textAlign = 'center';
    context.fillText(scene.nothingYet, width / 2, height / 2);
    context.textAlign = 'start';
  }
}
