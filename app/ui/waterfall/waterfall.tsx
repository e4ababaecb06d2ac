/** Where the milliseconds of one turn went, beside the budget of the EchoKit slides. */
import { useStrings } from '../language.ts';
import {
  budgetMs,
  waterfallOf,
  waterfallScaleMs,
  type TimedTurn,
  type WaterfallSpan,
} from './waterfall-rows.ts';
import { waterfallStrings } from './waterfall.strings.ts';
import styles from './waterfall.module.css';

/** What rounds to nothing would only be a row to skip. */
const isVisible = ({ lengthMs }: WaterfallSpan): boolean => Math.round(lengthMs) > 0;

interface WaterfallProps {
  readonly turn: TimedTurn & { readonly status: string };
  /** Where the sound goes. The budget is for a person at this page. */
  readonly output?: 'player' | 'box';
}

export function Waterfall({ turn, output = 'player' }: WaterfallProps) {
  const strings = useStrings(waterfallStrings);
  const waterfall = waterfallOf(turn.trace);
  const isUnderWay = turn.status === 'open' || turn.status === 'thinking';
  if (waterfall.spans.length === 0 || isUnderWay) return null;
  // The budget of the slides is for someone who has just stopped speaking.
  const isSpoken = turn.source === 'voice' && output === 'player';
  const scale = waterfallScaleMs(waterfall);
  const percent = (ms: number) => `${(100 * ms) / scale}%`;
  return (
    <details className={styles['waterfall']}>
      <summary>
        {waterfall.totalMs === undefined ? strings.noSound : strings.total(Math.round(waterfall.totalMs))}
        {waterfall.totalMs !== undefined && isSpoken && (
          <span className={waterfall.totalMs <= budgetMs ? styles['within'] : styles['over']}>
            {waterfall.totalMs <= budgetMs
              ? strings.within(Math.round(budgetMs - waterfall.totalMs))
              : strings.over(Math.round(waterfall.totalMs - budgetMs))}
          </span>
        )}
      </summary>
      <div className={styles['plot']}>
        <table className={styles['rows']}>
          <thead className="visually-hidden">
            <tr>
              <th scope="col">{strings.stage}</th>
              <th scope="col">{strings.from}</th>
              <th scope="col">{strings.length}</th>
            </tr>
          </thead>
          <tbody>
            {waterfall.spans.filter(isVisible).map((span) => (
              <tr key={`${span.name}:${span.fromMs}`}>
                <th scope="row">
                  {span.name === 'turn:output' ? strings.output[output] : strings.spans[span.name]}
                </th>
                <td className={styles['track']}>
                  <span className="visually-hidden">{Math.round(span.fromMs)} ms</span>
                  {isSpoken && <i className={styles['budget']} style={{ left: percent(budgetMs) }} />}
                  {waterfall.marks.map(({ name, atMs }) => (
                    <i
                      key={name}
                      className={styles['mark']}
                      data-mark={name}
                      style={{ left: percent(atMs) }}
                    />
                  ))}
                  <i
                    className={styles['bar']}
                    data-span={span.name}
                    style={{ left: percent(span.fromMs), width: `max(2px, ${percent(span.lengthMs)})` }}
                  />
                </td>
                <td className={styles['number']}>{Math.round(span.lengthMs)} ms</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className={styles['key']}>
          {waterfall.marks.map(({ name, atMs }) => (
            <span key={name}>
              <i data-mark={name} /> {strings.marks[name]} {Math.round(atMs)} ms
            </span>
          ))}
          {isSpoken && (
            <span>
              <i data-mark="budget" /> {strings.budget(budgetMs)}
            </span>
          )}
        </p>
        {waterfall.discarded.length > 0 && (
          <p className={styles['discarded']}>
            {strings.discarded}{' '}
            {waterfall.discarded
              .map(({ stage, lengthMs }) => `${strings.stages[stage]} ${Math.round(lengthMs)} ms`)
              .join(', ')}
          </p>
        )}
      </div>
    </details>
  );
}
