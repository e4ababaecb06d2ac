import { afterEach, describe, expect, it } from 'vitest';
import type { SimulatedBoxMessage, SimulatedServerMessage } from '../../../workers/relay-api.ts';
import { settled } from '../../engines/testing/hand-clock.testing.ts';
import { createPortDial } from './port-link.ts';

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

function start() {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  const seen: SimulatedBoxMessage[] = [];
  port2.onmessage = ({ data }: MessageEvent<SimulatedBoxMessage>) => seen.push(data);
  const tell = (message: SimulatedServerMessage) => port2.postMessage(message);
  const dial = createPortDial(port1);
  const open = () => {
    const did: string[] = [];
    const link = dial('ws://simulated/ec0000000001?opus=true', {
      onOpen: () => did.push('open'),
      onMessage: (payload) => did.push(`message ${payload[0] as number}`),
      onClose: (code) => did.push(`close ${code}`),
    });
    return { link, did };
  };
  return { open, seen, tell };
}

const frame = (byte: number): SimulatedServerMessage => ({ type: 'frame', payload: Uint8Array.of(byte) });

describe("a box's socket over a port", () => {
  it('opens with its query, and passes messages both ways', async () => {
    const { open, seen, tell } = start();
    const { link, did } = open();
    link.send('too early');
    tell({ type: 'opened', socket: 1 });
    tell(frame(7));
    await settled();
    link.send('{"event":"StartChat"}');
    link.send(Uint8Array.of(1, 2));
    await settled();
    expect(did).toEqual(['open', 'message 7']);
    expect(seen).toEqual([
      { type: 'open', query: 'opus=true' },
      { type: 'read', frames: 1 },
      { type: 'frame', payload: '{"event":"StartChat"}' },
      { type: 'frame', payload: Uint8Array.of(1, 2) },
    ]);
  });

  it('reads nothing while it is paused, and the end only after what came before it', async () => {
    const { open, seen, tell } = start();
    const { link, did } = open();
    tell({ type: 'opened', socket: 1 });
    tell(frame(1));
    await settled();
    link.pause();
    tell(frame(2));
    tell({ type: 'closed', code: 1001, reason: '' });
    await settled();
    expect(did).toEqual(['open', 'message 1']);
    expect(seen.filter(({ type }) => type === 'read')).toHaveLength(1);
    link.resume();
    expect(did).toEqual(['open', 'message 1', 'message 2', 'close 1001']);
  });

  it('tells an end that the box asked for when the server answers it', async () => {
    const { open, seen, tell } = start();
    const { link, did } = open();
    tell({ type: 'opened', socket: 1 });
    await settled();
    link.close();
    await settled();
    expect(seen.at(-1)).toEqual({ type: 'close', code: 1000, reason: '' });
    tell({ type: 'closed', code: 1000, reason: '' });
    await settled();
    expect(did).toEqual(['open', 'close 1000']);
  });

  it.each(['with the end of the one before', 'without it'])('dials anew %s', async (how) => {
    const { open, tell } = start();
    const first = open();
    tell({ type: 'opened', socket: 1 });
    await settled();
    first.link.drop();
    const second = open();
    if (how.startsWith('with the')) tell({ type: 'closed', code: 1006, reason: '' });
    tell({ type: 'opened', socket: 2 });
    tell(frame(9));
    await settled();
    expect(first.did).toEqual(['open']);
    expect(second.did).toEqual(['open', 'message 9']);
  });

  it('leaves out what was meant for the socket before', async () => {
    const { open, tell } = start();
    const first = open();
    tell({ type: 'opened', socket: 1 });
    await settled();
    tell(frame(1));
    first.link.drop();
    const second = open();
    tell({ type: 'opened', socket: 2 });
    await settled();
    expect([first.did, second.did]).toEqual([['open'], ['open']]);
  });

  it('is told when the server does not let it in', async () => {
    const { open, tell } = start();
    const { did } = open();
    tell({ type: 'closed', code: 1013, reason: 'busy' });
    await settled();
    expect(did).toEqual(['close 1013']);
  });
});
