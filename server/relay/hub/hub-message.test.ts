import { encode } from '@msgpack/msgpack';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../core/audio/random.testing.ts';
import type { BoxRecord } from './box-record.ts';
import { decodeHubMessage, encodeHubMessage, type HubMessage } from './hub-message.ts';

const sender = { from: 'a', run: 'r1', n: 3 };
const record: BoxRecord = {
  id: 'b1',
  instance: 'a',
  connected: true,
  socket: 7,
  query: 'opus=true',
  openedAt: 1.5,
  lastFrameAt: 2,
  mode: { kind: 'pass-through', upstream: 'ws://up/ws' },
  upstream: { state: 'lost', reason: 'it broke', retryAt: 3 },
  owner: 't1',
  watchers: ['t2', 't3'],
};
const bytes = Uint8Array.of(1, 2, 3);
const messages: readonly HubMessage[] = [
  { ...sender, type: 'hello' },
  { ...sender, type: 'alive' },
  { ...sender, type: 'bye' },
  { ...sender, type: 'all', boxes: ['b1'], tabs: ['t1', 't2'] },
  { ...sender, type: 'box', record },
  { ...sender, type: 'gone', box: 'b1' },
  { ...sender, type: 'tab-here', tab: 't1', answers: true, since: 4, after: { b1: { socket: 7, seq: -1 } } },
  { ...sender, type: 'tab-away', tab: 't1' },
  { ...sender, type: 'shared', key: 'mode:b1', at: 5, by: 'b', value: bytes },
  { ...sender, type: 'frame', tabs: ['t1'], box: 'b1', socket: 7, seq: 0, bytes },
  { ...sender, type: 'told', tabs: ['t1'], bytes },
  { ...sender, type: 'command', tab: 't1', bytes },
];

describe('messages of hubs', () => {
  it.each(messages.map((message) => [message.type, message] as const))('%s', (_, message) => {
    expect(decodeHubMessage(encodeHubMessage(message))).toEqual(message);
  });

  it('are nothing else', () => {
    for (const value of [
      null,
      7,
      {},
      { ...sender, type: 'other' },
      { type: 'alive', from: 'a b', run: 'r', n: 0 },
    ])
      expect(decodeHubMessage(encode(value))).toBeNull();
    const random = createRandom(12);
    let read = 0;
    for (let round = 0; round < 20_000; round++) {
      const broken = encodeHubMessage(messages[random.integer(0, messages.length - 1)]!).slice();
      for (let left = random.integer(1, 3); left > 0; left--)
        broken[random.integer(0, broken.length - 1)] = random.integer(0, 255);
      if (decodeHubMessage(broken) !== null) read++;
    }
    expect(read).toBeLessThan(10_000);
  });
});
