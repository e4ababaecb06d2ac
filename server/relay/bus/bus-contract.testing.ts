/** What every bus keeps to, in one process or over a network. */
import { describe, expect, it, vi } from 'vitest';
import { createRandom } from '../../../core/audio/random.testing.ts';
import { busPayload, type Bus } from '../bus.ts';

interface Heard {
  readonly subject: string;
  readonly payload: Uint8Array;
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

function listen(bus: Bus, subject: string): { heard: Heard[]; end: () => void } {
  const heard: Heard[] = [];
  const end = bus.subscribe(subject, (payload, at) => heard.push({ subject: at, payload }));
  return { heard, end };
}

/** @param connect another connection to the same bus with each call */
export function describeBus(name: string, connect: () => Promise<Bus>): void {
  async function connected<T>(count: number, use: (...buses: Bus[]) => Promise<T>): Promise<T> {
    const buses = await Promise.all(Array.from({ length: count }, connect));
    try {
      return await use(...buses);
    } finally {
      await Promise.all(buses.map((bus) => bus.close()));
    }
  }

  /** Messages of one sender keep their order: after the last one nothing else comes. */
  async function arrived(from: Bus, to: Bus): Promise<void> {
    let isThere = false;
    const end = to.subscribe('contract.end', () => (isThere = true));
    await to.flush();
    from.publish('contract.end', bytes());
    await vi.waitFor(() => expect(isThere).toBe(true), { timeout: 10_000, interval: 1 });
    end();
  }

  describe(name, () => {
    it('brings the bytes and their subject to everyone who listens', () =>
      connected(3, async (a, b, c) => {
        const [atB, atC] = [listen(b, 'x.y'), listen(c, 'x.y')];
        await Promise.all([b.flush(), c.flush()]);
        const room = bytes(9, 1, 2, 255, 9);
        a.publish('x.y', room.subarray(1, 4));
        await arrived(a, b);
        await arrived(a, c);
        for (const { heard } of [atB, atC]) {
          expect(heard.map(({ subject, payload }) => [subject, [...payload]])).toEqual([
            ['x.y', [1, 2, 255]],
          ]);
        }
      }));

    it('brings nothing back to its sender', () =>
      connected(2, async (a, b) => {
        const [atA, atB] = [listen(a, 'x'), listen(b, 'x')];
        await Promise.all([a.flush(), b.flush()]);
        a.publish('x', bytes(1));
        b.publish('x', bytes(2));
        await arrived(a, b);
        await arrived(b, a);
        expect(atA.heard.map(({ payload }) => payload[0])).toEqual([2]);
        expect(atB.heard.map(({ payload }) => payload[0])).toEqual([1]);
      }));

    it('brings to each only what it asked for', () =>
      connected(2, async (a, b) => {
        const [one, all, other] = ['t.one', 't.>', 't.other'].map((subject) => listen(b, subject));
        await b.flush();
        for (const subject of ['t', 't.one', 't.one.more', 'to.one', 't.One']) a.publish(subject, bytes());
        await arrived(a, b);
        expect(one!.heard.map(({ subject }) => subject)).toEqual(['t.one']);
        expect(all!.heard.map(({ subject }) => subject)).toEqual(['t.one', 't.one.more', 't.One']);
        expect(other!.heard).toEqual([]);
      }));

    it('keeps the order of each sender', () =>
      connected(3, async (a, b, c) => {
        const { heard } = listen(c, 'order');
        await c.flush();
        for (let n = 0; n < 2_000; n++) {
          (n % 2 === 0 ? a : b).publish('order', bytes(n & 0xff, n >> 8));
          if (n % 100 === 0) await Promise.resolve();
        }
        await arrived(a, c);
        await arrived(b, c);
        const numbers = heard.map(({ payload }) => payload[0]! + 256 * payload[1]!);
        expect(numbers).toHaveLength(2_000);
        for (const parity of [0, 1]) {
          const ofOne = numbers.filter((n) => n % 2 === parity);
          expect(ofOne).toEqual(ofOne.toSorted((left, right) => left - right));
        }
      }));

    it('forgets what nobody listens to', () =>
      connected(2, async (a, b) => {
        a.publish('early', bytes(1));
        await arrived(a, b);
        const { heard, end } = listen(b, 'early');
        await b.flush();
        a.publish('early', bytes(2));
        await arrived(a, b);
        end();
        end();
        await b.flush();
        a.publish('early', bytes(3));
        await arrived(a, b);
        expect(heard.map(({ payload }) => payload[0])).toEqual([2]);
      }));

    it('brings messages of any size, in order', () =>
      connected(2, async (a, b) => {
        const { heard } = listen(b, 'sizes');
        await b.flush();
        const random = createRandom(5);
        const sizes = [0, 1, 65_536, 1_047_552, 1_047_553, 1_048_576, 7, 5_000_000, 1, busPayload, 2];
        const sent = sizes.map((length) => {
          const payload = new Uint8Array(length);
          for (let at = 0; at < length; at += 1 + random.integer(0, 999))
            payload[at] = random.integer(1, 255);
          return payload;
        });
        for (const payload of sent) a.publish('sizes', payload);
        await arrived(a, b);
        expect(heard.map(({ payload }) => payload.length)).toEqual(sizes);
        for (const [n, payload] of sent.entries())
          expect(Buffer.compare(payload, heard[n]!.payload), `message ${n}`).toBe(0);
      }));

    it('refuses what is no subject, and more than it carries', () =>
      connected(1, async (a) => {
        for (const subject of ['', 'a b', 'a..b', '.a', 'a.', 'a.*', 'a.>', '>', 'ä'])
          expect(() => a.publish(subject, bytes()), subject).toThrow();
        for (const subject of ['', '*.a', 'a.*', 'a>', '>', '>.a', 'a.>.b'])
          expect(() => a.subscribe(subject, () => undefined), subject).toThrow();
        expect(() => a.publish('a', new Uint8Array(busPayload + 1))).toThrow();
        await a.flush();
      }));

    it('may be used while it tells', () =>
      connected(2, async (a, b) => {
        const answers = listen(a, 'answer');
        const late: number[] = [];
        const end = b.subscribe('question', (payload) => {
          end();
          b.subscribe('question', (later) => late.push(later[0]!));
          b.publish('answer', payload);
        });
        await Promise.all([a.flush(), b.flush()]);
        a.publish('question', bytes(1));
        await arrived(a, b);
        await b.flush();
        a.publish('question', bytes(2));
        await arrived(a, b);
        await arrived(b, a);
        expect(answers.heard.map(({ payload }) => payload[0])).toEqual([1]);
        expect(late).toEqual([2]);
      }));

    it('is silent once closed', () =>
      connected(3, async (a, b, c) => {
        const [atA, atC] = [listen(a, 'x'), listen(c, 'x')];
        await Promise.all([a.flush(), c.flush()]);
        await a.close();
        a.publish('x', bytes(1));
        a.subscribe('x', () => atA.heard.push({ subject: 'x', payload: bytes() }))();
        await a.flush();
        b.publish('x', bytes(2));
        await arrived(b, c);
        expect(atA.heard).toEqual([]);
        expect(atC.heard.map(({ payload }) => payload[0])).toEqual([2]);
      }));
  });
}
