import { useMemo, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { useStrings } from '../../ui/language.ts';
import { formatBoxId } from '../box-id.ts';
import { exactTime } from '../clock-time.ts';
import { hexDump } from './hex-dump.ts';
import styles from './inspector.module.css';
import { inspectorStrings } from './inspector.strings.ts';
import type { FrameEntry } from './log-entry.ts';
import { explainFrame } from './read-frame.ts';

/** More are shown when they are asked for. */
const firstBytes = 1024;

/** What is in one frame: decoded, and its bytes when they are asked for. */
export function FrameDetail({ entry }: { readonly entry: FrameEntry }) {
  const strings = useStrings(inspectorStrings);
  const [isOpen, setIsOpen] = useState(false);
  const [isWhole, setIsWhole] = useState(false);
  const bytes = useMemo(
    () => (typeof entry.payload === 'string' ? new TextEncoder().encode(entry.payload) : entry.payload),
    [entry],
  );
  const limit = isWhole ? bytes.length : firstBytes;
  return (
    <section className={styles['detail']} aria-label={strings.detail}>
      <p className={styles['facts']}>
        <strong>{entry.event}</strong>
        <span>{strings.directions[entry.direction]}</span>
        <span>{formatBoxId(entry.box)}</span>
        <span>{exactTime(entry.at)}</span>
        <span>
          {strings.frameNumber} {entry.seq}
        </span>
        <span>{strings.bytes(entry.bytes)}</span>
      </p>
      {entry.problem !== undefined && (
        <p className={styles['problem']}>
          {strings.unreadable} <code>{entry.problem}</code>
        </p>
      )}
      {/* What scrolls must be reachable by keyboard. */}
      <pre className={styles['decoded']} tabIndex={0} aria-label={strings.columns.content}>
        {explainFrame(entry)}
      </pre>
      <details onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)} className={styles['hex']}>
        <summary>{strings.hex}</summary>
        {isOpen && (
          <>
            <pre tabIndex={0} aria-label={strings.hex}>
              {hexDump(bytes, limit)}
            </pre>
            {bytes.length > limit && (
              <p className={styles['more']}>
                {strings.firstBytes(limit, bytes.length)}{' '}
                <Button size="small" onClick={() => setIsWhole(true)}>
                  {strings.showAll}
                </Button>
              </p>
            )}
          </>
        )}
      </details>
    </section>
  );
}
