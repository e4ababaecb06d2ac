/**
 * The relay's hub: boxes on one side, tabs on the other, other companions on the bus. It wires the homes of boxes and
 * the desk of tabs to each other, here or across the bus; what they do is decided in theirs and in `step-box.ts`.
 */
import { randomUUID } from 'node:crypto';
import { invariant } from '../../../core/assert.ts';
import {
  decodeCompanionMessage,
  decodeTabMessage,
  encodeCompanionMessage,
  encodeTabMessage,
} from '../../../core/relay/relay-codec.ts';
import type { BoxId, CompanionMessage } from '../../../core/relay/relay-message.ts';
import { isBoxCommand, type BoxCommand } from './box-command.ts';
import { createBoxModes, type BoxModes } from './box-modes.ts';
import { isNewer, type BoxRecord } from './box-record.ts';
import type { TabId } from './box-state.ts';
import type { Place } from './box-step.ts';
import { createDesk, type Desk } from './desk.ts';
import { createDirectory } from './directory.ts';
import { createHome, type Home } from './home.ts';
import type { Hub, HubOptions } from './hub-api.ts';
import { decodeHubMessage, encodeHubMessage, type AttachedTab, type HubMessage } from './hub-message.ts';
import { createPeers } from './peers.ts';
import { createSharedBook } from './shared-book.ts';

type Unsigned<T> = T extends unknown ? Omit<T, 'from' | 'run' | 'n'> : never;

const toAll = 'relay.all';
const toOne = (instance: string): string => `relay.at.${instance}`;
/** Heartbeats between two that tell when a box was last heard. */
const beatsPerRefresh = 3;

/** Reads the modes of boxes, then joins the bus. */
export async function createHub(options: HubOptions): Promise<Hub> {
  const { bus, instance, clock, limits, log, pairing } = options;
  invariant(/^[A-Za-z0-9_-]{1,64}$/.test(instance), `"${instance}" names a companion`);
  const run = randomUUID();
  const directory = createDirectory(instance);
  const peers = createPeers();
  let isClosed = false;

  const said = new Map<string, number>();

  function say(subject: string, message: Unsigned<HubMessage>): void {
    const n = said.get(subject) ?? 0;
    said.set(subject, n + 1);
    bus.publish(subject, encodeHubMessage({ ...message, from: instance, run, n }));
  }
  const sayAll = (message: Unsigned<HubMessage>): void => say(toAll, message);

  const book = createSharedBook(instance, clock, (value) => sayAll({ type: 'shared', ...value }));
  const modes: BoxModes = await createBoxModes(book, options.modes, log, modeChanged);
  const home: Home = createHome({
    ...options,
    directory,
    modes: () => modes,
    tell,
    announce(record) {
      sayAll({ type: 'box', record });
      desk.showBox(record);
    },
    forgotten(box) {
      sayAll({ type: 'gone', box });
      desk.tellAll({ type: 'box-forgotten', box });
    },
  });
  const desk: Desk = createDesk({
    ...options,
    directory,
    command,
    here(tab, after) {
      directory.setTab({ ...tab, instance });
      sayAll({ type: 'tab-here', ...tab, after });
      home.tabHere(tab.tab, after);
    },
    away(tab) {
      directory.deleteTab(tab);
      sayAll({ type: 'tab-away', tab });
      home.tabAway(tab);
    },
  });

  /** Encoded once, whoever gets it. */
  function tell(tabs: readonly TabId[], message: CompanionMessage): void {
    let encoded: Uint8Array | undefined;
    const bytes = (): Uint8Array => (encoded ??= encodeCompanionMessage(message));
    for (const [at, there] of directory.placesOf(tabs)) {
      if (message.type !== 'frame') {
        if (at === instance) desk.deliver(there, message);
        else say(toOne(at), { type: 'told', tabs: there, bytes: bytes() });
        continue;
      }
      const { box, socket, seq } = message;
      if (at === instance) desk.deliverFrame(there, message, bytes());
      else say(toOne(at), { type: 'frame', tabs: there, box, socket, seq, bytes: bytes() });
    }
  }

  /** Of a tab that is attached here. */
  function command(tab: TabId, asked: BoxCommand): void {
    const record = directory.box(asked.box);
    if (record === undefined || record.instance === instance) return home.command(tab, asked);
    if (directory.isServed(asked.box))
      return say(toOne(record.instance), { type: 'command', tab, bytes: encodeTabMessage(asked) });
    if (asked.type === 'forget') return forgetLost(asked.box);
    const refusal = { code: 'socket-closed', message: 'its companion is lost' } as const;
    desk.deliver([tab], { type: 'refused', asked: asked.type, box: asked.box, ...refusal });
  }

  function forgetLost(box: BoxId): void {
    directory.deleteBox(box);
    desk.tellAll({ type: 'box-forgotten', box });
  }

  function modeChanged(box: BoxId): void {
    home.modeChanged(box, modes.get(box));
  }

  function introduce(subject: string): void {
    say(subject, { type: 'hello' });
    tellMine();
  }

  function tellMine(): void {
    for (const value of book.all()) sayAll({ type: 'shared', ...value });
    for (const record of home.records()) sayAll({ type: 'box', record });
    const tabs = desk.attached();
    for (const tab of tabs) sayAll({ type: 'tab-here', ...tab });
    const boxes = home.records().map(({ id }) => id);
    sayAll({ type: 'all', boxes, tabs: tabs.map(({ tab }) => tab) });
  }

  function hear(payload: Uint8Array, subject: string): void {
    const message = decodeHubMessage(payload);
    if (message === null) return log('warn', 'a message on the bus is no companion’s');
    const { from } = message;
    if (from === instance) {
      if (message.run !== run) log('warn', `another companion on the bus is named ${instance} too`);
      return;
    }
    if (message.type === 'bye') return lose(from);
    const acquaintance = peers.hear(message, subject, clock.now());
    if (acquaintance === 'restarted') loseAllOf(from);
    if (acquaintance === 'missed') log('warn', `messages of companion ${from} are missing`);
    else if (acquaintance !== 'known') log('info', `companion ${from} is on the bus`);
    // Whatever it has said before is asked for, and it may have missed what we said.
    if (acquaintance !== 'known') introduce(toOne(from));
    take(message);
  }

  function take(message: HubMessage): void {
    const { from } = message;
    switch (message.type) {
      case 'hello':
        return tellMine();
      case 'alive':
      case 'bye':
        return;
      case 'all':
        return takeAll(from, message);
      case 'box':
        return takeBox(from, message.record);
      case 'gone':
        if (directory.box(message.box)?.instance === from) forgetLost(message.box);
        return;
      case 'tab-here':
        return takeTab(from, message, message.after);
      case 'tab-away':
        return takeTabAway(from, message.tab);
      case 'shared':
        book.take(message);
        return;
      case 'frame':
        return desk.deliverFrame(message.tabs, message, message.bytes);
      case 'told': {
        const told = decodeCompanionMessage(message.bytes);
        if (told.ok && told.value.type !== 'frame') desk.deliver(message.tabs, told.value);
        return;
      }
      case 'command': {
        const asked = decodeTabMessage(message.bytes);
        if (asked.ok && isBoxCommand(asked.value)) home.command(message.tab, asked.value);
        return;
      }
    }
  }

  function takeAll(from: string, { boxes, tabs }: Extract<HubMessage, { type: 'all' }>): void {
    for (const { id, instance: home } of directory.boxes())
      if (home === from && !boxes.includes(id)) forgetLost(id);
    for (const { tab } of directory.tabsAt(from)) if (!tabs.includes(tab)) takeTabAway(from, tab);
  }

  function takeBox(from: string, record: BoxRecord): void {
    if (record.instance !== from) return;
    const mine = home.record(record.id);
    if (mine !== null && isNewer(mine, record)) return sayAll({ type: 'box', record: mine });
    if (!directory.setBox(record)) return;
    if (mine !== null) {
      log('info', `${record.id} has gone to companion ${from}`);
      home.yield(record.id);
    }
    desk.showBox(record);
  }

  function takeTab(from: string, tab: AttachedTab, after: Readonly<Record<BoxId, Place>>): void {
    const known = directory.tab(tab.tab);
    if (known !== undefined && known.instance !== from && known.since > tab.since) return;
    directory.setTab({ tab: tab.tab, answers: tab.answers, since: tab.since, instance: from });
    desk.evict(tab.tab);
    home.tabHere(tab.tab, after);
  }

  function takeTabAway(from: string, tab: TabId): void {
    if (directory.tab(tab)?.instance !== from) return;
    directory.deleteTab(tab);
    home.tabAway(tab);
  }

  function lose(name: string): void {
    if (!peers.delete(name)) return;
    log('warn', `companion ${name} is lost`);
    loseAllOf(name);
  }

  function loseAllOf(name: string): void {
    const records = directory.loseInstance(name, clock.now());
    desk.loseBoxes(records);
    for (const record of records) desk.showBox(record);
    for (const { tab } of directory.tabsAt(name)) takeTabAway(name, tab);
  }

  let beats = 0;
  let cancelBeat = clock.after(limits.heartbeatMs, beat);
  function beat(): void {
    const now = clock.now();
    sayAll({ type: 'alive' });
    for (const name of peers.names()) say(toOne(name), { type: 'alive' });
    for (const name of peers.silentSince(now - limits.lossMs)) lose(name);
    for (const box of directory.lostBefore(now - limits.forgetMs)) forgetLost(box);
    beats++;
    if (beats % beatsPerRefresh === 0) refresh();
    cancelBeat = clock.after(limits.heartbeatMs, beat);
  }

  /** When boxes were last heard: too often to be told with every frame. */
  function refresh(): void {
    for (const record of home.records()) {
      const known = directory.box(record.id);
      if (known?.instance !== instance || known.lastFrameAt === record.lastFrameAt) continue;
      directory.setBox(record);
      sayAll({ type: 'box', record });
      desk.showBox(record);
    }
  }

  const endings = [
    bus.subscribe(toAll, hear),
    bus.subscribe(toOne(instance), hear),
    bus.onLink((state) => {
      log(state === 'lost' ? 'warn' : 'info', `the bus is ${state}`);
      if (state === 'found') introduce(toAll);
    }),
  ];
  // Who answers must be heard.
  await bus.flush();
  introduce(toAll);

  return {
    addBox(socket) {
      if (isClosed) socket.close(1001, 'the companion ends');
      else home.addBox(socket);
    },
    addTab(link) {
      if (isClosed) link.close(1001, 'the companion ends');
      else desk.addTab(link);
    },
    tellPairing: () => desk.tellAll({ type: 'pairing', pairing: pairing.view() }),
    shared: book,
    async close() {
      if (isClosed) return;
      isClosed = true;
      cancelBeat();
      sayAll({ type: 'bye' });
      for (const end of endings) end();
      desk.close();
      home.close();
      await Promise.all([modes.settled(), bus.flush()]);
    },
  };
}
