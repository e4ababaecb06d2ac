import { once } from 'node:events';
import { createServer as createSocketServer, type AddressInfo } from 'node:net';
import type { RequestListener } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { call, head } from '../companion.testing.ts';
import { listen } from './listen.ts';

const hello: RequestListener = (_incoming, outgoing) => outgoing.end('hello');

async function listening(host: string | undefined, port = 0, handler = hello) {
  const server = await listen(handler, host, port);
  onTestFinished(() => server.close());
  return server;
}

describe('listen', () => {
  test.each([undefined, 'localhost'])('on %s is both loopback addresses', async (host) => {
    const { port } = await listening(host);
    for (const address of ['127.0.0.1', '::1'])
      expect((await call({ port }, '/', { address })).text).toBe('hello');
  });

  test('on one address is that one', async () => {
    const { port } = await listening('127.0.0.1');
    expect((await call({ port }, '/')).text).toBe('hello');
    await expect(call({ port }, '/', { address: '::1' })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test.each(['127.0.0.1', '::1', '0.0.0.0'])('a port taken on %s names the next free one', async (host) => {
    const other = createSocketServer().listen(0, host);
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const failure = await listen(hello, undefined, port).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'port-taken', details: { port } });
    const { nextFree } = (failure as { details: { nextFree: number } }).details;
    expect(nextFree).toBeGreaterThan(port);
    expect((await listening(undefined, nextFree)).port).toBe(nextFree);
  });

  test('a failed start leaves nothing behind', async () => {
    const other = createSocketServer().listen(0, '::1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(listen(hello, undefined, port)).rejects.toMatchObject({ code: 'port-taken' });
    other.close();
    await once(other, 'close');
    expect((await listening(undefined, port)).port).toBe(port);
  });

  test('an address that is not of this computer', async () => {
    await expect(listen(hello, '192.0.2.1', 0)).rejects.toMatchObject({ code: 'host-unknown' });
  });

  test.each(['127.0.0.1', '::1'])(
    'the end lets a short request finish and cuts a long one, on %s',
    async (address) => {
      const server = await listening(undefined, 0, (incoming, outgoing) => {
        outgoing.write('begun ');
        if (incoming.url === '/short') setTimeout(() => outgoing.end('done'), 20);
      });
      const short = await head(server, '/short', { address });
      const long = await head(server, '/long', { address });
      const cut = once(long.resume(), 'error');
      const ended = server.close();
      let text = '';
      for await (const chunk of short) text += String(chunk);
      expect(text).toBe('begun done');
      await Promise.all([ended, cut]);
      await expect(call(server, '/', { address })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    },
  );
});
