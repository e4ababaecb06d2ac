import { describe, expect, it } from 'vitest';
import type { LoaderFailureCode } from '../../workers/loader-api.ts';
import { stepDevice } from './device-machine.ts';
import {
  initialDeviceState,
  type DeviceEffect,
  type DeviceEvent,
  type DeviceState,
  type Job,
  type JobDone,
} from './device-state.ts';
import { aBox, aChip, aPlan, failureOf, flashDone, settingsReport } from './device.testing.ts';

/** A page that is told events one by one. */
class Page {
  state: DeviceState = initialDeviceState;
  effects: DeviceEffect[] = [];

  tell(...events: readonly DeviceEvent[]): this {
    for (const event of events) {
      const step = stepDevice(this.state, event);
      this.state = step.state;
      this.effects.push(...step.effects);
    }
    return this;
  }

  /** The number that the newest effect with one carries. */
  get op(): number {
    return this.effects.findLast((effect) => 'op' in effect)!.op;
  }

  connect(box = aBox): this {
    this.tell({ type: 'connect-asked', way: 'usb', purpose: 'change' });
    this.tell({ type: 'port-chosen', op: this.op });
    return this.tell({ type: 'connected', op: this.op, box });
  }

  run(job: Job): this {
    return this.tell({ type: 'job-asked', job });
  }

  done(done: JobDone): this {
    return this.tell({ type: 'job-done', op: this.op, done });
  }

  fail(code: LoaderFailureCode): this {
    return this.tell({ type: 'job-failed', op: this.op, failure: failureOf(code) });
  }
}

const planned = (): Page =>
  new Page()
    .connect()
    .run({ kind: 'plan-flash', files: [], eraseSettings: false })
    .done({ kind: 'plan-flash', plan: aPlan });

describe('connecting', () => {
  it('asks for a port, then for the boot loader', () => {
    const page = new Page().connect();
    expect(page.effects.map(({ type }) => type)).toEqual(['choose-port', 'connect']);
    expect(page.state).toMatchObject({ phase: 'loader', box: { chip: aChip }, work: null });
  });

  it('says why it failed, lets the port go, and tries the same port again', () => {
    const page = new Page().tell({ type: 'connect-asked', way: 'usb', purpose: 'change' });
    page.tell({ type: 'port-chosen', op: page.op });
    page.tell({ type: 'connect-failed', op: page.op, failure: failureOf('no-answer') });
    expect(page.state).toMatchObject({ phase: 'absent', failure: { cause: { code: 'no-answer' } } });
    expect(page.effects.at(-1)).toEqual({ type: 'detach' });
    page.tell({ type: 'reconnect-asked' });
    expect(page.effects.at(-1)).toMatchObject({ type: 'choose-port', again: true });
  });

  it('tells a closed list of ports from a failure', () => {
    const page = new Page().tell({ type: 'connect-asked', way: 'usb', purpose: 'change' });
    page.tell({ type: 'port-not-chosen', op: page.op, cause: 'port-not-chosen' });
    expect(page.state).toMatchObject({ phase: 'absent', failure: { cause: 'port-not-chosen' } });
  });

  it('says nothing of a failure that the person has asked for', () => {
    const page = new Page().tell({ type: 'connect-asked', way: 'usb', purpose: 'change' });
    page.tell({ type: 'port-chosen', op: page.op }, { type: 'cancel-asked' }, { type: 'cancel-asked' });
    expect(page.effects.filter(({ type }) => type === 'cancel')).toHaveLength(1);
    page.tell({ type: 'connect-failed', op: page.op, failure: failureOf('cancelled') });
    expect(page.state).toMatchObject({ phase: 'absent', failure: null });
  });

  it('only listens where that is wanted, without the boot loader', () => {
    const page = new Page().tell({ type: 'connect-asked', way: 'usb', purpose: 'listen' });
    page.tell({ type: 'port-chosen', op: page.op });
    page.tell({ type: 'listening', op: page.op });
    expect(page.effects.map(({ type }) => type)).toEqual(['choose-port', 'listen']);
    expect(page.state).toMatchObject({ phase: 'running', box: null });
    expect(page.run({ kind: 'read-settings' }).state).toMatchObject({ work: null });
  });
});

describe('a job', () => {
  it('is one at a time', () => {
    const page = new Page().connect().run({ kind: 'read-settings' });
    const before = page.effects.length;
    page.run({ kind: 'backup', range: { kind: 'whole-flash' } });
    expect(page.effects).toHaveLength(before);
  });

  it('is cancelled once, and then says so', () => {
    const page = planned().run({ kind: 'flash', plan: aPlan });
    page.tell({ type: 'cancel-asked' }, { type: 'cancel-asked' });
    expect(page.effects.filter(({ type }) => type === 'cancel')).toHaveLength(1);
    page.fail('cancelled');
    expect(page.state).toMatchObject({
      phase: 'loader',
      desk: { firmware: { plan: aPlan }, outcome: { kind: 'cancelled' } },
    });
  });

  it('that is refused leaves the box where it was', () => {
    const page = new Page().connect().run({ kind: 'plan-flash', files: [], eraseSettings: false });
    page.fail('refused-image');
    expect(page.state).toMatchObject({
      phase: 'loader',
      desk: { outcome: { kind: 'failed', failure: { code: 'refused-image' } } },
    });
  });

  it('of flashing ends with a box that runs and is listened to, and a card that knows what was written', () => {
    const page = planned().run({ kind: 'flash', plan: aPlan });
    page.done({ kind: 'flash', done: flashDone });
    expect(page.state).toMatchObject({
      phase: 'running',
      box: { installed: { apps: [{ descriptor: { version: 'v0.3.2' } }] } },
      desk: { outcome: { kind: 'flashed' }, firmware: null },
    });
    expect(page.effects.at(-1)).toEqual({ type: 'keep-listening' });
  });

  it('of writing settings restarts the box, which reads them then', () => {
    const page = new Page().connect().run({ kind: 'read-settings' });
    page.done({ kind: 'read-settings', report: settingsReport });
    page.run({ kind: 'write-settings', edits: [{ key: 'pass', value: 'new words' }] });
    const settings = { ...settingsReport.settings, pass: 'new words' };
    page.done({
      kind: 'write-settings',
      written: { settings, pagesWritten: 1, bytesWritten: 4096, bytesRead: 4096 },
    });
    expect(page.effects.at(-1)).toMatchObject({ type: 'run', job: { kind: 'reset', into: 'app' } });
    page.done({ kind: 'reset', lines: [] });
    expect(page.state).toMatchObject({
      phase: 'running',
      desk: { settings: { settings }, outcome: { kind: 'settings-written' } },
    });
  });

  it('of a backup offers the file', () => {
    const page = new Page().connect().run({ kind: 'backup', range: { kind: 'whole-flash' } });
    const file = { name: 'box.zip', bytes: new Uint8Array(3) };
    page.done({ kind: 'backup', file });
    expect(page.effects.at(-1)).toEqual({ type: 'save', file });
  });
});

describe('a cable that breaks while flashing', () => {
  const broken = (): Page => planned().run({ kind: 'flash', plan: aPlan }).fail('unplugged');

  it('is told, and the plan is kept', () => {
    expect(broken().state).toMatchObject({
      phase: 'lost',
      failure: { code: 'unplugged' },
      unfinished: { kind: 'flash', plan: aPlan },
      desk: { firmware: { plan: aPlan } },
    });
  });

  it('goes on by itself when the same box is back', () => {
    const page = broken().tell({ type: 'reconnect-asked' });
    expect(page.effects.at(-1)).toMatchObject({ type: 'choose-port', again: true });
    page.tell({ type: 'port-chosen', op: page.op });
    page.tell({ type: 'connected', op: page.op, box: aBox });
    expect(page.effects.at(-1)).toMatchObject({ type: 'run', job: { kind: 'flash', plan: aPlan } });
    page.done({ kind: 'flash', done: flashDone });
    expect(page.state).toMatchObject({ phase: 'running', desk: { outcome: { kind: 'flashed' } } });
  });

  it('writes nothing to another box', () => {
    const page = broken().tell({ type: 'reconnect-asked' });
    page.tell({ type: 'port-chosen', op: page.op });
    const runs = page.effects.length;
    const other = { ...aBox, chip: { ...aChip, mac: '00:11:22:33:44:55' } };
    page.tell({ type: 'connected', op: page.op, box: other });
    expect(page.effects).toHaveLength(runs);
    expect(page.state).toMatchObject({
      phase: 'loader',
      desk: { firmware: null, outcome: { kind: 'other-box', mac: '00:11:22:33:44:55' } },
    });
  });

  it('keeps the plan when connecting fails again, or no port is chosen', () => {
    const page = broken().tell({ type: 'reconnect-asked' });
    page.tell({ type: 'port-not-chosen', op: page.op, cause: 'port-not-chosen' });
    expect(page.state).toMatchObject({ phase: 'lost', unfinished: { kind: 'flash' } });
    page.tell({ type: 'reconnect-asked' });
    page.tell({ type: 'port-chosen', op: page.op });
    page.tell({ type: 'connect-failed', op: page.op, failure: failureOf('no-answer') });
    expect(page.state).toMatchObject({ phase: 'lost', unfinished: { kind: 'flash' } });
  });
});

describe('a random walk', () => {
  const codes: readonly LoaderFailureCode[] = ['unplugged', 'cancelled', 'refused-image', 'noisy-line'];
  const jobs: readonly Job[] = [
    { kind: 'plan-flash', files: [], eraseSettings: true },
    { kind: 'flash', plan: aPlan },
    { kind: 'read-settings' },
    { kind: 'write-settings', edits: [{ key: 'ssid', value: 'a' }] },
    { kind: 'backup', range: { kind: 'whole-flash' } },
    { kind: 'reset', into: 'app' },
  ];
  const doneOf = (job: Job): JobDone => {
    const file = { name: 'f', bytes: new Uint8Array(1) };
    const written = { settings: {}, pagesWritten: 1, bytesWritten: 1, bytesRead: 1 };
    switch (job.kind) {
      case 'plan-flash':
        return { kind: job.kind, plan: aPlan };
      case 'flash':
      case 'restore':
        return { kind: job.kind, done: flashDone };
      case 'read-settings':
        return { kind: job.kind, report: settingsReport };
      case 'write-settings':
      case 'finish-write':
        return { kind: job.kind, written };
      case 'drop-write':
        return { kind: job.kind };
      case 'save-settings':
      case 'backup':
        return { kind: job.kind, file };
      case 'plan-restore':
        return { kind: job.kind, plan: { id: 1, takenFrom: null, otherBox: false, parts: [] } };
      case 'reset':
        return { kind: job.kind, lines: [] };
    }
  };

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'has one thing under way at most, and never a dead end (seed %i)',
    (seed) => {
      const pick = random(seed);
      const of = <T>(list: readonly T[]): T => list[pick(list.length)]!;
      const page = new Page();
      /** What was asked of the session and is not answered yet. */
      let open: Extract<DeviceEffect, { op: number }> | undefined;
      const tell = (event: DeviceEvent) => {
        const from = page.effects.length;
        page.tell(event);
        for (const effect of page.effects.slice(from)) {
          if (effect.type === 'detach') open = undefined;
          if (!('op' in effect)) continue;
          expect(open, 'one thing at a time').toBeUndefined();
          open = effect;
        }
      };
      const answer = (well: boolean): void => {
        if (!open) return;
        const { op } = open;
        const was = open;
        open = undefined;
        const failure = failureOf(of(codes));
        if (was.type === 'choose-port')
          tell(
            well ? { type: 'port-chosen', op } : { type: 'port-not-chosen', op, cause: 'port-not-chosen' },
          );
        else if (was.type === 'connect')
          tell(well ? { type: 'connected', op, box: aBox } : { type: 'connect-failed', op, failure });
        else if (was.type === 'listen')
          tell(well ? { type: 'listening', op } : { type: 'connect-failed', op, failure });
        else
          tell(well ? { type: 'job-done', op, done: doneOf(was.job) } : { type: 'job-failed', op, failure });
      };
      const moves: readonly (() => void)[] = [
        () => tell({ type: 'connect-asked', way: 'usb', purpose: of(['change', 'listen'] as const) }),
        () => tell({ type: 'reconnect-asked' }),
        () => tell({ type: 'job-asked', job: of(jobs) }),
        () => tell({ type: 'cancel-asked' }),
        () => tell({ type: 'line-lost' }),
        () => tell({ type: 'outcome-read' }),
        () => pick(6) === 0 && tell({ type: 'leave-asked' }),
        () => answer(pick(4) > 0),
        () => answer(true),
      ];
      for (let step = 0; step < 1000; step += 1) {
        of(moves)();
        // What answers something else changes nothing.
        const { state } = page;
        const stale = { type: 'job-done', op: -1, done: doneOf(of(jobs)) } as const;
        expect(stepDevice(state, stale)).toEqual({ state, effects: [] });
        const isWaiting =
          state.phase === 'choosing' ||
          state.phase === 'connecting' ||
          ((state.phase === 'loader' || state.phase === 'running') && state.work !== null);
        expect(isWaiting, `${state.phase} waits for an answer`).toBe(open !== undefined);
        if (state.phase === 'lost')
          expect(stepDevice(state, { type: 'reconnect-asked' }).effects).toHaveLength(1);
      }
    },
  );
});

/** A seeded generator of whole numbers below n (xorshift). */
function random(seed: number): (n: number) => number {
  let x = seed * 2654435761;
  return (n) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % n;
  };
}
