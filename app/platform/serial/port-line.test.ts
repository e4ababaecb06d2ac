import { describe, expect, it } from 'vitest';
import type { SerialLineMessage, SerialLineRequest } from '../../../workers/serial-line-api.ts';
import { PortLine } from './port-line.ts';
import type { PortLike } from './serial-shapes.ts';

/** A port whose every step the test decides. */
class ScriptedPort implements PortLike {
  readable: ReadableStream<Uint8Array> | null = null;
  writable: WritableStream<Uint8Array> | null = null;
  connected = true;
  /** Flow control, or a driver, takes no bytes. */
  hangs = false;
  readonly log: string[] = [];
  readonly failures: Error[] = [];
  #source: ReadableStreamDefaultController<Uint8Array> | undefined;
  readonly #ids;

  constructor(ids = { usbVendorId: 0x303a, usbProductId: 0x1001 }) {
    this.#ids = ids;
  }

  open({ baudRate, bufferSize }: { readonly baudRate: number; readonly bufferSize: number }): Promise<void> {
    const failure = this.failures.shift();
    if (failure !== undefined) return Promise.reject(failure);
    this.log.push(`open ${baudRate}${bufferSize >= 65_536 ? '' : ' small'}`);
    this.#stream();
    this.writable = new WritableStream({
      write: (bytes: Uint8Array) => {
        this.log.push(`write ${bytes.length}`);
        return this.hangs ? new Promise<void>(() => undefined) : undefined;
      },
    });
    return Promise.resolve();
  }

  #stream(): void {
    this.readable = new ReadableStream({ start: (controller) => void (this.#source = controller) });
  }

  close(): Promise<void> {
    if (this.readable?.locked === true || this.writable?.locked === true)
      return Promise.reject(new TypeError('Cannot cancel a locked stream'));
    this.log.push('close');
    this.readable = this.writable = null;
    return Promise.resolve();
  }

  setSignals(signals: object): Promise<void> {
    this.log.push(`signals ${JSON.stringify(signals)}`);
    return Promise.resolve();
  }

  getInfo() {
    return this.#ids;
  }

  say(...bytes: number[]): void {
    this.#source?.enqueue(Uint8Array.from(bytes));
  }

  /** Reading goes on afterwards. */
  hiccup(name: string): void {
    const failed = this.#source;
    this.#stream();
    failed?.error(new DOMException('x', name));
  }

  lose(): void {
    this.connected = false;
    this.#source?.error(new DOMException('The device has been lost.', 'NetworkError'));
  }
}

function createBench(port: PortLike, { isOurs = true } = {}) {
  const heard: SerialLineMessage[] = [];
  let ask: (request: SerialLineRequest) => void = () => undefined;
  let tell: (event: 'connected' | 'disconnected', port: PortLike) => void = () => undefined;
  const granted: PortLike[] = [];
  const released: string[] = [];
  const line = new PortLine({
    port,
    wire: {
      send: (message) => void heard.push(message),
      listen: (hear) => (ask = hear),
      close: () => released.push('wire'),
    },
    ports: {
      granted: () => Promise.resolve(granted),
      watch: (listener) => {
        tell = listener;
        return () => released.push('watch');
      },
    },
    pause: () => Promise.resolve(),
    takeLock: () => Promise.resolve({ isOurs, release: () => released.push('lock') }),
  });
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    heard,
    line,
    granted,
    released,
    settled,
    tell: (event: 'connected' | 'disconnected', changed: PortLike) => tell(event, changed),
    ask: async (request: SerialLineRequest) => {
      ask(request);
      await settled();
    },
  };
}

const open = { type: 'open', id: 1, baud: 115_200 } as const;

describe('a line to a port', () => {
  it('says whose it is, opens it with a large buffer, and passes bytes both ways', async () => {
    const port = new ScriptedPort();
    const { heard, ask, settled } = createBench(port);
    await ask(open);
    await ask({ type: 'write', id: 2, bytes: Uint8Array.of(1, 2, 3) });
    await ask({ type: 'set-signals', id: 3, dataTerminalReady: false, requestToSend: true });
    port.say(7, 8);
    await settled();
    expect(heard).toEqual([
      { type: 'hello', usbVendorId: 0x303a, usbProductId: 0x1001 },
      { type: 'done', id: 1 },
      { type: 'done', id: 2 },
      { type: 'done', id: 3 },
      { type: 'bytes', bytes: Uint8Array.of(7, 8) },
    ]);
    expect(port.log).toEqual([
      'open 115200',
      'write 3',
      'signals {"dataTerminalReady":false,"requestToSend":true}',
    ]);
  });

  it('changes the speed by closing and opening, or in place where the port can', async () => {
    const port = new ScriptedPort();
    const one = createBench(port);
    await one.ask(open);
    await one.ask({ type: 'set-baud', id: 2, baud: 921_600 });
    expect(port.log).toEqual(['open 115200', 'close', 'open 921600']);
    port.say(1);
    await one.settled();
    expect(one.heard.at(-1)).toMatchObject({ type: 'bytes' });

    const bauds: number[] = [];
    const able = Object.assign(new ScriptedPort(), {
      setBaudRate: (baud: number) => Promise.resolve(void bauds.push(baud)),
    });
    const two = createBench(able);
    await two.ask(open);
    await two.ask({ type: 'set-baud', id: 2, baud: 460_800 });
    expect([able.log, bauds]).toEqual([['open 115200'], [460_800]]);
  });

  it('goes on after bytes were lost, and says so', async () => {
    const port = new ScriptedPort();
    const { heard, ask, settled } = createBench(port);
    await ask(open);
    port.hiccup('BufferOverrunError');
    await settled();
    port.say(5);
    await settled();
    expect(heard.slice(2).map(({ type }) => type)).toEqual(['damaged', 'bytes']);
  });

  it('says that it is lost, and finds the same box again under another object', async () => {
    const port = new ScriptedPort();
    const { heard, ask, settled, tell } = createBench(port);
    await ask(open);
    port.lose();
    tell('disconnected', port);
    await settled();
    expect(heard.filter(({ type }) => type === 'lost')).toHaveLength(1);
    await ask({ type: 'write', id: 2, bytes: Uint8Array.of(1) });
    expect(heard.at(-1)).toMatchObject({ type: 'failed', id: 2, code: 'unplugged' });

    tell('connected', new ScriptedPort({ usbVendorId: 0x1a86, usbProductId: 0x55d3 }));
    expect(heard.some(({ type }) => type === 'restored')).toBe(false);
    const again = new ScriptedPort();
    // Listed already, but not ready yet.
    again.failures.push(new DOMException('Failed to open serial port.', 'NetworkError'));
    tell('connected', again);
    expect(heard.at(-1)).toEqual({ type: 'restored' });
    await ask({ ...open, id: 3 });
    expect(again.log).toEqual(['open 115200']);
  });

  it('tells another tab from another program', async () => {
    const taken = new DOMException('Failed to open serial port.', 'NetworkError');
    for (const [isOurs, code] of [
      [true, 'port-busy'],
      [false, 'port-in-other-tab'],
    ] as const) {
      const port = new ScriptedPort();
      port.failures.push(taken);
      const { heard, ask } = createBench(port, { isOurs });
      await ask(open);
      expect(heard.at(-1)).toMatchObject({ type: 'failed', code });
    }
  });

  it('gives everything back at its end', async () => {
    const port = new ScriptedPort();
    const { heard, ask, line, released } = createBench(port);
    await ask(open);
    await line.end();
    expect(port.log.at(-1)).toBe('close');
    expect(heard.at(-1)).toEqual({ type: 'lost' });
    expect(released.sort()).toEqual(['lock', 'watch', 'wire']);
  });

  it('can be closed while a write hangs', async () => {
    const port = new ScriptedPort();
    const { heard, ask } = createBench(port);
    await ask(open);
    port.hangs = true;
    await ask({ type: 'write', id: 2, bytes: Uint8Array.of(1) });
    expect(heard.at(-1)).toMatchObject({ id: 1 });
    await ask({ type: 'close', id: 3 });
    expect(heard.slice(-2)).toMatchObject([
      { type: 'failed', id: 2 },
      { type: 'done', id: 3 },
    ]);
    expect(port.log.at(-1)).toBe('close');
  });
});
