import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { TelnetPort, type PortEvent } from './telnet-port.ts';

const iac = 255;
const sub = (...bytes: number[]) => [iac, 250, 44, ...bytes, iac, 240];

function receive(bytes: readonly number[], port = new TelnetPort()) {
  const events = port.receive(Uint8Array.from(bytes));
  return {
    port,
    events,
    replies: events.flatMap((event) => (event.kind === 'reply' ? [[...event.bytes]] : [])),
    changes: events.filter(({ kind }) => kind !== 'reply' && kind !== 'data'),
    data: events.flatMap((event) => (event.kind === 'data' ? [...event.bytes] : [])),
  };
}

describe('negotiation', () => {
  it('agrees to a serial port, and says so once', () => {
    const first = receive([iac, 251, 44, iac, 253, 44]);
    expect(first.replies).toEqual([
      [iac, 253, 44],
      [iac, 251, 44],
    ]);
    expect(receive([iac, 251, 44, iac, 253, 44], first.port).replies).toEqual([]);
  });

  it('refuses what it has not', () => {
    expect(receive([iac, 251, 24, iac, 253, 24, iac, 252, 1]).replies).toEqual([
      [iac, 254, 24],
      [iac, 252, 24],
    ]);
  });
});

describe('the port', () => {
  it('is set, each change acknowledged in order', () => {
    const { changes, replies } = receive([
      ...sub(1, 0, 0x0e, 0x10, 0),
      ...sub(5, 8),
      ...sub(5, 11),
      ...sub(5, 9),
      ...sub(5, 12),
      ...sub(12, 1),
      ...sub(2, 8),
    ]);
    expect(changes).toEqual([
      { kind: 'baud', baud: 921_600 },
      { kind: 'dtr', isAsserted: true },
      { kind: 'rts', isAsserted: true },
      { kind: 'dtr', isAsserted: false },
      { kind: 'rts', isAsserted: false },
    ]);
    expect(replies).toEqual([
      sub(101, 0, 0x0e, 0x10, 0),
      sub(105, 8),
      sub(105, 11),
      sub(105, 9),
      sub(105, 12),
      sub(112, 1),
      sub(102, 8),
    ]);
  });

  it('is asked, and not changed by that', () => {
    const { port } = receive([...sub(5, 8), ...sub(1, 0, 1, 0xc2, 0)]);
    const { changes, replies } = receive(
      [...sub(5, 7), ...sub(5, 10), ...sub(1, 0, 0, 0, 0), ...sub(5, 4)],
      port,
    );
    expect(changes).toEqual([]);
    expect(replies).toEqual([sub(105, 8), sub(105, 12), sub(101, 0, 1, 0xc2, 0), sub(105, 6)]);
  });

  it('tells who it is', () => {
    expect(String.fromCharCode(...receive(sub(0)).replies[0]!)).toContain('ESP32-S3');
  });
});

describe('data', () => {
  it('are what is between, with 255 doubled', () => {
    const { data, events } = receive([1, iac, iac, 2, ...sub(5, 8), 3]);
    expect(data).toEqual([1, iac, 2, 3]);
    // In the order in which they came: the line changes before the last byte.
    expect(events.map(({ kind }) => kind)).toEqual(['data', 'dtr', 'reply', 'data']);
    expect([...new TelnetPort().escape(Uint8Array.of(1, iac, 2))]).toEqual([1, iac, iac, 2]);
  });

  it('mean the same however they are cut, seed 9', () => {
    const random = createRandom(9);
    const bytes = Array.from(
      { length: 4000 },
      () => [iac, 250, 240, 44, 5, 8, 251, 253, random() & 0xff][random() % 9]!,
    );
    const whole = receive(bytes);
    const port = new TelnetPort();
    const pieces: PortEvent[] = [];
    for (let at = 0; at < bytes.length;) {
      const end = at + 1 + (random() % 5);
      pieces.push(...receive(bytes.slice(at, end), port).events);
      at = end;
    }
    const data = pieces.flatMap((event) => (event.kind === 'data' ? [...event.bytes] : []));
    expect(data).toEqual(whole.data);
    expect(pieces.filter(({ kind }) => kind !== 'data')).toEqual(
      whole.events.filter(({ kind }) => kind !== 'data'),
    );
  });
});
