/** What the ears heard and decided, like an oscilloscope: scrolls with time, can be held, dragged back and zoomed. */
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { heardRate } from '../../core/units.ts';
import type { TurnMark } from '../../workers/timeline-api.ts';
import { Button } from '../ui/button.tsx';
import { useStrings } from '../ui/language.ts';
import type { TimelineFeed } from './timeline-feed.ts';
import { createTimelineView, newestOf, type TimelineView } from './timeline-view.ts';
import { timelineStrings } from './timeline.strings.ts';
import styles from './timeline.module.css';

interface TimelineProps {
  readonly feed: TimelineFeed;
  readonly onsetThreshold: number;
  readonly offsetThreshold: number;
  /** Turns of the conversation on screen that were heard, oldest first. */
  readonly turns: readonly TurnMark[];
  /** Starts timeline.worker, which draws. */
  readonly startPainter: () => Worker;
}

const zooms = [5, 15, 60, 300] as const;
type Zoom = (typeof zooms)[number];

export function Timeline({ feed, onsetThreshold, offsetThreshold, turns, startPainter }: TimelineProps) {
  const strings = useStrings(timelineStrings);
  const canvas = useRef<HTMLCanvasElement>(null);
  const view = useRef<TimelineView>(null);
  const [zoom, setZoom] = useState<Zoom>(15);
  /** Right edge while scrolled back; absent while it follows. */
  const [end, setEnd] = useState<number>();
  const drag = useRef<{ readonly x: number; readonly end: number }>(null);

  useEffect(() => {
    if (!canvas.current) return;
    const created = createTimelineView(canvas.current, feed, startPainter());
    view.current = created;
    return () => created.stop();
  }, [feed, startPainter]);

  useEffect(() => {
    const { turn, secondUnit, nothingYet } = strings;
    view.current?.show({
      onsetThreshold,
      offsetThreshold,
      turns: turns.map((mark) => ({ ...mark, label: turn(mark.number) })),
      seconds: zoom,
      ...(end === undefined ? {} : { end }),
      secondUnit,
      nothingYet,
    });
  }, [feed, onsetThreshold, offsetThreshold, turns, zoom, end, strings]);

  const scrollTo = (sample: number) => {
    const oldest = feed.frames()[0]?.start ?? 0;
    setEnd(sample >= newestOf(feed) ? undefined : Math.max(sample, oldest));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = (zoom / 5) * heardRate;
    const from = end ?? newestOf(feed);
    if (event.key === 'ArrowLeft') scrollTo(from - step);
    else if (event.key === 'ArrowRight') scrollTo(from + step);
    else if (event.key === 'End') setEnd(undefined);
    else return;
    event.preventDefault();
  };
  const onPointerDown = (event: PointerEvent<HTMLCanvasElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { x: event.clientX, end: end ?? newestOf(feed) };
  };
  const onPointerMove = (event: PointerEvent<HTMLCanvasElement>) => {
    if (!drag.current) return;
    const moved = (event.clientX - drag.current.x) / event.currentTarget.clientWidth;
    scrollTo(drag.current.end - moved * zoom * heardRate);
  };

  return (
    <figure className={styles['timeline']}>
      <figcaption className={styles['caption']}>
        <span className={styles['legend']}>
          <i data-key="wave" />
          {strings.wave}
          <i data-key="probability" />
          {strings.probability}
          <i data-key="threshold" />
          {strings.thresholds}
          <i data-key="speech" />
          {strings.speech}
        </span>
        <span className={styles['tools']}>
          {end !== undefined && (
            <Button size="small" look="quiet" onClick={() => setEnd(undefined)}>
              {strings.now}
            </Button>
          )}
          <label>
            <span className="visually-hidden">{strings.zoom}</span>
            <select value={zoom} onChange={(event) => setZoom(Number(event.target.value) as Zoom)}>
              {zooms.map((seconds) => (
                <option key={seconds} value={seconds}>
                  {strings.seconds(seconds)}
                </option>
              ))}
            </select>
          </label>
        </span>
      </figcaption>
      <canvas
        ref={canvas}
        className={styles['canvas']}
        role="img"
        tabIndex={0}
        aria-label={strings.description}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={() => (drag.current = null)}
        onPointerCancel={() => (drag.current = null)}
      />
    </figure>
  );
}
