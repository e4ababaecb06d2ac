/** The serial console with what it says lifted into a strip, and the buttons that restart the box. */
import { useState } from 'react';
import { useStore } from 'zustand';
import type { LogLine } from '../../../workers/loader-api.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { useStrings } from '../../ui/language.ts';
import { saveFile } from '../../ui/save-file.ts';
import type { DeviceSession } from '../device-session.ts';
import { usePersistentFlag } from '../../ui/persistent-flag.ts';
import { ConsoleView } from './console-view.tsx';
import { fileOf } from './log-text.ts';
import type { MonitorLog } from './monitor-log.ts';
import styles from './monitor.module.css';
import { monitorStrings } from './monitor.strings.ts';
import { SearchField } from './search-field.tsx';
import { SendLine } from './send-line.tsx';
import { Panic, StatusStrip } from './status-strip.tsx';
import { useMatches } from './use-matches.ts';

interface MonitorPanelProps {
  readonly monitor: MonitorLog;
  readonly session: DeviceSession;
  /** The boot loader has the line: the firmware is not running. */
  readonly isInLoader: boolean;
  readonly isBusy: boolean;
  readonly onSettings: () => void;
}

export function MonitorPanel({ monitor, session, isInLoader, isBusy, onSettings }: MonitorPanelProps) {
  const strings = useStrings(monitorStrings);
  const { lines, partial, status } = useStore(monitor.store);
  const [withTimes, setWithTimes] = usePersistentFlag('monitor-times', () => true);
  const [paused, setPaused] = useState<{ readonly lines: readonly LogLine[]; readonly count: number }>();
  const shown = paused ?? { lines, count: lines.length };
  const search = useMatches(shown.lines, shown.count);
  const newer = paused === undefined ? 0 : newerThan(paused, lines);

  return (
    <div className={styles['panel']}>
      {isInLoader && (
        <Card title={strings.start.title} lead={strings.start.lead}>
          <div>
            <Button
              look="primary"
              disabled={isBusy}
              onClick={() => session.run({ kind: 'reset', into: 'app' })}
            >
              {strings.start.button}
            </Button>
          </div>
        </Card>
      )}
      {(!isInLoader || lines.length > 0) && (
        <>
          {status.panic && <Panic panic={status.panic} onSettings={onSettings} />}
          <StatusStrip status={status} />
          <section className={styles['log']} aria-label={strings.log}>
            <div className={styles['tools']}>
              <SearchField search={search} />
              <span className={styles['space']} />
              <Button
                size="small"
                aria-pressed={paused !== undefined}
                onClick={() => setPaused(paused ? undefined : { lines, count: lines.length })}
              >
                {paused ? strings.goOn : strings.pause}
              </Button>
              <Button size="small" aria-pressed={withTimes} onClick={() => setWithTimes(!withTimes)}>
                {strings.times}
              </Button>
              <Button
                size="small"
                disabled={lines.length === 0}
                onClick={() => saveFile('echokit-box.log', fileOf(lines), 'text/plain')}
              >
                {strings.save}
              </Button>
              <Button
                size="small"
                look="quiet"
                disabled={lines.length === 0}
                onClick={() => {
                  setPaused(undefined);
                  monitor.clear();
                }}
              >
                {strings.clear}
              </Button>
            </div>
            <ConsoleView
              lines={shown.lines}
              count={shown.count}
              partial={paused ? null : partial}
              withTimes={withTimes}
              query={search.query.toLowerCase()}
              match={search.match}
            />
            <div className={styles['foot']}>
              <span className={styles['count']}>
                {paused ? strings.pausedSince(newer) : strings.lines(lines.length)}
              </span>
              <Button
                size="small"
                disabled={isBusy || isInLoader}
                onClick={() => session.run({ kind: 'reset', into: 'app' })}
              >
                {strings.restart}
              </Button>
              <Button
                size="small"
                disabled={isBusy || isInLoader}
                onClick={() => session.run({ kind: 'reset', into: 'download' })}
              >
                {strings.boot}
              </Button>
            </div>
            <SendLine session={session} isLocked={isBusy || isInLoader} />
          </section>
        </>
      )}
    </div>
  );
}

/** Also after the oldest lines were dropped, which makes a new list. */
function newerThan(
  paused: { readonly lines: readonly LogLine[]; readonly count: number },
  lines: readonly LogLine[],
): number {
  const last = paused.lines[paused.count - 1]?.index ?? -1;
  return Math.max(0, (lines.at(-1)?.index ?? last) - last);
}
