/** What every link of a box keeps, with or without a network. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BoxLink, BoxLinkHandlers, DialBox } from './box-link.ts';
import type { MemoryBoxSocket } from './memory-link.ts';

interface ContractServer {
  readonly dial: DialBox;
  /** Where it takes boxes: an address without the id. */
  readonly url: string;
  /** Where nobody takes any. */
  readonly refusingUrl: string;
  /** Bytes that fill everything between the two ends, and more. */
  readonly flood: number;
  close(): Promise<void>;
}

type ServerSocket = Pick<
  MemoryBoxSocket,
  'id' | 'query' | 'send' | 'bufferedBytes' | 'pause' | 'resume' | 'close' | 'drop' | 'onFrame' | 'onClose'
>;
export type OnServerSocket = (socket: ServerSocket) => void;

/** Both ends of one connection, and what was heard at each. */
class Pair {
  readonly log: string[] = [];
  readonly serverLog: string[] = [];
  link!: BoxLink;
  server: ServerSocket | null = null;

  handlers(): BoxLinkHandlers {
    return {
      onOpen: (extensions) => this.log.push(`open ${extensions}`),
      onMessage: (payload) => this.log.push(shown(payload)),
      onPing: () => this.log.push('ping'),
      onClose: (code) => this.log.push(`close ${code}`),
    };
  }

  accept(socket: ServerSocket): void {
    this.server = socket;
    this.serverLog.push(`${socket.id} ${socket.query}`);
    socket.onFrame = (payload) => this.serverLog.push(shown(payload));
    socket.onClose = (code) => this.serverLog.push(`close ${code}`);
  }
}

const shown = (payload: string | Uint8Array): string =>
  typeof payload === 'string'
    ? `"${payload}"`
    : payload.length > 20
      ? `${payload.length}`
      : `[${payload.join()}]`;

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 1));
}

export function describeLink(name: string, start: (accept: OnServerSocket) => Promise<ContractServer>): void {
  describe(`the link of ${name}`, () => {
    let server: ContractServer;
    let pair: Pair;
    beforeEach(async () => {
      pair = new Pair();
      server = await start((socket) => pair.accept(socket));
    });
    afterEach(() => server.close());

    const dial = async () => {
      pair.link = server.dial(`${server.url}/a%20b?opus=true`, pair.handlers());
      expect(pair.log).toEqual([]);
      await until(() => pair.log.length > 0 && pair.server !== null);
      const { link, server: socket, log, serverLog } = pair;
      return { link, socket: socket!, log, serverLog };
    };

    it('carries text and bytes both ways, in order', async () => {
      const { link, socket, log, serverLog } = await dial();
      link.send('one');
      link.send(Uint8Array.of(2, 3));
      link.send('four');
      socket.send(Uint8Array.of(5));
      socket.send('six');
      await until(() => log.length === 3 && serverLog.length === 4);
      expect(log).toEqual(['open ', '[5]', '"six"']);
      expect(serverLog).toEqual(['a b opus=true', '"one"', '[2,3]', '"four"']);
    });

    it('keeps what is sent as it was then', async () => {
      const { link, serverLog } = await dial();
      const bytes = Uint8Array.of(1, 2, 3);
      link.send(bytes);
      await until(() => serverLog.length === 2);
      bytes.fill(9);
      expect(serverLog[1]).toBe('[1,2,3]');
    });

    it('holds back what is not read, and the sender sees it', async () => {
      const { link, socket, log } = await dial();
      link.pause();
      const piece = 65_536;
      const pieces = server.flood / piece;
      for (let n = 0; n < pieces; n += 1) socket.send(new Uint8Array(piece));
      await new Promise((resolve) => setTimeout(resolve, 50));
      const arrived = log.length - 1;
      expect(arrived).toBeLessThan(pieces / 2);
      expect(socket.bufferedBytes).toBeGreaterThan(0);
      link.resume();
      await until(() => log.length === 1 + pieces);
      await until(() => socket.bufferedBytes === 0);
    });

    it('holds back the box as well', async () => {
      const { link, socket, serverLog } = await dial();
      socket.pause();
      const pieces = server.flood / 65_536;
      for (let n = 0; n < pieces; n += 1) link.send(new Uint8Array(65_536));
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(link.bufferedBytes).toBeGreaterThan(0);
      socket.resume();
      await until(() => serverLog.length === 1 + pieces && link.bufferedBytes === 0);
    });

    it('closes with a Close frame, after what was sent', async () => {
      const { link, log, serverLog } = await dial();
      link.send('last');
      link.close();
      await until(() => serverLog.length === 3 && log.length === 2);
      expect(serverLog.slice(1)).toEqual(['"last"', 'close 1005']);
      expect(log[1]).toBe('close 1005');
      link.send('late');
      link.close();
      link.drop();
    });

    it('hears of the server closing, once', async () => {
      const { link, socket, log, serverLog } = await dial();
      socket.send('bye');
      socket.close(1000, 'done');
      await until(() => log.length === 3 && serverLog.length === 2);
      expect(log.slice(1)).toEqual(['"bye"', 'close 1000']);
      link.send('late');
    });

    it('hears of a server that is gone as 1006', async () => {
      const { socket, log } = await dial();
      socket.drop();
      await until(() => log.length === 2);
      expect(log[1]).toBe('close 1006');
    });

    it('drops without a Close, and hears no more', async () => {
      const { link, socket, log, serverLog } = await dial();
      socket.send('on its way');
      link.drop();
      await until(() => serverLog.length === 2);
      expect(serverLog[1]).toBe('close 1006');
      expect(log).toEqual(['open ']);
      link.pause();
      link.resume();
      link.send('late');
    });

    it('may be dropped before it is open', async () => {
      pair.link = server.dial(`${server.url}/x`, pair.handlers());
      pair.link.drop();
      const other = new Pair();
      pair = other;
      other.link = server.dial(`${server.url}/y`, other.handlers());
      await until(() => other.log.length > 0);
      other.link.drop();
      expect(other.log).toEqual(['open ']);
    });

    it('that nobody takes is closed without having been open', async () => {
      pair.link = server.dial(`${server.refusingUrl}/x`, pair.handlers());
      await until(() => pair.log.length > 0);
      pair.link.send('into the void');
      expect(pair.log).toEqual(['close 1006']);
    });
  });
}
