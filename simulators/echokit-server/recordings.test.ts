import { EventEmitter } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { parseWav } from '../../core/audio/wav.ts';
import { createEchokitServer, type EchokitServer } from './create-echokit-server.ts';
import { folderOf, record } from './recordings.ts';
import { windows } from './server.testing.ts';

let folder: string;
let server: EchokitServer;
let callback: Server;
/** What the callback was told, and who waits for it. */
const told: string[] = [];
let onTold: () => void = () => undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'echokit-test-'));
  told.length = 0;
  callback = createServer((request, response) => {
    request.on('data', (data: Buffer) => told.push(data.toString()));
    request.on('end', () => {
      response.end();
      onTold();
    });
  });
  await new Promise<void>((resolve) => callback.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await server.close();
  callback.close();
  callback.closeAllConnections();
  await rm(folder, { recursive: true });
});

async function start(recordIdleMs = 60_000): Promise<void> {
  const url = `http://127.0.0.1:${(callback.address() as AddressInfo).port}/`;
  const answer = { everyMessages: 1, seconds: 1 };
  server = await createEchokitServer({ answer, recordFolder: folder, recordCallbackUrl: url, recordIdleMs });
}

async function recorder(path: string): Promise<WebSocket & { readonly closedWith: Promise<number> }> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`);
  const closedWith = new Promise<number>((resolve) => socket.on('close', resolve));
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  return Object.assign(socket, { closedWith });
}

const callbackTold = () => new Promise<void>((resolve) => (onTold = resolve));

/** A ping is answered after what was sent before it was taken. */
const taken = async (socket: WebSocket) => {
  const pong = new Promise((resolve) => socket.once('pong', resolve));
  socket.ping();
  await pong;
};

describe('record mode', () => {
  it.each(['/ws/box?record=true&opus=true', '/v1/record/box'])(
    'writes what %s hears, and says nothing',
    async (path) => {
      await start();
      const socket = await recorder(path);
      let messages = 0;
      socket.on('message', () => (messages += 1));
      socket.send(windows(2, 0.5));
      socket.send('{"event":"StartChat"}');
      socket.send(windows(1, -0.5));
      await taken(socket);
      socket.close();
      await socket.closedWith;
      const [name] = await readdir(join(folder, 'box'));
      expect(name).toMatch(/^record_\d{8}_\d{6}[+-]\d{4}\.wav$/);
      const bytes = await readFile(join(folder, 'box', name!));
      expect(bytes.length).toBe(44 + 3 * 1024);
      expect([bytes.readUInt32LE(4), bytes.readUInt32LE(40)]).toEqual([0x7fff_ffff, 0xffff_ffff]);
      const wav = parseWav(bytes);
      expect(
        wav.ok && [wav.value.format.sampleRate, wav.value.samples.length, wav.value.samples[1535]],
      ).toEqual([16_000, 1536, -0.5]);
      expect(messages).toBe(0);
      // It ended with a Close frame: nobody is told.
      expect(told).toEqual([]);
    },
  );

  it('tells the callback of a line that broke', async () => {
    await start();
    const socket = await recorder('/v1/record/box');
    await taken(socket);
    const heard = callbackTold();
    socket.terminate();
    await heard;
    const [name] = await readdir(join(folder, 'box'));
    expect(told.map((body) => JSON.parse(body) as unknown)).toEqual([
      { id: 'box', download_uri: `/downloads/box/${name}` },
    ]);
  });

  it('ends without a message for too long, without a Close frame', async () => {
    await start(1);
    const heard = callbackTold();
    const socket = await recorder('/v1/record/box');
    expect(await socket.closedWith).toBe(1006);
    await heard;
    expect(told).toHaveLength(1);
  });

  it('is not over while messages come', async () => {
    await start();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const terminate = vi.fn();
      const socket = Object.assign(new EventEmitter(), { terminate });
      record(socket as unknown as WebSocket, 'box', join(folder, 'box'), { folder, idleMs: 60_000 });
      for (const event of ['message', 'ping', 'message']) {
        vi.advanceTimersByTime(59_999);
        socket.emit(event, Buffer.alloc(2), event === 'message');
      }
      vi.advanceTimersByTime(59_999);
      expect(terminate).not.toHaveBeenCalled();
      vi.advanceTimersByTime(1);
      expect(terminate).toHaveBeenCalledOnce();
      const [name] = await readdir(join(folder, 'box'));
      expect((await readFile(join(folder, 'box', name!))).length).toBe(44 + 4);
    } finally {
      vi.useRealTimers();
    }
  });

  it('drops the second recording of an id in one second', async () => {
    await start();
    // A second may end in between, but not three times.
    for (const id of ['a', 'b', 'c']) {
      const first = await recorder(`/v1/record/${id}`);
      const second = await recorder(`/v1/record/${id}`);
      const files = await readdir(join(folder, id));
      first.terminate();
      if (files.length === 1) return expect(await second.closedWith).toBe(1006);
    }
    expect.fail('two recordings were never begun in one second');
  });
});

describe('downloads', () => {
  it('lists and serves what was recorded, with upstream’s wrong addresses', async () => {
    await start();
    const list = () => fetch(`${server.httpUrl}/downloads/list/box`);
    const none = await list();
    expect([none.status, await none.json()]).toEqual([500, []]);
    const socket = await recorder('/v1/record/box');
    socket.send(windows(1, 0.5));
    socket.close();
    await socket.closedWith;
    const files = (await (await list()).json()) as { file_name: string; download_url: string }[];
    expect(files).toHaveLength(1);
    const { file_name: name, download_url: url } = files[0]!;
    expect(url).toBe(`/record/download/box/${name}`);
    expect((await fetch(server.httpUrl + url)).status).toBe(404);
    const file = await fetch(`${server.httpUrl}/downloads/download/box/${name}`);
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'audio/wav']);
    expect((await file.arrayBuffer()).byteLength).toBe(44 + 1024);
    const absent = await fetch(`${server.httpUrl}/downloads/download/box/no.wav`);
    expect([absent.status, await absent.text()]).toEqual([404, 'Not found']);
    expect(file.headers.get('access-control-allow-origin')).toBeNull();
  });

  it.each(['..', '.', '...', 'a/b', '../x', 'a\\b', ''])(
    'writes and reads nothing outside of the folder: %j',
    (id) => {
      expect(folderOf(id, { folder: '/record', idleMs: 1 })).toBeUndefined();
    },
  );

  it('refuses such an id before the upgrade', async () => {
    await start();
    await expect(recorder('/v1/record/..%2Fx')).rejects.toThrow('500');
    expect((await fetch(`${server.httpUrl}/downloads/list/..%2Fx`)).status).toBe(500);
    expect((await fetch(`${server.httpUrl}/downloads/download/..%2Fx/y`)).status).toBe(404);
  });
});
