/** Names of namespaces: items of namespace 0, whose value is the index that the others carry. */
import { itemTypes } from './nvs-format.ts';
import { readValueBytes, type NvsItem } from './nvs-item.ts';
import { itemsOf, type NvsVolume } from './nvs-volume.ts';

export interface Namespaces {
  readonly indexOf: ReadonlyMap<string, number>;
  readonly nameOf: ReadonlyMap<number, string>;
  /** Also those that items carry and nothing names: their number is never given away. */
  readonly used: ReadonlySet<number>;
  readonly count: number;
}

const isNamespaceName = ({ namespace, type }: NvsItem): boolean => namespace === 0 && type === itemTypes.u8;

/** The first of two wins, as with the library. Names are as in {@link NvsItem}. */
export function readNamespaces(volume: NvsVolume): Namespaces {
  const indexOf = new Map<string, number>();
  const nameOf = new Map<number, string>();
  const used = new Set<number>();
  let count = 0;
  for (const item of itemsOf(volume)) {
    used.add(item.namespace);
    if (!isNamespaceName(item)) continue;
    const index = readValueBytes(volume.image, item)[0]!;
    used.add(index);
    if (!indexOf.has(item.key)) indexOf.set(item.key, index);
    if (!nameOf.has(index)) nameOf.set(index, item.key);
    count++;
  }
  return { indexOf, nameOf, used, count };
}
