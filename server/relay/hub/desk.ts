/** The tabs that are attached to this companion: reads their messages, and brings them what concerns them, once. */
import { decodeTabMessage, encodeCompanionMessage } from '../../../core/relay/relay-codec.ts';
import { relayLimits } from '../../../core/relay/relay-limits.ts';
import type { BoxId, CompanionMessage, SocketId, TabMessage } from '../../../core/relay/relay-message.ts';
import type { BoxCommand } from './box-command.ts';
import { viewOf, type BoxRecord } from './box-record.ts';
import type { TabId } from './box-state.ts';
import type { Place } from './box-step.ts';
import type { Directory } from './directory.ts';
import { tabCloseCodes, type HubOptions, type TabLink } from './hub-api.ts';
import type { AttachedTab } from './hub-message.ts';
import { placeAfter, placeOf, takeClosing, takeNext, takeOpening, type TabPlace } from './tab-places.ts';

export interface DeskOptions extends Pick<HubOptions, 'instance' | 'clock' | 'limits' | 'log' | 'pairing'> {
  readonly directory: Directory;
  readonly command: (tab: TabId, command: BoxCommand) => void;
  readonly here: (tab: AttachedTab, after: Readonly<Record<BoxId, Place>>) => void;
  readonly away: (tab: TabId) => void;
}

/** What a frame's message says of itself, without decoding it. */
export interface FrameHead {
  readonly box: BoxId;
  readonly socket: SocketId;
  readonly seq: number;
}

export interface Desk {
  addTab(link: TabLink): void;
  deliverFrame(tabs: readonly TabId[], head: FrameHead, bytes: Uint8Array): void;
  deliver(tabs: readonly TabId[], message: Exclude<CompanionMessage, { type: 'frame' }>): void;
  /** To all tabs. */
  showBox(record: BoxRecord): void;
  tellAll(message: CompanionMessage): void;
  /** The home of these boxes is lost: nothing more comes of their sockets. */
  loseBoxes(records: readonly BoxRecord[]): void;
  /** The same tab attached at another companion. */
  evict(tab: TabId): void;
  attached(): readonly (AttachedTab & { readonly after: Readonly<Record<BoxId, Place>> })[];
  close(): void;
}

interface Attached extends AttachedTab {
  readonly link: TabLink;
  readonly places: Map<BoxId, TabPlace>;
}

/** A list of boxes has at most so many; the rest comes one by one. */
const listed = relayLimits.elements;

export function createDesk(options: DeskOptions): Desk {
  const { instance, clock, limits, log, directory, pairing } = options;
  const tabs = new Map<TabId, Attached>();
  /** Null until it has attached. */
  const links = new Map<TabLink, Attached | null>();

  const send = ({ link }: Attached, message: CompanionMessage): void =>
    link.send(encodeCompanionMessage(message));

  function addTab(link: TabLink): void {
    if (links.size >= limits.tabs) return link.close(1013, 'too many tabs');
    links.set(link, null);
    link.onMessage = (bytes) => {
      const attached = links.get(link);
      if (attached === undefined) return;
      const message = decodeTabMessage(bytes);
      if (!message.ok) return give(link, tabCloseCodes.malformed, message.error.message);
      if (message.value.type === 'attach' && attached === null) attach(link, message.value);
      else if (message.value.type !== 'attach' && attached !== null) take(attached, message.value);
      else give(link, tabCloseCodes.malformed, 'a tab attaches once, before all else');
    };
    link.onClose = () => {
      const attached = links.get(link) ?? null;
      links.delete(link);
      if (attached !== null) leave(attached);
    };
  }

  function attach(link: TabLink, { tab, answers, after }: Extract<TabMessage, { type: 'attach' }>): void {
    evict(tab);
    const places = new Map(Object.entries(after).map(([box, place]) => [box, placeAfter(place)]));
    const attached: Attached = { link, tab, answers, since: clock.now(), places };
    tabs.set(tab, attached);
    links.set(link, attached);
    const views = directory.boxes().map((record) => viewOf(record, tab));
    send(attached, {
      type: 'attached',
      instance,
      pairing: pairing.view(),
      boxes: views.slice(0, listed),
    });
    for (const box of views.slice(listed)) send(attached, { type: 'box', box });
    options.here({ tab, answers, since: attached.since }, after);
  }

  function leave(attached: Attached): void {
    // Another link of the same tab may have taken its place.
    if (tabs.get(attached.tab) !== attached) return;
    tabs.delete(attached.tab);
    options.away(attached.tab);
  }

  /** The tab is away at once: what is sent from now on is kept for it. */
  function give(link: TabLink, code: number, reason: string): void {
    log('warn', `a tab was closed: ${reason}`);
    link.onClose(code, reason);
    link.close(code, reason.slice(0, 100));
  }

  function evict(tab: TabId): void {
    const attached = tabs.get(tab);
    if (attached === undefined) return;
    tabs.delete(tab);
    give(attached.link, tabCloseCodes.replaced, 'the same tab attached anew');
  }

  function take({ tab }: Attached, message: Exclude<TabMessage, { type: 'attach' }>): void {
    switch (message.type) {
      case 'renew-pairing':
        return pairing.renew();
      case 'url-sent':
        return pairing.urlSent(message.box, message.url);
      default:
        return options.command(tab, message);
    }
  }

  function deliverFrame(to: readonly TabId[], { box, socket, seq }: FrameHead, bytes: Uint8Array): void {
    for (const tab of to) {
      const attached = tabs.get(tab);
      if (attached === undefined || isTooSlow(attached, box)) continue;
      const taken = takeNext(attached.places.get(box), socket, seq);
      if (taken === undefined) continue;
      attached.places.set(box, taken.place);
      if (taken.lost > 0) send(attached, { type: 'gap', box, socket, lost: taken.lost });
      attached.link.send(bytes);
    }
  }

  /** Who watches misses frames; who answers has to come again, since its box must not be left with half of them. */
  function isTooSlow({ link, tab }: Attached, box: BoxId): boolean {
    if (link.bufferedBytes <= limits.tabBytes) return false;
    if (directory.box(box)?.owner === tab) give(link, tabCloseCodes.tooSlow, 'the tab reads too slowly');
    return true;
  }

  function deliver(to: readonly TabId[], message: Exclude<CompanionMessage, { type: 'frame' }>): void {
    for (const tab of to) {
      const attached = tabs.get(tab);
      if (attached === undefined) continue;
      if (message.type === 'socket-opened') {
        const { box, socket, at } = message;
        const { place, unclosed } = takeOpening(attached.places.get(box), socket);
        attached.places.set(box, place);
        if (unclosed !== null) send(attached, closing(box, unclosed, '', at));
      } else if (message.type === 'socket-closed') {
        const place = takeClosing(attached.places.get(message.box), message.socket);
        if (place === undefined) continue;
        attached.places.set(message.box, place);
      }
      send(attached, message);
    }
  }

  return {
    addTab,
    deliverFrame,
    deliver,
    evict,
    showBox(record) {
      for (const attached of tabs.values())
        send(attached, { type: 'box', box: viewOf(record, attached.tab) });
    },
    tellAll(message) {
      if (tabs.size === 0) return;
      const bytes = encodeCompanionMessage(message);
      for (const { link } of tabs.values()) link.send(bytes);
    },
    loseBoxes(records) {
      const at = clock.now();
      for (const attached of tabs.values())
        for (const { id } of records) {
          const place = attached.places.get(id);
          if (place?.state !== 'open') continue;
          attached.places.set(id, { ...place, state: 'lost' });
          send(attached, closing(id, place.socket, 'its companion is lost', at));
        }
    },
    attached: () =>
      [...tabs.values()].map(({ tab, answers, since, places }) => {
        const known = [...places].filter(([, place]) => place.state !== 'lost');
        return {
          tab,
          answers,
          since,
          after: Object.fromEntries(known.map(([box, place]) => [box, placeOf(place)])),
        };
      }),
    close() {
      for (const link of [...links.keys()]) {
        links.delete(link);
        link.close(1001, 'the companion ends');
      }
      tabs.clear();
    },
  };
}

const closing = (box: BoxId, socket: SocketId, reason: string, at: number): CompanionMessage => ({
  type: 'socket-closed',
  box,
  socket,
  code: 1006,
  reason,
  at,
});
