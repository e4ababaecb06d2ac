import { expect, it } from 'vitest';
import { Agenda } from './agenda.ts';

/** Time that is moved by hand, with alarms that ring only when they are told to. */
class LateClock {
  time = 0;
  readonly alarms: { readonly at: number; readonly ring: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(ms: number, ring: () => void): () => void {
    const alarm = { at: this.time + ms, ring };
    this.alarms.push(alarm);
    return () => void this.alarms.splice(this.alarms.indexOf(alarm), 1);
  }

  ringAll(): void {
    for (const { ring } of this.alarms.splice(0)) ring();
  }
}

it('reckons from the instant that was asked for, however late the alarm', () => {
  const clock = new LateClock();
  const agenda = new Agenda(clock);
  const seen: number[] = [];
  const again = () => {
    seen.push(agenda.now);
    if (seen.length < 3) agenda.at(agenda.now + 10, again);
  };
  agenda.at(10, again);
  clock.time = 27;
  clock.ringAll();
  expect(seen).toEqual([10, 20]);
  expect(clock.alarms.map(({ at }) => at)).toEqual([30]);
  clock.time = 31;
  clock.ringAll();
  expect(seen).toEqual([10, 20, 30]);
  expect(clock.alarms).toEqual([]);
});

it('runs what comes from outside after what is due, and nothing inside anything else', () => {
  const clock = new LateClock();
  const agenda = new Agenda(clock);
  const seen: string[] = [];
  agenda.at(5, () => seen.push('due'));
  clock.time = 6;
  agenda.enter(() => {
    agenda.enter(() => seen.push('inside'));
    seen.push('outside');
  });
  expect(seen).toEqual(['due', 'outside', 'inside']);
});

it('keeps the order of equal instants, and takes back', () => {
  const clock = new LateClock();
  const agenda = new Agenda(clock);
  const seen: number[] = [];
  for (const n of [1, 2, 3]) agenda.at(5, () => seen.push(n));
  const cancel = agenda.at(4, () => seen.push(0));
  cancel();
  clock.time = 5;
  clock.ringAll();
  expect(seen).toEqual([1, 2, 3]);
});
