/** A simulated box in the page: the same session, without a companion, over a port. */
import { describe, expect, it } from 'vitest';
import { decodeServerEvent } from '../../core/echokit/decode-server-event.ts';
import type { CompanionMessage, FrameMessage } from '../../core/relay/relay-message.ts';
import type { SimulatedBoxMessage, SimulatedServerMessage } from '../relay-api.ts';
import { createSimulatedBox } from '../../simulators/box/simulated-box.ts';
import type { DialBox } from '../../simulators/box/box-link.ts';
import { Tape } from '../../simulators/box/tape.ts';
import { RelayWorld } from './relay-world.testing.ts';
import { ScriptedEngines, speechLike } from './scripted-engines.testing.ts';
import { SimulatedBoxes, type BoxPort } from './simulated-boxes.ts';

/** The worker's end of a port, and a test at the other. */
class Port implements BoxPort {
  onmessage: ((event: MessageEvent<SimulatedBoxMessage>) => void) | null = null;
  readonly heard: SimulatedServerMessage[] = [];
  onHeard: (message: SimulatedServerMessage) => void = () => undefined;
  isClosed = false;

  postMessage(message: SimulatedServerMessage): void {
    this.heard.push(message);
    this.onHeard(message);
  }

  say(message: SimulatedBoxMessage): void {
    this.onmessage?.({ data: message } as MessageEvent<SimulatedBoxMessage>);
  }

  close(): void {
    this.isClosed = true;
  }
}

const framesOf = (told: readonly CompanionMessage[]): readonly FrameMessage[] =>
  told.filter((message) => message.type === 'frame');

describe('boxes at ports', () => {
  it('look like boxes of a companion', () => {
    const told: CompanionMessage[] = [];
    const boxes = new SimulatedBoxes(
      () => 5,
      (message) => told.push(message),
    );
    const port = new Port();
    boxes.attach('simulated', port);
    expect(told.map(({ type }) => type)).toEqual(['box']);
    port.say({ type: 'open', query: 'opus=true' });
    port.say({ type: 'frame', payload: '{"event":"StartChat"}' });
    boxes.send({ type: 'send', box: 'simulated', socket: 1, payload: Uint8Array.of(1) });
    expect(framesOf(told).map(({ seq, direction, socket }) => [seq, direction, socket])).toEqual([
      [0, 'up', 1],
      [1, 'down', 1],
    ]);
    expect(port.heard).toEqual([
      { type: 'opened', socket: 1 },
      { type: 'frame', payload: Uint8Array.of(1) },
    ]);
  });

  it('close the socket before when they dial anew, and refuse what is for it', () => {
    const told: CompanionMessage[] = [];
    const boxes = new SimulatedBoxes(
      () => 5,
      (message) => told.push(message),
    );
    const port = new Port();
    boxes.attach('simulated', port);
    port.say({ type: 'open', query: '' });
    port.say({ type: 'open', query: 'reconnect=true' });
    const sockets = told.filter(({ type }) => type === 'socket-opened' || type === 'socket-closed');
    expect(sockets.map(({ type }) => type)).toEqual(['socket-opened', 'socket-closed', 'socket-opened']);
    boxes.send({ type: 'send', box: 'simulated', socket: 1, payload: Uint8Array.of(1) });
    expect(told.at(-1)).toMatchObject({ type: 'refused', code: 'socket-closed' });
    boxes.detach('simulated');
    expect(told.at(-1)).toEqual({ type: 'box-forgotten', box: 'simulated' });
    expect(port.isClosed).toBe(true);
    expect(boxes.has('simulated')).toBe(false);
  });

  it('that do not read are sent no more, until they do', () => {
    const told: CompanionMessage[] = [];
    const boxes = new SimulatedBoxes(
      () => 5,
      (message) => told.push(message),
    );
    const port = new Port();
    boxes.attach('simulated', port);
    port.say({ type: 'open', query: '' });
    const send = () => boxes.send({ type: 'send', box: 'simulated', socket: 1, payload: Uint8Array.of(1) });
    let sent = 0;
    for (; told.at(-1)?.type !== 'refused'; sent += 1) send();
    expect(told.at(-1)).toMatchObject({ code: 'box-too-slow' });
    port.say({ type: 'read', frames: 10 });
    send();
    expect(told.at(-1)?.type).toBe('frame');
    expect(port.heard.filter(({ type }) => type === 'frame')).toHaveLength(sent);
  });

  it('hold a conversation without a companion', async () => {
    const engines = new ScriptedEngines();
    const world = await RelayWorld.start({ engines: () => engines.engines });
    world.tab.relay.disconnect();
    const port = new Port();
    world.tab.relay.attachSimulatedBox('simulated', port);
    await world.until('it is there', () => world.tab.boxes.has('simulated'));
    const tape = new Tape(new Float32Array(0));
    const box = await createSimulatedBox({
      server: 'ws://page/box',
      id: 'simulated',
      clock: world.clock,
      dial: dialPort(port, (work) => void world.clock.after(0, work)),
      microphone: (state) => tape.read(state === 'listening'),
      detectSpeech: (frame) => (frame.some((sample) => Math.abs(sample) > 0.02) ? 0.9 : 0.05),
    });
    box.powerOn();
    await world.until('it has booted', () => box.state === 'idle');
    box.press('k0');
    await world.until('it listens', () => box.state === 'listening');
    tape.overlay(speechLike(1.2));
    await world.until('the answer', () => box.summary.turns === 1 && box.state === 'listening');
    await world.pass(100);
    expect(world.tab.turnList.at(-1)).toMatchObject({ status: 'done', user: { text: 'Hello there.' } });
    expect(world.tab.boxes.get('simulated')).toMatchObject({ simulated: true, firmware: '0.3.1+' });
    expect(box.summary).toMatchObject({ reboots: 0, violations: [] });
    // Nothing of it is kept: the next one with this name is another box.
    expect(world.store.memories.has('simulated')).toBe(false);
  });

  it('that do not read in the middle of an answer are let go all the same', async () => {
    const engines = new ScriptedEngines();
    engines.reply = () => Array.from({ length: 40 }, (_, n) => `This is sentence number ${n}.`).join(' ');
    const world = await RelayWorld.start({ engines: () => engines.engines });
    const port = new Port();
    world.tab.relay.attachSimulatedBox('simulated', port);
    await world.until('it is there', () => world.tab.boxes.has('simulated'));
    port.say({ type: 'open', query: 'stream_asr=true&reconnect=true' });
    // All but a few frames of its room are taken up by something that it never read.
    const filler = '{"event":"Text","input":""}';
    for (let n = 0; n < 3990; n += 1) port.say({ type: 'frame', payload: filler });
    port.say({ type: 'frame', payload: '{"event":"Text","input":"Tell me everything."}' });
    await world.until('it is full', () => world.tab.of('refused').length > 0);
    expect(world.tab.of('refused')).toMatchObject([{ asked: 'send', code: 'box-too-slow' }]);
    const read = port.heard.length;
    port.say({ type: 'read', frames: 4000 });
    await world.until('it is let go', () => port.heard.length > read);
    const last = port.heard.at(-1)!;
    const event = last.type === 'frame' ? decodeServerEvent(last.payload) : null;
    expect(event?.ok && event.value.event).toBe('EndResponse');
    await world.pass(10_000);
    expect(port.heard).toHaveLength(read + 1);
  });
});

/** The page's side: a box's link over a port, telling how much it has read. */
function dialPort(port: Port, defer: (work: () => void) => void): DialBox {
  return (url, handlers) => {
    let isOver = false;
    let isPaused = false;
    const waiting: Uint8Array[] = [];
    const flow = (): void => {
      while (!isPaused && !isOver && waiting.length > 0) {
        port.say({ type: 'read', frames: 1 });
        handlers.onMessage(waiting.shift()!);
      }
    };
    port.onHeard = (message) =>
      defer(() => {
        if (isOver) return;
        if (message.type === 'opened') handlers.onOpen('');
        else if (message.type === 'frame') {
          waiting.push(message.payload);
          flow();
        }
      });
    defer(() => port.say({ type: 'open', query: url.split('?')[1] ?? '' }));
    return {
      send: (payload) => port.say({ type: 'frame', payload }),
      pong: () => undefined,
      bufferedBytes: 0,
      pause: () => (isPaused = true),
      resume: () => {
        isPaused = false;
        defer(flow);
      },
      close: () => port.say({ type: 'close', code: 1005, reason: '' }),
      drop: () => (isOver = true),
    };
  };
}
