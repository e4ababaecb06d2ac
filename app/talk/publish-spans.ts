/** The spans of turns as `performance` measures, for the browser's own tools and for tests. */
import { spansOf } from '../../core/trace/turn-trace.ts';
import type { TurnView } from '../../workers/conversation-api.ts';

type Measuring = Pick<Performance, 'timeOrigin' | 'measure'>;

/**
 * Publishes each turn's spans once: when its reply became audible, or when it ended without. `detail.turn` is the
 * turn's number. Their instants are those of the workers, on this page's clock.
 */
export function createSpanPublisher(performance: Measuring): (turn: TurnView) => void {
  const published = new Set<number>();
  return ({ id, status, trace }) => {
    const isOver = status !== 'open' && status !== 'thinking' && status !== 'speaking';
    if (published.has(id) || (trace.firstSample === undefined && (!isOver || status === 'failed'))) return;
    published.add(id);
    for (const { name, start, end } of spansOf(trace)) {
      performance.measure(name, {
        start: start - performance.timeOrigin,
        end: end - performance.timeOrigin,
        detail: { turn: id },
      });
    }
  };
}
