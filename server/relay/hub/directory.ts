/** All boxes and tabs of all companions, as far as they have been told here. */
import type { BoxId } from '../../../core/relay/relay-message.ts';
import type { Millis } from '../../../core/units.ts';
import { isNewer, type BoxRecord } from './box-record.ts';
import type { Reader, Roles, TabId } from './box-state.ts';
import type { AttachedTab } from './hub-message.ts';

export interface KnownTab extends AttachedTab {
  readonly instance: string;
}

interface Entry {
  readonly record: BoxRecord;
  /** Its home is lost since then. */
  readonly lostAt: Millis | null;
}

export interface Directory {
  box(id: BoxId): BoxRecord | undefined;
  boxes(): readonly BoxRecord[];
  /** Its home answers commands. */
  isServed(id: BoxId): boolean;
  /** @returns false for an older claim than the one that is known */
  setBox(record: BoxRecord): boolean;
  deleteBox(id: BoxId): boolean;
  /** Who owns and who watches it, for the home that it has next. */
  rolesAt(id: BoxId, now: Millis): Roles;
  tab(tab: TabId): KnownTab | undefined;
  /** Where tabs are; those that are away are nowhere. */
  placesOf(tabs: readonly TabId[]): ReadonlyMap<string, readonly TabId[]>;
  setTab(tab: KnownTab): void;
  deleteTab(tab: TabId): void;
  tabsAt(instance: string): readonly KnownTab[];
  /** Those that take boxes: first those at this companion, then who attached first. */
  answering(): readonly TabId[];
  /** @returns its boxes, now shown as disconnected */
  loseInstance(instance: string, at: Millis): readonly BoxRecord[];
  /** Boxes whose home has been lost since before then. */
  lostBefore(at: Millis): readonly BoxId[];
}

export function createDirectory(here: string): Directory {
  const entries = new Map<BoxId, Entry>();
  const tabs = new Map<TabId, KnownTab>();
  let answering: readonly TabId[] = [];

  const order = (): void => {
    answering = [...tabs.values()]
      .filter(({ answers }) => answers)
      .sort(
        (one, other) =>
          Number(other.instance === here) - Number(one.instance === here) ||
          one.since - other.since ||
          (one.tab < other.tab ? -1 : 1),
      )
      .map(({ tab }) => tab);
  };

  return {
    box: (id) => entries.get(id)?.record,
    boxes: () => [...entries.values()].map(({ record }) => record),
    isServed: (id) => entries.get(id)?.lostAt === null,
    setBox(record) {
      const known = entries.get(record.id)?.record;
      if (known !== undefined && known.instance !== record.instance && isNewer(known, record)) return false;
      entries.set(record.id, { record, lostAt: null });
      return true;
    },
    deleteBox: (id) => entries.delete(id),
    rolesAt(id, now) {
      const record = entries.get(id)?.record;
      const reader = (tab: TabId): Reader => ({ tab, awaySince: tabs.has(tab) ? null : now });
      const owner = record?.owner ?? null;
      return {
        owner: owner === null ? null : reader(owner),
        watchers: (record?.watchers ?? []).map(reader),
      };
    },
    tab: (tab) => tabs.get(tab),
    placesOf(wanted) {
      const places = new Map<string, TabId[]>();
      for (const tab of wanted) {
        const at = tabs.get(tab)?.instance;
        if (at === undefined) continue;
        const others = places.get(at);
        if (others === undefined) places.set(at, [tab]);
        else others.push(tab);
      }
      return places;
    },
    setTab(tab) {
      tabs.set(tab.tab, tab);
      order();
    },
    deleteTab(tab) {
      tabs.delete(tab);
      order();
    },
    tabsAt: (instance) => [...tabs.values()].filter((tab) => tab.instance === instance),
    answering: () => answering,
    loseInstance(instance, at) {
      const lost: BoxRecord[] = [];
      for (const [id, entry] of entries) {
        if (entry.record.instance !== instance || entry.lostAt !== null) continue;
        const { upstream: _, ...rest } = entry.record;
        const record = { ...rest, connected: false };
        entries.set(id, { record, lostAt: at });
        lost.push(record);
      }
      return lost;
    },
    lostBefore: (at) =>
      [...entries].filter(([, { lostAt }]) => lostAt !== null && lostAt <= at).map(([id]) => id),
  };
}
