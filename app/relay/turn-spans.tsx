import type { TurnView } from '../../workers/conversation-api.ts';
import { useStrings } from '../ui/language.ts';
import { spanRowsOf } from './turn-span-rows.ts';
import styles from './turn-spans.module.css';
import { turnStrings } from './turn.strings.ts';

/** Where the milliseconds of a turn went, on demand. */
export function TurnSpans({ turn }: { readonly turn: Pick<TurnView, 'trace' | 'status'> }) {
  const strings = useStrings(turnStrings);
  const { rows, totalMs, scaleMs } = spanRowsOf(turn.trace);
  const isUnderWay = turn.status === 'open' || turn.status === 'thinking';
  if (rows.length === 0 || isUnderWay) return null;
  const percent = (ms: number) => `${Math.max(0, (100 * ms) / scaleMs)}%`;
  return (
    <details className={styles['spans']}>
      <summary>{totalMs === undefined ? strings.noSound : strings.total(Math.round(totalMs))}</summary>
      <table>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{strings.stage}</th>
            <th scope="col">{strings.from}</th>
            <th scope="col">{strings.length}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, fromMs, lengthMs }) => (
            <tr key={name}>
              <th scope="row">{strings.spans[name]}</th>
              <td className={styles['track']}>
                <span className="visually-hidden">{Math.round(fromMs)} ms</span>
                <i
                  data-span={name}
                  style={{ left: percent(fromMs), width: `max(2px, ${percent(lengthMs)})` }}
                />
              </td>
              <td className={styles['number']}>{Math.round(lengthMs)} ms</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
