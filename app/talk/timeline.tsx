/** What the ears heard and decided, like an oscilloscope: scrolls with time, can be held, dragged back and zoomed. */
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { frameMs, heardRate } from '../../core/units.ts';
import { Button } from '../ui/button.tsx';
import { useStrings } from '../ui/language.ts';
import { paintTimeline, type TimelineColours } from './timeline-painter.ts';
import type { TimelineFeed } from './timeline-feed.ts';
import { timelineStrings } from './timeline.strings.ts';
import styles from './timeline.module.css';

interface TimelineProps {
  readonly feed: TimelineFeed;
  readonly onsetThreshold: number;
  readonly offsetThreshold: number;
}

const zooms = [5, 15, 60, 300] as const;

function readColours(element: Element): TimelineColours {
  const style = getComputedStyle(element);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return {
    wave: of('--line-strong'),
    voicedWave: of('--accent'),
    probability: of('--voice'),
    threshold: of('--text-faint'),
    speech: of('--accent-soft'),
    misfire: of('--warning-soft'),
    grid: of('--line'),
    text: of('--text-soft'),
  };
}

export function Timeline({ feed, onsetThreshold, offsetThreshold }: TimelineProps) {
  const strings = useStrings(timelineStrings);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [zoom, setZoom] = useState<(typeof zooms)[number]>(15);
  const [back, setBack] = useState(0);
  const drag = useRef<{ readonly x: number; readonly back: number }>(null);

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    let wanted = 0;
    const paint = () => {
      wanted = 0;
      const { clientWidth: width, clientHeight: height } = element;
      const scale = devicePixelRatio;
      if (element.width !== width * scale || element.height !== height * scale) {
        element.width = width * scale;
        element.height = height * scale;
      }
      context.setTransform(scale, 0, 0, scale, 0, 0);
      const scene = {
        frames: feed.frames(),
        segments: feed.segments(),
        onsetThreshold,
        offsetThreshold,
        seconds: zoom,
        back,
        turnLabel: strings.turn,
      };
      paintTimeline(context, width, height, scene, readColours(element));
    };
    const ask = () => {
      wanted ||= requestAnimationFrame(paint);
    };
    ask();
    // While scrolled back, new frames must not move the picture: the scroll distance grows with them.
    const newest = () => feed.frames().at(-1)?.start ?? 0;
    let seen = newest();
    const stop = feed.subscribe(() => {
      const passed = (newest() - seen) / heardRate;
      seen = newest();
      if (back > 0 && passed > 0) setBack((held) => held + passed);
      ask();
    });
    const resize = new ResizeObserver(ask);
    resize.observe(element);
    const theme = new MutationObserver(ask);
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      stop();
      resize.disconnect();
      theme.disconnect();
      cancelAnimationFrame(wanted);
    };
  }, [feed, onsetThreshold, offsetThreshold, zoom, back, strings]);

  const scrollTo = (seconds: number) => {
    const longest = (feed.frames().length * frameMs) / 1000;
    setBack(Math.max(0, Math.min(seconds, longest)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = zoom / 5;
    if (event.key === 'ArrowLeft') scrollTo(back + step);
    else if (event.key === 'ArrowRight') scrollTo(back - step);
    else if (event.key === 'End') scrollTo(0);
    else return;
    event.preventDefault();
  };
  const onPointerDown = (event: PointerEvent<HTMLCanvasElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { x: event.clientX, back };
  };
  const onPointerMove = (event: PointerEvent<HTMLCanvasElement>) => {
    if (!drag.current) return;
    const moved = event.clientX - drag.current.x;
    scrollTo(drag.current.back + (moved / event.currentTarget.clientWidth) * zoom);
  };

  return (
    <figure className={styles['timeline']}>
      <figcaption className={styles['caption']}>
        <span className={styles['title']}>{strings.title}</span>
        <span className={styles['legend']}>
          <i data-key="wave" />
          {strings.wave}
          <i data-key="probability" />
          {strings.probability}
          <i data-key="speech" />
          {strings.speech}
        </span>
        <span className={styles['tools']}>
          {back > 0 && (
            <Button size="small" look="quiet" onClick={() => setBack(0)}>
              {strings.now}
            </Button>
          )}
          <label>
            <span className="visually-hidden">{strings.zoom}</span>
            <select
              value={zoom}
              onChange={(event) => setZoom(Number(event.target.value) as (typeof zooms)[number])}
            >
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
      />
    </figure>
  );
}
