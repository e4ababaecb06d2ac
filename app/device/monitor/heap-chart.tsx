/** Free memory over time, as two small lines with their newest values. */
import type { BoxStatus } from '../../../workers/loader-api.ts';
import { useStrings } from '../../ui/language.ts';
import { linePath } from './line-path.ts';
import styles from './monitor.module.css';
import { monitorStrings } from './monitor.strings.ts';

const width = 180;
const height = 36;

export function HeapChart({ heap }: { readonly heap: BoxStatus['heap'] }) {
  const { status } = useStrings(monitorStrings);
  const series = [
    { name: 'internal', label: status.internal, values: heap.map((point) => point.internalKiB) },
    { name: 'spiram', label: status.spiram, values: heap.map((point) => point.spiramKiB) },
  ].filter(({ values }) => values.some((value) => value !== undefined));
  return (
    <div className={styles['heap']}>
      <dt>{status.heap}</dt>
      <dd>
        <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true" preserveAspectRatio="none">
          {series.map(({ name, values }) => (
            <path key={name} data-series={name} d={linePath(values, width, height)} />
          ))}
        </svg>
        <ul>
          {series.map(({ name, label, values }) => (
            <li key={name} data-series={name}>
              {label} {status.free(values.findLast((value) => value !== undefined) ?? 0)}
            </li>
          ))}
        </ul>
      </dd>
    </div>
  );
}
