/** Who answers each box: chosen by a person, the same for all companions on the bus, kept over restarts. */
import { decode, encode } from '@msgpack/msgpack';
import * as v from 'valibot';
import type { BoxId, BoxMode } from '../../../core/relay/relay-message.ts';
import { boxMode } from '../../../core/relay/relay-schema.ts';
import type { HubLog, ModeStore, StoredMode } from './hub-api.ts';
import type { SharedValue } from './hub-message.ts';
import type { SharedBook } from './shared-book.ts';

export interface BoxModes {
  get(box: BoxId): BoxMode;
  set(box: BoxId, mode: BoxMode): void;
  /** Resolves when all that was set is written. */
  settled(): Promise<void>;
}

const prefix = 'mode:';
const answer: BoxMode = { kind: 'answer' };

/** @param changed also for what was set here */
export async function createBoxModes(
  book: SharedBook,
  store: ModeStore,
  log: HubLog,
  changed: (box: BoxId, mode: BoxMode) => void,
): Promise<BoxModes> {
  let writing: Promise<void> = Promise.resolve();
  let isDue = false;

  const loaded = await store.load();
  if (!loaded.ok) log('warn', `modes of boxes: ${loaded.error}`);
  for (const [box, { mode, at }] of loaded.ok ? loaded.value : [])
    book.take({ key: prefix + box, at, by: '-', value: encode(mode) });

  async function write(): Promise<void> {
    isDue = false;
    const written = await store.save(storedModes());
    if (!written.ok) log('warn', `modes of boxes: ${written.error}`);
  }
  function save(): void {
    if (isDue) return;
    isDue = true;
    writing = writing.then(write);
  }

  function storedModes(): ReadonlyMap<BoxId, StoredMode> {
    const modes = new Map<BoxId, StoredMode>();
    for (const { key, at, value } of book.all()) {
      const mode = key.startsWith(prefix) ? read(value) : null;
      if (mode !== null) modes.set(key.slice(prefix.length), { mode, at });
    }
    return modes;
  }

  book.onAny(({ key, value }: SharedValue) => {
    const mode = key.startsWith(prefix) ? read(value) : null;
    if (mode === null) return;
    changed(key.slice(prefix.length), mode);
    save();
  });

  return {
    get(box) {
      const value = book.get(prefix + box);
      return (value === undefined ? null : read(value)) ?? answer;
    },
    set(box, mode) {
      book.put(prefix + box, encode(mode));
      changed(box, mode);
      save();
    },
    settled: () => writing,
  };
}

function read(value: Uint8Array): BoxMode | null {
  try {
    const mode = v.safeParse(boxMode, decode(value));
    return mode.success ? mode.output : null;
  } catch {
    return null;
  }
}
