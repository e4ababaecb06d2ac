import { describe, expect, test } from 'vitest';
import { RequestBody } from './request-body.ts';

const kilobytes = (count: number, fill: number) => new Uint8Array(count * 1024).fill(fill);

async function* chunks(...parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    await Promise.resolve();
    yield part;
  }
}

async function firstBytes(body: RequestBody): Promise<number[]> {
  const seen: number[] = [];
  for await (const chunk of body.read()) seen.push(chunk[0]!);
  return seen;
}

describe('RequestBody', () => {
  test('gives a short body again from its first byte', async () => {
    const body = new RequestBody(chunks(kilobytes(1, 1), kilobytes(1, 2)), { limitBytes: 1e9 });
    expect(await firstBytes(body)).toEqual([1, 2]);
    expect(body.replayable).toBe(true);
    expect(await firstBytes(body)).toEqual([1, 2]);
  });

  test('a second reader takes over in the middle, also while the first one waits', async () => {
    const body = new RequestBody(chunks(kilobytes(1, 1), kilobytes(1, 2), kilobytes(1, 3)), {
      limitBytes: 1e9,
    });
    const first = body.read();
    await first.next();
    const waiting = first.next();
    expect(await firstBytes(body)).toEqual([1, 2, 3]);
    expect((await waiting).value?.[0]).toBe(2);
  });

  test('gives a long body once, complete', async () => {
    const parts = [600, 600, 600].map((size, n) => kilobytes(size, n + 1));
    const body = new RequestBody(chunks(...parts), { limitBytes: 1e9 });
    expect(await firstBytes(body)).toEqual([1, 2, 3]);
    expect(body.replayable).toBe(false);
  });

  test('stops at its limit', async () => {
    const body = new RequestBody(chunks(kilobytes(1, 1), kilobytes(1, 2)), { limitBytes: 2047 });
    await expect(firstBytes(body)).rejects.toMatchObject({
      code: 'body-too-large',
      details: { limitBytes: 2047 },
    });
  });

  test('takes a body of exactly its limit', async () => {
    const body = new RequestBody(chunks(kilobytes(1, 1), kilobytes(1, 2)), { limitBytes: 2048 });
    expect(await firstBytes(body)).toEqual([1, 2]);
  });

  test('passes on what the connection failed with, to every reader', async () => {
    const failure = new Error('aborted');
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield kilobytes(1, 1);
      await Promise.resolve();
      throw failure;
    }
    const body = new RequestBody(broken(), { limitBytes: 1e9 });
    await expect(firstBytes(body)).rejects.toBe(failure);
    await expect(firstBytes(body)).rejects.toBe(failure);
  });

  test('reports progress', async () => {
    let reports = 0;
    const body = new RequestBody(chunks(kilobytes(1, 1), kilobytes(1, 2)), {
      limitBytes: 1e9,
      onBytes: () => (reports += 1),
    });
    await firstBytes(body);
    expect(reports).toBe(2);
  });
});
