import { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { WriteGatherer, type GatherUntil } from './write-gatherer.ts';

/** A line that writes down what reaches the system, call by call. */
function line(calls: string[][], until: GatherUntil | null) {
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      calls.push([chunk]);
      done();
    },
    writev(chunks, done) {
      calls.push(chunks.map(({ chunk }) => chunk as string));
      done();
    },
  });
  const gatherer = until === null ? undefined : new WriteGatherer(stream, until);
  const send = (text: string) => {
    gatherer?.gather();
    stream.write(text);
  };
  return { stream, send };
}

const nextTick = () => new Promise<void>((resolve) => process.nextTick(resolve));

it('writes a burst at once and in order, then the next one', async () => {
  const calls: string[][] = [];
  const { stream, send } = line(calls, 'read');
  for (const text of ['a', 'b', 'c']) send(text);
  expect([calls, stream.writableLength]).toEqual([[], 3]);
  await nextTick();
  send('d');
  await nextTick();
  expect([calls, stream.writableLength]).toEqual([[['a', 'b', 'c'], ['d']], 0]);
});

it('holds up no frame of one line behind the burst of another that is read along', async () => {
  const calls: string[][] = [];
  const [reader, box, server] = [line(calls, 'round'), line(calls, 'read'), line(calls, null)];
  await setImmediate();
  for (const text of ['1', '2', '3']) {
    box.send(`box ${text}`);
    reader.send(`reader ${text}`);
  }
  await nextTick();
  server.send('up');
  reader.send('reader up');
  await setImmediate();
  expect(calls).toEqual([
    ['box 1', 'box 2', 'box 3'],
    ['up'],
    ['reader 1', 'reader 2', 'reader 3', 'reader up'],
  ]);
});

it('writes no more at once than others can wait for', async () => {
  const calls: string[][] = [];
  const { send } = line(calls, 'round');
  const long = 'x'.repeat(100_000);
  for (let n = 0; n < 7; n += 1) send(long);
  await setImmediate();
  expect(calls.map(({ length }) => length)).toEqual([3, 3, 1]);
});

it('leaves a line alone that was ended or cut meanwhile', async () => {
  const calls: string[][] = [];
  const [ended, cut] = [line(calls, 'read'), line(calls, 'read')];
  ended.send('last words');
  ended.stream.end();
  cut.send('nothing');
  cut.stream.destroy();
  await setImmediate();
  expect(calls).toEqual([['last words']]);
});
