/** The boxes whose sockets this companion holds: feeds their reducers, and does what those say. */
import { relayId } from '../../../core/relay/relay-limits.ts';
import type { BoxId, BoxMode, CompanionMessage } from '../../../core/relay/relay-message.ts';
import type { Millis } from '../../../core/units.ts';
import type { BoxSocket } from '../box-socket.ts';
import type { BoxCommand } from './box-command.ts';
import type { BoxModes } from './box-modes.ts';
import { recordOf, type BoxRecord } from './box-record.ts';
import { newBox, type BoxState, type TabId } from './box-state.ts';
import type { BoxContext, BoxEffect, BoxEvent, Place } from './box-step.ts';
import type { Directory } from './directory.ts';
import type { HubOptions } from './hub-api.ts';
import { openPassage, type Passage } from './passage.ts';
import { createSocketNumbers } from './socket-numbers.ts';
import { stepBox } from './step-box.ts';

export interface HomeOptions extends Pick<
  HubOptions,
  'instance' | 'clock' | 'limits' | 'log' | 'openUpstream' | 'checkUpstream' | 'speakNotice'
> {
  readonly directory: Directory;
  readonly modes: () => BoxModes;
  readonly tell: (tabs: readonly TabId[], message: CompanionMessage) => void;
  /** The directory has the record already. */
  readonly announce: (record: BoxRecord) => void;
  readonly forgotten: (box: BoxId) => void;
}

export interface Home {
  addBox(socket: BoxSocket): void;
  command(tab: TabId, command: BoxCommand): void;
  tabHere(tab: TabId, after: Readonly<Record<BoxId, Place>>): void;
  tabAway(tab: TabId): void;
  modeChanged(box: BoxId, mode: BoxMode): void;
  record(box: BoxId): BoxRecord | null;
  records(): readonly BoxRecord[];
  /** Another companion has a newer connection of the box. */
  yield(box: BoxId): void;
  close(): void;
}

interface Entry {
  state: BoxState;
  socket: BoxSocket | null;
  passage: Passage | null;
  /** Events wait for each other: an effect may cause one. */
  readonly waiting: BoxEvent[];
  isStepping: boolean;
  armedFor: Millis;
  cancelTimer: () => void;
}

/** Further ahead no timer is set; the tick sets the next one. */
const longestTimerMs: Millis = 3_600_000;

export function createHome(options: HomeOptions): Home {
  const { instance, clock, limits, log, directory } = options;
  const entries = new Map<BoxId, Entry>();
  const nextNumber = createSocketNumbers(instance);

  const context = (): BoxContext => ({
    now: clock.now(),
    limits,
    answering: directory.answering(),
    isRemote: (tab) => directory.tab(tab)?.instance !== instance,
  });

  function run(entry: Entry, event: BoxEvent): void {
    entry.waiting.push(event);
    if (entry.isStepping) return;
    entry.isStepping = true;
    for (let next = entry.waiting.shift(); next !== undefined; next = entry.waiting.shift()) {
      const { state, effects, due } = stepBox(entry.state, next, context());
      entry.state = state;
      for (const effect of effects) perform(entry, effect);
      arm(entry, due);
    }
    entry.isStepping = false;
  }

  /** A timer that fires too early finds nothing to do: cheaper than a new one with each frame. */
  function arm(entry: Entry, due: Millis): void {
    if (due >= entry.armedFor || entries.get(entry.state.id) !== entry) return;
    entry.cancelTimer();
    const now = clock.now();
    entry.armedFor = Math.min(due, now + longestTimerMs);
    entry.cancelTimer = clock.after(Math.max(0, entry.armedFor - now), () => {
      entry.armedFor = Infinity;
      entry.cancelTimer = () => undefined;
      run(entry, { type: 'tick' });
    });
  }

  function perform(entry: Entry, effect: BoxEffect): void {
    switch (effect.type) {
      case 'send-box':
        entry.socket?.send(effect.payload);
        entry.passage?.sentDown();
        return;
      case 'close-box': {
        const { socket } = entry;
        entry.socket = null;
        return socket?.close(effect.code, effect.reason);
      }
      case 'tell':
        return options.tell(effect.tabs, effect.message);
      case 'announce': {
        const record = entries.get(entry.state.id) === entry ? recordOf(entry.state, instance) : null;
        if (record !== null && directory.setBox(record)) options.announce(record);
        return;
      }
      case 'forget':
        drop(entry);
        directory.deleteBox(entry.state.id);
        return options.forgotten(entry.state.id);
      case 'speak':
        return speak(entry, effect);
      case 'open-upstream':
        return openUpstream(entry, effect);
      case 'close-upstream':
        return closeUpstream(entry);
      case 'send-upstream':
        return entry.passage?.send(effect.payload);
    }
  }

  function speak(entry: Entry, { notice, format, utterance }: Extract<BoxEffect, { type: 'speak' }>): void {
    log('info', `${entry.state.id}: answered by the companion (${notice})`);
    options.speakNotice(notice, format).then(
      (spoken) => run(entry, { type: 'spoken', utterance, notice: spoken }),
      (cause: unknown) => {
        log('warn', `nothing was spoken: ${String(cause)}`);
        run(entry, { type: 'spoken', utterance, notice: { text: '', audio: [] } });
      },
    );
  }

  function openUpstream(entry: Entry, effect: Extract<BoxEffect, { type: 'open-upstream' }>): void {
    const { id } = entry.state;
    const { socket } = entry;
    if (socket === null) return;
    entry.passage = openPassage(options, socket, effect, (event) => {
      if (event.type === 'upstream-lost')
        log('warn', `${id}: the line to its server is lost: ${event.reason}`);
      run(entry, event);
    });
  }

  function closeUpstream(entry: Entry): void {
    const { passage } = entry;
    entry.passage = null;
    passage?.close();
  }

  /** Nothing is heard of it any more. */
  function drop(entry: Entry): void {
    entries.delete(entry.state.id);
    entry.cancelTimer();
    closeUpstream(entry);
  }

  function addBox(socket: BoxSocket): void {
    const { id, query } = socket;
    if (!relayId.test(id)) return socket.close(1008, 'no id of a box');
    const entry = entries.get(id) ?? newEntry(id);
    if (entry === null) return socket.close(1013, 'too many boxes');
    if (entry.socket !== null) replace(entry, 'the box has dialled anew');
    const known = directory.box(id);
    const now = clock.now();
    // Newer than anything that is known of the box, whatever the clocks of other companions show.
    const number = nextNumber(now, known?.socket ?? 0);
    const openedAt = Math.max(now, known === undefined ? 0 : known.openedAt + 1);
    entry.socket = socket;
    socket.onFrame = (payload) => {
      if (entry.socket === socket) run(entry, { type: 'frame-up', payload });
    };
    socket.onClose = (code, reason) => {
      if (entry.socket !== socket) return;
      entry.socket = null;
      run(entry, { type: 'socket-closed', code, reason });
    };
    run(entry, { type: 'socket-opened', socket: number, query, openedAt });
  }

  /** What others knew of the box is taken over: who owns and who watches it. */
  function newEntry(id: BoxId): Entry | null {
    if (entries.size >= limits.boxes && !forgetOne()) return null;
    const now = clock.now();
    const entry: Entry = {
      state: newBox(id, options.modes().get(id), directory.rolesAt(id, now), now),
      socket: null,
      passage: null,
      waiting: [],
      isStepping: false,
      armedFor: Infinity,
      cancelTimer: () => undefined,
    };
    entries.set(id, entry);
    return entry;
  }

  function forgetOne(): boolean {
    let oldest: Entry | null = null;
    for (const entry of entries.values()) {
      const { closed, socket } = entry.state;
      if (socket !== null || closed === null) continue;
      if (oldest === null || closed.closedAt < oldest.state.closed!.closedAt) oldest = entry;
    }
    if (oldest !== null) perform(oldest, { type: 'forget' });
    return oldest !== null;
  }

  function replace(entry: Entry, reason: string): void {
    const { socket } = entry;
    entry.socket = null;
    run(entry, { type: 'socket-closed', code: 1000, reason });
    socket?.close(1000, reason);
  }

  async function setMode(entry: Entry, tab: TabId, mode: BoxMode): Promise<void> {
    const { id, owner } = entry.state;
    const refused = (code: 'not-owner' | 'upstream-refused', message: string): void =>
      options.tell([tab], { type: 'refused', asked: 'set-mode', box: id, code, message });
    if (owner !== null && owner.tab !== tab) return refused('not-owner', 'another tab answers it');
    if (mode.kind === 'pass-through') {
      const checked = await options.checkUpstream(mode.upstream);
      if (!checked.ok) return refused('upstream-refused', checked.error);
    }
    options.modes().set(id, mode);
  }

  function command(tab: TabId, asked: BoxCommand): void {
    const entry = entries.get(asked.box);
    if (entry === undefined) {
      const { type, box } = asked;
      const message = 'there is no such box';
      return options.tell([tab], { type: 'refused', asked: type, box, code: 'box-unknown', message });
    }
    switch (asked.type) {
      case 'own':
        return run(entry, { type: 'own', tab, force: asked.force });
      case 'send': {
        const { socket, payload } = asked;
        const bufferedBytes = entry.socket?.bufferedBytes ?? 0;
        return run(entry, { type: 'send', tab, socket, payload, bufferedBytes });
      }
      case 'set-mode':
        return void setMode(entry, tab, asked.mode);
      case 'release':
      case 'watch':
      case 'unwatch':
      case 'forget':
        return run(entry, { type: asked.type, tab });
    }
  }

  return {
    addBox,
    command,
    tabHere(tab, after) {
      for (const [id, entry] of [...entries]) run(entry, { type: 'tab-here', tab, place: after[id] ?? null });
    },
    tabAway(tab) {
      for (const entry of [...entries.values()]) run(entry, { type: 'tab-away', tab });
    },
    modeChanged(box, mode) {
      const entry = entries.get(box);
      if (entry !== undefined) run(entry, { type: 'mode-set', mode });
    },
    record(box) {
      const entry = entries.get(box);
      return entry === undefined ? null : recordOf(entry.state, instance);
    },
    records: () =>
      [...entries.values()].flatMap((entry) => {
        const record = recordOf(entry.state, instance);
        return record === null ? [] : [record];
      }),
    yield(box) {
      const entry = entries.get(box);
      if (entry === undefined) return;
      replace(entry, 'the box has dialled another companion');
      drop(entry);
    },
    close() {
      for (const entry of [...entries.values()]) {
        drop(entry);
        const { socket } = entry;
        entry.socket = null;
        socket?.close(1001, 'the companion ends');
      }
    },
  };
}
