/** The lines of the log. Only those in view are drawn, so that a hundred thousand are as light as a hundred. */
import { memo, useLayoutEffect, useRef, useState, type Ref } from 'react';
import type { LogLine } from '../../../workers/loader-api.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useStrings } from '../../ui/language.ts';
import { visibleRows } from '../../ui/window-rows.ts';
import { clockOf } from './log-text.ts';
import styles from './monitor.module.css';
import { monitorStrings } from './monitor.strings.ts';

/** As in the style sheet. */
const rowHeight = 20;
const usualHeight = 420;

interface ConsoleViewProps {
  readonly lines: readonly LogLine[];
  /** How many of them are shown: the list grows in place. */
  readonly count: number;
  readonly partial: LogLine | null;
  readonly withTimes: boolean;
  /** Lower case; empty for none. */
  readonly query: string;
  /** The match that the person has gone to, as a place in `lines`. */
  readonly match: number | undefined;
}

export function ConsoleView({ lines, count, partial, withTimes, query, match }: ConsoleViewProps) {
  const strings = useStrings(monitorStrings);
  const scrolled = useRef<HTMLDivElement>(null);
  const followsEnd = useRef(true);
  const [isAtEnd, setIsAtEnd] = useState(true);
  const [view, setView] = useState({ scrollTop: 0, height: usualHeight });
  const rows = count + (partial === null ? 0 : 1);

  const look = () => {
    const element = scrolled.current;
    if (!element) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    followsEnd.current = scrollHeight - scrollTop - clientHeight < rowHeight;
    setIsAtEnd(followsEnd.current);
    setView({ scrollTop, height: clientHeight || usualHeight });
  };
  const goToEnd = () => scrolled.current?.scrollTo({ top: rows * rowHeight });
  useLayoutEffect(() => {
    const element = scrolled.current;
    if (!element) return;
    const measured = new ResizeObserver(look);
    measured.observe(element);
    return () => measured.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (followsEnd.current) scrolled.current?.scrollTo({ top: rows * rowHeight });
  }, [rows]);
  useLayoutEffect(() => {
    const element = scrolled.current;
    if (match === undefined || !element) return;
    const top = match * rowHeight;
    if (top < element.scrollTop || top + rowHeight > element.scrollTop + element.clientHeight)
      element.scrollTo({ top: Math.max(0, top - element.clientHeight / 2) });
  }, [match]);

  const [first, end] = visibleRows({ ...view, rowHeight, count: rows });
  return (
    <div className={styles['frame']}>
      <Scrolled scroller={scrolled} label={strings.log} hint={strings.logHint} onScroll={look}>
        {rows === 0 ? (
          <p className={styles['empty']}>{strings.empty}</p>
        ) : (
          <div style={{ height: rows * rowHeight }}>
            <div style={{ transform: `translateY(${first * rowHeight}px)` }}>
              {lines.slice(first, Math.min(end, count)).map((line, offset) => (
                <Row
                  key={line.index}
                  line={line}
                  withTimes={withTimes}
                  query={query}
                  isMatch={first + offset === match}
                />
              ))}
              {partial && end > count && (
                <Row line={partial} withTimes={withTimes} query="" isMatch={false} />
              )}
            </div>
          </div>
        )}
      </Scrolled>
      {!isAtEnd && rows > 0 && (
        <Button size="small" className={styles['newest']} onClick={goToEnd}>
          <Icon name="down" size={16} />
          {strings.newest}
        </Button>
      )}
    </div>
  );
}

interface ScrolledProps {
  readonly scroller: Ref<HTMLDivElement>;
  readonly label: string;
  readonly hint: string;
  readonly onScroll: () => void;
  readonly children: React.ReactNode;
}

function Scrolled({ scroller, label, hint, onScroll, children }: ScrolledProps) {
  return (
    <div
      ref={scroller}
      className={styles['console']}
      role="region"
      aria-label={label}
      aria-description={hint}
      tabIndex={0}
      onScroll={onScroll}
      data-testid="console"
    >
      {children}
    </div>
  );
}

interface RowProps {
  readonly line: LogLine;
  readonly withTimes: boolean;
  readonly query: string;
  readonly isMatch: boolean;
}

const Row = memo(function Row({ line, withTimes, query, isMatch }: RowProps) {
  return (
    <div className={styles['line']} data-level={line.level} data-match={isMatch || undefined}>
      {withTimes && <time>{clockOf(line.at)}</time>}
      <span>
        {line.runs.map((run, index) => (
          <span key={index} data-color={run.color} data-bold={run.bold}>
            {query === '' ? run.text : <Marked text={run.text} query={query} />}
          </span>
        ))}
      </span>
    </div>
  );
});

/** The text with what was searched for in it marked, as far as it lies within one run. */
function Marked({ text, query }: { readonly text: string; readonly query: string }) {
  const pieces: React.ReactNode[] = [];
  const lower = text.toLowerCase();
  let from = 0;
  for (let at = lower.indexOf(query); at >= 0; at = lower.indexOf(query, from)) {
    pieces.push(text.slice(from, at), <mark key={at}>{text.slice(at, at + query.length)}</mark>);
    from = at + query.length;
  }
  return (
    <>
      {pieces}
      {text.slice(from)}
    </>
  );
}
