/** Simulated boxes at a real WebSocket server, in time that the test moves: nothing waits, nothing is late. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { bytesOfSamples } from '../pcm.ts';
import { encodeServerEvent } from '../../../core/echokit/encode-server-event.ts';
import type { KnownServerEvent } from '../../../core/echokit/server-event.ts';
import { createOpusEncoder } from '../../../core/opus/opus-codec.ts';
import { frameSamples } from '../../../core/units.ts';
import type { BoxLogEntry } from '../box-log.ts';
import { firmwares, type BoxVersion } from '../firmware.ts';
import type { PlayedSound } from '../loudspeaker.ts';
import { createSimulatedBox, type SimulatedBox } from '../simulated-box.ts';
import { VirtualClock } from '../virtual-clock.testing.ts';
import { dialWebSocket } from './ws-link.ts';

interface Connection {
  readonly socket: WebSocket;
  readonly url: string;
  readonly commands: string[];
  readonly frames: number[];
}

class Scene {
  readonly clock = new VirtualClock();
  readonly server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  readonly connections: Connection[] = [];
  readonly log: BoxLogEntry[] = [];
  readonly played: PlayedSound[] = [];
  /** What came, byte by byte. */
  readonly messages: Uint8Array[] = [];
  box!: SimulatedBox;
  isVoiced = false;

  async start(version: BoxVersion): Promise<void> {
    this.server.on('connection', (socket: WebSocket, request: { readonly url?: string }) => {
      const connection: Connection = { socket, url: request.url ?? '', commands: [], frames: [] };
      this.connections.push(connection);
      socket.on('message', (data: Buffer, isBinary) => {
        if (isBinary) connection.frames.push(data.length / 2);
        else connection.commands.push((JSON.parse(data.toString()) as { event: string }).event);
      });
    });
    if (this.server.address() === null) await once(this.server, 'listening');
    this.box = await createSimulatedBox({
      server: `ws://127.0.0.1:${(this.server.address() as AddressInfo).port}/ws`,
      version,
      dial: dialWebSocket,
      clock: this.clock,
      microphone: () => (this.isVoiced ? new Float32Array(frameSamples).fill(0.25) : null),
      detectSpeech: (frame) => (frame[0]! > 0 ? 1 : 0),
      onLog: (entry) => this.log.push(entry),
      onPlayed: (sound) => this.played.push(sound),
      onMessage: (payload) => typeof payload !== 'string' && this.messages.push(payload),
    });
    this.box.powerOn();
    await this.until(() => this.box.state === 'idle');
  }

  get now(): Connection {
    return this.connections.at(-1)!;
  }

  /** Moves time until it is so. */
  async until(isSo: () => boolean): Promise<void> {
    for (let n = 0; !isSo(); n += 1) {
      if (n > 50_000) throw new Error(`it never is: ${JSON.stringify(this.log.slice(-5))}`);
      this.clock.advance(4);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Lets sockets work while time stands still. */
  async settle(turns = 200): Promise<void> {
    for (let n = 0; n < turns; n += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  say(event: KnownServerEvent): Uint8Array {
    const bytes = encodeServerEvent(event);
    this.now.socket.send(bytes);
    return bytes;
  }

  async wake(): Promise<void> {
    this.box.press('k0');
    await this.until(() => this.box.state === 'listening');
  }

  /** Somebody speaks until the server has heard enough, which then ends the turn if that is its part. */
  async ask(version: BoxVersion): Promise<void> {
    const { frames, commands } = this.now;
    const before = { frames: frames.length, submits: commands.filter((one) => one === 'Submit').length };
    this.isVoiced = true;
    await this.until(() => frames.length >= before.frames + 2);
    this.isVoiced = false;
    if (firmwares[version].endOfSpeech === 'box')
      await this.until(() => commands.filter((one) => one === 'Submit').length > before.submits);
    else {
      this.say({ event: 'ASR', text: 'words' });
      this.say({ event: 'EndVad' });
    }
    await this.until(() => this.box.state === 'waiting');
  }

  close(): Promise<void> {
    this.box.stop();
    for (const client of this.server.clients) client.terminate();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

const tune = Int16Array.from({ length: 9600 }, (_, n) => Math.round(8000 * Math.sin(n / 12)));

/** The chunks of one segment, as this version wants them. */
async function chunksFor(version: BoxVersion): Promise<KnownServerEvent[]> {
  if (version === '0.2.1') return [{ event: 'AudioChunk', data: bytesOfSamples(tune) }];
  const encoder = await createOpusEncoder('voip');
  const chunks = Array.from({ length: 5 }, (_, n) => encoder.encode(tune.subarray(1920 * n, 1920 * (n + 1))));
  encoder.close();
  return chunks.map((data, n) => ({ event: 'AudioChunkWithVowel', data, vowel: n }));
}

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});
afterEach(() => scene.close());

describe.each(['0.3.2', '0.3.0', '0.2.1', 'cc'] as const)('a %s at a server', (version) => {
  it('holds three turns and an interruption by K0', async () => {
    await scene.start(version);
    await scene.wake();
    const sent: Uint8Array[] = [];
    const chunks = await chunksFor(version);
    for (let turn = 0; turn < 3; turn += 1) {
      await scene.ask(version);
      const before = scene.messages.length;
      sent.push(scene.say({ event: 'StartAudio', text: `answer ${turn}` }));
      for (const chunk of chunks) sent.push(scene.say(chunk));
      sent.push(scene.say({ event: 'EndAudio' }));
      sent.push(scene.say({ event: 'EndResponse' }));
      await scene.until(() => scene.box.summary.turns === turn + 1);
      expect(scene.messages.slice(before).map((one) => Buffer.from(one).toString('hex'))).toEqual(
        sent.splice(0).map((one) => Buffer.from(one).toString('hex')),
      );
    }
    await scene.ask(version);
    scene.say({ event: 'StartAudio', text: 'cut' });
    for (const chunk of chunks) scene.say(chunk);
    scene.say({ event: 'EndAudio' });
    await scene.until(() => scene.box.isPlaying);
    await scene.wake();
    expect(scene.box.summary).toEqual({ turns: 3, interrupts: 1, reboots: 0, violations: [] });
    expect(scene.connections.map(({ url }) => url.includes('reconnect=true'))).toEqual([false, true, true]);
    expect(scene.connections[1]!.commands.filter((one) => one === 'StartChat')).toHaveLength(4);
    expect(scene.played.map(({ isComplete, text }) => [text, isComplete])).toEqual([
      ['answer 0', true],
      ['answer 1', true],
      ['answer 2', true],
      ['cut', false],
    ]);
    for (const { samples } of scene.played.slice(0, 3)) {
      expect(samples).toHaveLength(tune.length);
      if (version === '0.2.1') expect(samples).toEqual(tune);
    }
    expect(scene.played[3]!.samples.length).toBeLessThan(tune.length);
  });
});

describe('a box at a server', () => {
  it('reboots at its next word when the server has gone, and dials as at a boot', async () => {
    await scene.start('0.3.2');
    await scene.wake();
    await scene.ask('0.3.2');
    scene.say({ event: 'EndResponse' });
    await scene.until(() => scene.box.state === 'listening');
    scene.now.socket.terminate();
    await scene.until(() => scene.log.some((entry) => entry.kind === 'received' && entry.event === 'Close'));
    scene.clock.advance(60_000);
    expect(scene.box.summary.reboots).toBe(0);
    scene.isVoiced = true;
    await scene.until(() => scene.box.summary.reboots === 1);
    await scene.until(() => scene.box.state === 'idle');
    expect(scene.connections.at(-1)!.url).not.toContain('reconnect');
    await scene.wake();
    await scene.ask('0.3.2');
    expect(scene.box.isTurnOpen).toBe(true);
  });

  it('lets the server feel that it does not read, and answers its ping when it does', async () => {
    await scene.start('0.3.2');
    await scene.wake();
    await scene.ask('0.3.2');
    const { socket } = scene.now;
    const pongs: string[] = [];
    socket.on('pong', (data) => pongs.push(data.toString()));
    scene.say({ event: 'StartAudio', text: 'long' });
    scene.say({ event: 'AudioChunki16', data: new Int16Array(160_000), vowel: 0 });
    scene.say({ event: 'EndAudio' });
    await scene.until(() => scene.box.isPlaying);
    const action = 'x'.repeat(200_000);
    const all = 150;
    for (let n = 0; n < all; n += 1) scene.say({ event: 'Action', action });
    socket.ping('there?');
    const taken = () =>
      scene.log.filter((entry) => entry.kind === 'received' && entry.event === 'Action').length;
    await scene.settle(2000);
    expect(socket.bufferedAmount).toBeGreaterThan(0);
    expect(scene.messages.length).toBeLessThan(all / 2);
    expect([taken(), pongs]).toEqual([0, []]);
    await scene.until(() => taken() === all && pongs.length === 1);
    expect(socket.bufferedAmount).toBe(0);
    expect(scene.played).toMatchObject([{ text: 'long', isComplete: true }]);
  });

  it('tells violations apart from what it merely does not know', async () => {
    await scene.start('0.3.2');
    const { socket } = scene.now;
    socket.send('{"event":"EndResponse"}');
    scene.say({ event: 'DisplayText', text: 'thinking' });
    socket.send(Uint8Array.of(0xa3, 0x4e, 0x65, 0x77));
    socket.send(Uint8Array.of(0x81, 0xa3, 0x41, 0x53, 0x52, 0x91, 0xc0));
    scene.say({ event: 'AudioChunk', data: Uint8Array.of(1, 2, 3) });
    scene.say({ event: 'StartAudio', text: '' });
    scene.say({ event: 'AudioChunk', data: Uint8Array.of(255, 255, 255) });
    scene.say({ event: 'EndResponse' });
    await scene.until(() => scene.box.state === 'listening');
    expect(scene.box.summary.violations.map(({ code }) => code)).toEqual([
      'text-frame',
      'undecodable',
      'audio-outside-speaking',
      'packet-undecodable',
    ]);
    const ignored = scene.log.filter((entry) => entry.kind === 'received' && entry.ignored !== undefined);
    expect(ignored.map((entry) => 'event' in entry && entry.event)).toEqual(['DisplayText', 'New', '?']);
  });
});
