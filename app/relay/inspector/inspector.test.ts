import { describe, expect, it } from 'vitest';
import { HandClock } from '../../engines/testing/hand-clock.testing.ts';
import { aFrame } from '../relay.testing.ts';
import { createInspector, entriesOf } from './inspector.ts';

const submit = '{"event":"Submit"}';

function start() {
  const clock = new HandClock();
  const saved: { name: string; content: string }[] = [];
  const inspector = createInspector({
    now: clock.now,
    after: clock.after,
    saveFile: (name, content) => saved.push({ name, content }),
  });
  const rows = () => entriesOf(inspector.store.getState()).length;
  const fileOf = (content: string, name = 'kept.jsonl') => new File([content], name);
  return { clock, saved, inspector, rows, fileOf };
}

describe('the inspector', () => {
  it('puts frames in a few times a second', () => {
    const { clock, inspector, rows } = start();
    let changes = 0;
    inspector.store.subscribe(() => changes++);
    for (let seq = 0; seq < 500; seq++) inspector.add([aFrame(seq, submit)]);
    expect([rows(), changes]).toEqual([0, 0]);
    clock.pass(200);
    expect([rows(), changes]).toEqual([500, 1]);
  });

  it('stands still when it is paused, and loses nothing', () => {
    const { clock, inspector, rows } = start();
    inspector.add([aFrame(0, submit)]);
    inspector.pause();
    expect(rows()).toBe(1);
    inspector.add([aFrame(1, submit), aFrame(2, submit)]);
    clock.pass(200);
    expect(rows()).toBe(1);
    const { log, frozenAt } = inspector.store.getState();
    expect(log.nextKey - frozenAt).toBe(2);
    inspector.resume();
    expect(rows()).toBe(3);
  });

  it('saves what the filter shows, and opens it again beside what passes', async () => {
    const { clock, inspector, rows, saved, fileOf } = start();
    inspector.add([aFrame(0, '{"event":"StartChat"}'), aFrame(1, submit)]);
    inspector.filter({ event: 'Submit' });
    inspector.exportShown();
    expect(saved[0]?.name).toMatch(/^echokit-frames-.*\.jsonl$/);
    await inspector.open(fileOf(saved[0]!.content));
    expect(inspector.store.getState().replay).toMatchObject({ fileName: 'kept.jsonl', shown: 1 });
    expect(rows()).toBe(1);
    inspector.add([aFrame(2, submit)]);
    clock.pass(200);
    expect(rows()).toBe(1);
    inspector.closeRecording();
    expect(rows()).toBe(3);
  });

  it('plays a recording in its own time', async () => {
    const { clock, inspector, rows, saved, fileOf } = start();
    inspector.add([0, 400, 1000].map((ms, seq) => aFrame(seq, submit, { at: ms })));
    inspector.exportShown();
    await inspector.open(fileOf(saved[0]!.content));
    inspector.play();
    expect(rows()).toBe(1);
    clock.pass(399);
    expect(rows()).toBe(1);
    clock.pass(1);
    expect(rows()).toBe(2);
    inspector.pauseReplay();
    clock.pass(5_000);
    expect(rows()).toBe(2);
    inspector.setSpeed(4);
    inspector.play();
    clock.pass(150);
    expect(rows()).toBe(3);
    expect(inspector.store.getState().replay?.running).toBeUndefined();
    expect(clock.pending).toBe(0);
  });

  it('stops a recording that is closed while it plays', async () => {
    const { clock, inspector, saved, fileOf } = start();
    inspector.add([aFrame(0, submit, { at: 0 }), aFrame(1, submit, { at: 60_000 })]);
    inspector.exportShown();
    await inspector.open(fileOf(saved[0]!.content));
    inspector.play();
    inspector.closeRecording();
    clock.pass(200);
    expect(clock.pending).toBe(0);
  });

  it('says what is wrong with a file, and keeps what it has', async () => {
    const { inspector, fileOf } = start();
    await inspector.open(fileOf('no recording'));
    expect(inspector.store.getState().problem).toEqual({ code: 'recording-foreign', line: 1 });
    await inspector.open({
      name: 'gone.jsonl',
      size: 1,
      text: () => Promise.reject(new Error('gone')),
    });
    expect(inspector.store.getState().problem?.code).toBe('recording-unreadable');
    await inspector.open({ name: 'big', size: 1e12, text: () => Promise.reject(new Error('unread')) });
    expect(inspector.store.getState().problem?.code).toBe('recording-too-long');
    inspector.dismissProblem();
    expect(inspector.store.getState().problem).toBeUndefined();
  });

  it('empties the list, and what it was looking at', () => {
    const { inspector, rows } = start();
    inspector.add([aFrame(0, submit)]);
    inspector.pause();
    inspector.clear();
    expect(rows()).toBe(0);
    expect(inspector.store.getState().frozen).toBeUndefined();
  });
});
