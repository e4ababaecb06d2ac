/** Gives a canvas to the timeline's worker, and tells it what was heard, and how to show it. */
import { frameSamples, type Samples } from '../../core/units.ts';
import type { TimelineColours, TimelineCommand, TimelineSettings } from '../../workers/timeline-api.ts';
import type { TimelineFeed } from './timeline-feed.ts';

export interface TimelineView {
  show(settings: TimelineSettings): void;
  stop(): void;
}

/** Just past the newest sample. */
export function newestOf(feed: TimelineFeed): Samples {
  const newest = feed.frames().at(-1);
  return newest === undefined ? 0 : newest.start + frameSamples;
}

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
    ground: of('--surface'),
  };
}

/**
 * @param canvas is given away for good: a view of the same place later needs a new one
 * @param worker runs timeline.worker, for this view alone; ended by {@link TimelineView.stop}
 */
export function createTimelineView(
  canvas: HTMLCanvasElement,
  feed: TimelineFeed,
  worker: Worker,
): TimelineView {
  const tell = (command: TimelineCommand, transferred: Transferable[] = []): void =>
    worker.postMessage(command, transferred);

  const offscreen = canvas.transferControlToOffscreen();
  tell({ type: 'canvas', canvas: offscreen }, [offscreen]);
  const tellColours = (): void => tell({ type: 'colours', colours: readColours(canvas) });
  tellColours();

  let told = feed.frames();
  tell({ type: 'heard', frames: told, segments: feed.segments() });
  const unsubscribe = feed.subscribe(() => {
    const frames = feed.frames();
    if (frames === told) return;
    const [known, keepFrom] = [told.at(-1)?.start ?? -1, frames[0]?.start ?? 0];
    const isNew = frames.length === 0 || (frames.at(-1)?.start ?? 0) <= known;
    told = frames;
    if (isNew) {
      tell({ type: 'heard', frames, segments: feed.segments() });
      return;
    }
    const firstNew = frames.findLastIndex(({ start }) => start <= known) + 1;
    tell({ type: 'heard-more', frames: frames.slice(firstNew), segments: feed.segments(), keepFrom });
  });

  const resized = new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = canvas;
    tell({ type: 'size', size: { width, height, scale: devicePixelRatio } });
  });
  resized.observe(canvas);
  const recoloured = new MutationObserver(tellColours);
  recoloured.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return {
    show: (settings) => tell({ type: 'settings', settings }),
    stop() {
      unsubscribe();
      resized.disconnect();
      recoloured.disconnect();
      worker.terminate();
    },
  };
}
