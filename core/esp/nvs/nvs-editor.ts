import { buildFixed, buildVariable, type Owner } from './build-items.ts';
import { rawName, valueBytes } from './check-value.ts';
import { readNamespaces } from './namespaces.ts';
import {
  entriesFor,
  entryBytes,
  itemTypes,
  maxChunks,
  maxDataBytes,
  maxNamespaces,
  noChunk,
  pageBytes,
  secondBase,
} from './nvs-format.ts';
import { readBlobIndex, type NvsItem } from './nvs-item.ts';
import type { NvsEdit, NvsRefusal, NvsValue } from './nvs-types.ts';
import { eraseItem, itemsOf, type NvsVolume } from './nvs-volume.ts';
import { NvsWriter } from './nvs-writer.ts';
import type { StoredValue } from './stored-values.ts';
import type { Move } from './write-order.ts';

/** One partition while it is edited, without hidden items. After a refusal its volume is good for nothing. */
export class NvsEditor {
  readonly moves: Move[] = [];
  readonly #volume: NvsVolume;
  readonly #writer: NvsWriter;
  /** By namespace index and key; as the edits leave it. */
  readonly #values = new Map<string, readonly NvsValue[]>();

  constructor(volume: NvsVolume, values: readonly StoredValue[]) {
    this.#volume = volume;
    this.#writer = new NvsWriter(volume);
    for (const value of values) {
      const id = idOf(value);
      this.#values.set(id, [...(this.#values.get(id) ?? []), value.value]);
    }
  }

  /** @returns null when it is done */
  apply(edit: NvsEdit): NvsRefusal | null {
    const name = rawName('bad-namespace', edit.namespace);
    const key = rawName('bad-key', edit.key);
    if (!name.ok) return name.error;
    if (!key.ok) return key.error;
    const number = this.#writer.nextEdit();
    const namespace = readNamespaces(this.#volume).indexOf.get(name.value);
    if (edit.op === 'erase') {
      if (namespace !== undefined) this.#erase({ namespace, key: key.value }, number);
      return null;
    }
    const bytes = valueBytes(edit);
    if (!bytes.ok) return bytes.error;
    const index = namespace ?? this.#freeIndex();
    if (index === null)
      return { code: 'too-many-namespaces', message: `there are ${maxNamespaces} namespaces already` };
    const owner: Owner = { namespace: index, key: key.value };
    if (this.#isStored(owner, edit)) return null;
    const noSpace = this.#spaceFor(edit, bytes.value, namespace !== undefined);
    const isNamed = namespace !== undefined || this.#nameNamespace(index, name.value);
    if (!isNamed || !this.#add(owner, edit, bytes.value)) return noSpace();
    this.#replaceOlder(owner, number);
    this.#values.set(idOf(owner), [edit]);
    return null;
  }

  /** To be called once, after the last edit. */
  finish(): void {
    this.#writer.finish();
  }

  #itemsOf({ namespace, key }: Owner): NvsItem[] {
    return [...itemsOf(this.#volume)].filter((item) => item.namespace === namespace && item.key === key);
  }

  #isStored(owner: Owner, wanted: NvsValue): boolean {
    const [stored, ...others] = this.#values.get(idOf(owner)) ?? [];
    return stored !== undefined && others.length === 0 && sameValue(stored, wanted);
  }

  #erase(owner: Owner, number: number): void {
    if (this.#itemsOf(owner).length === 0) return;
    this.#replaceOlder(owner, number);
    this.#values.delete(idOf(owner));
  }

  /** The lowest that no name and no item has. */
  #freeIndex(): number | null {
    const { used } = readNamespaces(this.#volume);
    for (let index = 1; index <= maxNamespaces; index++) if (!used.has(index)) return index;
    return null;
  }

  #nameNamespace(index: number, key: string): boolean {
    return this.#writer.add(buildFixed({ namespace: 0, key }, itemTypes.u8, Uint8Array.of(index)));
  }

  #add(owner: Owner, { type }: NvsValue, bytes: Uint8Array): boolean {
    if (type === 'blob') return this.#addBlob(owner, bytes);
    if (type === 'str') return this.#writer.add(buildVariable(owner, itemTypes.str, noChunk, bytes));
    return this.#writer.add(buildFixed(owner, itemTypes[type], bytes));
  }

  /** The chunks are numbered from the base that the ones before do not have. */
  #addBlob(owner: Owner, bytes: Uint8Array): boolean {
    const limit = Math.min(maxChunks, this.#volume.image.length / pageBytes - 1) * maxDataBytes;
    if (bytes.length > limit) return false;
    const index = this.#itemsOf(owner).find(({ type }) => type === itemTypes.blobIndex);
    const base = index === undefined ? 0 : readBlobIndex(this.#volume.image, index).base ^ secondBase;
    return this.#writer.addBlob(owner, bytes, base);
  }

  #replaceOlder(owner: Owner, number: number): void {
    const items = this.#itemsOf(owner);
    const older = items.filter(({ edit }) => edit !== number);
    for (const item of older) eraseItem(this.#volume, item);
    this.moves.push({
      to: new Set(items.filter(({ edit }) => edit === number).map(({ page }) => page)),
      from: new Set(older.map(({ page }) => page)),
    });
  }

  /** @param named whether the namespace has a name already */
  #spaceFor({ type }: NvsValue, bytes: Uint8Array, named: boolean): () => NvsRefusal {
    const largest = this.#writer.largestRoom();
    const total = this.#writer.totalRoom() - (named ? 0 : 1);
    const isBlob = type === 'blob';
    const span = type === 'str' ? entriesFor(bytes.length) : 1;
    const needed = isBlob ? blobEntries(bytes.length) : span;
    return () => {
      const missing = Math.max(1, needed - total, isBlob ? 1 : span - largest) * entryBytes;
      const message = `${needed * entryBytes} bytes are needed, ${missing} of them are missing`;
      return { code: 'no-space', message, missingBytes: missing };
    };
  }
}

const blobEntries = (bytes: number): number =>
  Math.ceil(bytes / entryBytes) + Math.max(1, Math.ceil(bytes / maxDataBytes)) + 1;

const idOf = ({ namespace, key }: Owner): string => `${namespace}/${key}`;

function sameValue(a: NvsValue, b: NvsValue): boolean {
  if (a.type !== 'blob' || b.type !== 'blob') return a.type === b.type && a.value === b.value;
  return a.value.length === b.value.length && a.value.every((byte, i) => byte === b.value[i]);
}
