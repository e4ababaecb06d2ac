import { describe, expect, it } from 'vitest';
import type { ServerEvent } from '../../../core/realtime/server-event.ts';
import { RealtimeSocket, type Door, type SocketLike } from './realtime-socket.ts';

class FakeSocket implements SocketLike {
  bufferedAmount = 0;
  readonly sent: string[] = [];
  isClosed = false;
  readonly #listeners: { type: string; listener: (event: { type: string; data?: unknown }) => void }[] = [];
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.isClosed = true;
  }
  addEventListener(type: string, listener: (event: { type: string; data?: unknown }) => void): void {
    this.#listeners.push({ type, listener });
  }
  happen(type: string, data?: unknown): void {
    for (const other of this.#listeners) if (other.type === type) other.listener({ type, data });
  }
}

function setUp(door: Promise<Door> = Promise.resolve({ url: 'ws://localhost', protocols: ['realtime'] })) {
  const socket = new FakeSocket();
  const told: (ServerEvent['type'] | 'lost' | 'no-door')[] = [];
  const line = new RealtimeSocket({
    createSocket: (url) => {
      if (url === '') throw new SyntaxError('no address');
      return socket;
    },
    door,
    onSaid: ({ type }) => told.push(type),
    onLost: () => told.push('lost'),
    onNoDoor: () => told.push('no-door'),
  });
  return { socket, told, line };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a line to a Realtime server', () => {
  it('hands on what is an event, and nothing else', async () => {
    const { socket, told, line } = setUp();
    line.send('too early');
    await settled();
    line.send('text');
    expect(socket.sent).toEqual(['text']);
    socket.happen('message', '{"type":"session.updated"}');
    socket.happen('message', 'no json');
    socket.happen('message', new ArrayBuffer(4));
    socket.happen('message', '{"type":"new.name"}');
    expect(told).toEqual(['session-updated', 'unknown']);
  });

  it('is lost once, and never after it was closed', async () => {
    const first = setUp();
    await settled();
    first.socket.happen('close');
    first.socket.happen('close');
    first.socket.happen('message', '{"type":"session.updated"}');
    expect(first.told).toEqual(['lost']);
    const second = setUp();
    await settled();
    second.line.close();
    second.socket.happen('close');
    expect(second.told).toEqual([]);
    expect(second.socket.isClosed).toBe(true);
  });

  it('is lost where nothing gets through any more', async () => {
    const { socket, told, line } = setUp();
    await settled();
    socket.bufferedAmount = 3 * 1024 * 1024;
    line.send('text');
    expect(told).toEqual(['lost']);
    expect(socket.sent).toEqual([]);
    expect(socket.isClosed).toBe(true);
  });

  it('is never opened without a door, or after it was given up', async () => {
    const refused = setUp(Promise.reject(new Error('no key')));
    await settled();
    expect(refused.told).toEqual(['no-door']);
    const nowhere = setUp(Promise.resolve({ url: '', protocols: [] }));
    await settled();
    expect(nowhere.told).toEqual(['lost']);
    const late = setUp();
    late.line.close();
    await settled();
    late.line.send('text');
    expect(late.socket.sent).toEqual([]);
    expect(late.told).toEqual([]);
  });
});
