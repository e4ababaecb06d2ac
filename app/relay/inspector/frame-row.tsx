import { memo } from 'react';
import { formatBoxId } from '../box-id.ts';
import { exactTime } from '../clock-time.ts';
import styles from './inspector.module.css';
import type { inspectorStrings } from './inspector.strings.ts';
import type { LogEntry } from './log-entry.ts';
import { describeSound } from './read-frame.ts';

interface FrameRowProps {
  readonly id: string;
  readonly entry: LogEntry;
  /** Handed in: a row that comes into view has as little to do as can be. */
  readonly strings: (typeof inspectorStrings)['en'];
  /** From 0, among the rows that the filter leaves. */
  readonly index: number;
  readonly isActive: boolean;
}

/** One row. It is drawn once: an entry never changes. */
export const FrameRow = memo(function FrameRow({ id, entry, strings, index, isActive }: FrameRowProps) {
  // Rows are counted from 1, and the first is the heading.
  const shared = {
    id,
    role: 'row',
    'aria-rowindex': index + 2,
    'aria-selected': isActive,
    'data-kind': entry.kind,
    'data-index': index,
    // Its place in the list, not among what is drawn: the stripes do not jump while one scrolls.
    'data-striped': index % 2 === 1 || undefined,
    className: styles['row'],
  };
  const time = (
    <span role="gridcell" className={styles['time']}>
      {exactTime(entry.at)}
    </span>
  );
  const box = (
    <span role="gridcell" className={styles['box']}>
      {formatBoxId(entry.box)}
    </span>
  );
  if (entry.kind !== 'frame') {
    const words =
      entry.kind === 'gap'
        ? strings.gap(entry.lost)
        : entry.kind === 'opened'
          ? strings.opened(entry.query)
          : strings.closed(entry.code, entry.reason);
    return (
      <div {...shared}>
        {time}
        {box}
        <span role="gridcell" aria-colspan={4} className={styles['happened']} title={words}>
          {words}
        </span>
      </div>
    );
  }
  const { direction, event, text, problem } = entry;
  return (
    <div {...shared} data-direction={direction} data-unreadable={problem !== undefined || undefined}>
      {time}
      {box}
      <span role="gridcell" className={styles['direction']}>
        <span aria-hidden="true">{direction === 'up' ? '↑' : '↓'}</span>
        <span className="visually-hidden">{strings.directions[direction]}</span>
      </span>
      <span role="gridcell" className={styles['event']}>
        {event}
      </span>
      <span role="gridcell" className={styles['content']}>
        {text || problem || describeSound(entry)}
      </span>
      <span role="gridcell" className={styles['size']}>
        {entry.bytes}
      </span>
    </div>
  );
});
