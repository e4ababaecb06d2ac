/** The drawn map: a bar in proportion, and the same as a list, for who wants figures or hears the page. */
import { useStrings } from '../../ui/language.ts';
import { deviceStrings } from '../device.strings.ts';
import type { Partition } from '../../../core/esp/partition-table-types.ts';
import { regionsOf } from './partition-map.ts';
import styles from './partition-bar.module.css';

interface PartitionBarProps {
  readonly partitions: readonly Partition[];
  readonly flashBytes: number;
}

export function PartitionBar({ partitions, flashBytes }: PartitionBarProps) {
  const { card, size } = useStrings(deviceStrings);
  const regions = regionsOf(partitions, flashBytes);
  return (
    <figure className={styles['map']} aria-label={card.map}>
      <figcaption>{card.mapOf(size(flashBytes))}</figcaption>
      <div className={styles['bar']} aria-hidden="true">
        {regions.map(({ kind, offset, size: bytes }) => (
          <span key={offset} data-kind={kind} style={{ flexGrow: bytes }} />
        ))}
      </div>
      <ul className={styles['list']}>
        {regions
          .filter(({ kind }) => kind !== 'boot' && kind !== 'table')
          .map(({ kind, label, offset, size: bytes }) => (
            <li key={offset}>
              <span className={styles['swatch']} data-kind={kind} aria-hidden="true" />
              <span className={styles['name']}>
                {label === '' ? card.free : label}
                {kind !== 'free' && <small>{card.parts[kind]}</small>}
              </span>
              <span className={styles['size']}>{size(bytes)}</span>
              <code>0x{offset.toString(16).toUpperCase()}</code>
            </li>
          ))}
      </ul>
    </figure>
  );
}
