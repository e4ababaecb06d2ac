/** The rows of the inspector. Only those in view are drawn, so that twenty thousand are as light as twenty. */
import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useStrings } from '../../ui/language.ts';
import { FrameRow } from './frame-row.tsx';
import styles from './inspector.module.css';
import { inspectorStrings } from './inspector.strings.ts';
import type { LogEntry } from './log-entry.ts';
import { scrollToShow, visibleRows } from '../../ui/window-rows.ts';

/** As in the style sheet. */
const rowHeight = 28;
/** Before the table has been measured. */
const usualHeight = 420;
/** Nearer to the end than this counts as being there. */
const slackPx = rowHeight;

interface FrameTableProps {
  readonly entries: readonly LogEntry[];
  /** The row whose details are shown, by its key. */
  readonly active: number | undefined;
  readonly onActive: (key: number | undefined) => void;
  /** Where no row is. */
  readonly empty: string;
}

export function FrameTable({ entries, active, onActive, empty }: FrameTableProps) {
  const strings = useStrings(inspectorStrings);
  const id = useId();
  const scrolled = useRef<HTMLDivElement>(null);
  const followsEnd = useRef(true);
  const [isAtEnd, setIsAtEnd] = useState(true);
  const [view, setView] = useState({ scrollTop: 0, height: usualHeight });
  const activeIndex = active === undefined ? -1 : indexOfKey(entries, active);

  const look = () => {
    const element = scrolled.current;
    if (!element) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    followsEnd.current = scrollHeight - scrollTop - clientHeight < slackPx;
    setIsAtEnd(followsEnd.current);
    setView({ scrollTop, height: clientHeight || usualHeight });
  };
  const goToEnd = () => scrolled.current?.scrollTo({ top: entries.length * rowHeight });
  useLayoutEffect(() => {
    const element = scrolled.current;
    if (!element) return;
    const measured = new ResizeObserver(look);
    measured.observe(element);
    return () => measured.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (followsEnd.current) scrolled.current?.scrollTo({ top: entries.length * rowHeight });
  }, [entries]);

  const choose = (index: number) => {
    const at = Math.min(entries.length - 1, Math.max(0, index));
    const entry = entries[at];
    const element = scrolled.current;
    if (!entry || !element) return;
    onActive(entry.key);
    const { scrollTop, clientHeight } = element;
    const list = { scrollTop, height: clientHeight || usualHeight, rowHeight, count: entries.length };
    const top = scrollToShow(at, list);
    if (top !== scrollTop) element.scrollTo({ top });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(view.height / rowHeight) - 1);
    const from = activeIndex < 0 ? firstInView(view.scrollTop, entries.length) : activeIndex;
    const target = {
      ArrowDown: activeIndex < 0 ? from : from + 1,
      ArrowUp: activeIndex < 0 ? from : from - 1,
      PageDown: from + page,
      PageUp: from - page,
      Home: 0,
      End: entries.length - 1,
    }[event.key];
    if (event.key === 'Escape' && active !== undefined) onActive(undefined);
    else if (target !== undefined) choose(target);
    else return;
    event.preventDefault();
  };

  const [first, end] = visibleRows({ ...view, rowHeight, count: entries.length });
  return (
    <div className={styles['table']}>
      <div
        ref={scrolled}
        role="grid"
        aria-label={strings.frames}
        aria-description={strings.gridHint}
        aria-rowcount={entries.length + 1}
        aria-colcount={6}
        aria-activedescendant={activeIndex >= first && activeIndex < end ? `${id}-${active}` : undefined}
        tabIndex={0}
        className={styles['scrolled']}
        onScroll={look}
        onKeyDown={onKeyDown}
      >
        <div role="rowgroup" className={styles['head']}>
          <div role="row" aria-rowindex={1} className={styles['row']}>
            <span role="columnheader">{strings.columns.time}</span>
            <span role="columnheader" className={styles['box']}>
              {strings.columns.box}
            </span>
            <span role="columnheader">
              <span aria-hidden="true">⇅</span>
              <span className="visually-hidden">{strings.columns.direction}</span>
            </span>
            <span role="columnheader">{strings.columns.event}</span>
            <span role="columnheader">{strings.columns.content}</span>
            <span role="columnheader" className={styles['size']}>
              {strings.columns.size}
            </span>
          </div>
        </div>
        <div
          role="rowgroup"
          className={styles['rows']}
          style={{ height: entries.length * rowHeight }}
          onClick={({ target }) => {
            const row = (target as Element).closest<HTMLElement>('[data-index]');
            if (row) choose(Number(row.dataset['index']));
          }}
        >
          <div role="presentation" style={{ transform: `translateY(${first * rowHeight}px)` }}>
            {entries.slice(first, end).map((entry, offset) => (
              <FrameRow
                key={entry.key}
                id={`${id}-${entry.key}`}
                entry={entry}
                strings={strings}
                index={first + offset}
                isActive={entry.key === active}
              />
            ))}
          </div>
        </div>
        {entries.length === 0 && <p className={styles['empty']}>{empty}</p>}
      </div>
      {!isAtEnd && entries.length > 0 && (
        <Button size="small" className={styles['newest']} onClick={goToEnd}>
          <Icon name="down" size={16} />
          {strings.newest}
        </Button>
      )}
    </div>
  );
}

const firstInView = (scrollTop: number, count: number): number =>
  Math.min(Math.max(0, count - 1), Math.ceil(scrollTop / rowHeight));

/** Keys grow along the list. @returns -1 where the row is not among them */
function indexOfKey(entries: readonly LogEntry[], key: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle]!.key < key) low = middle + 1;
    else high = middle;
  }
  return entries[low]?.key === key ? low : -1;
}
