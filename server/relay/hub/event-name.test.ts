import { expect, it } from 'vitest';
import { createRandom } from '../../../core/audio/random.testing.ts';
import { decodeServerEvent } from '../../../core/echokit/decode-server-event.ts';
import { encodeServerEvent } from '../../../core/echokit/encode-server-event.ts';
import { randomEvent } from '../../../core/echokit/events.testing.ts';
import { eventName } from './event-name.ts';

it('is what the decoder says, of every event in every form', () => {
  const random = createRandom(4);
  for (let round = 0; round < 2_000; round++) {
    const event = randomEvent(random);
    const payload = encodeServerEvent(event, {
      bytes: random.chance(0.5) ? 'bin' : 'array',
      form: random.chance(0.5) ? 'named' : 'positional',
    });
    const read = decodeServerEvent(payload);
    const isShort = read.ok && /^[\x20-\x7f]{1,31}$/.test(read.value.event);
    if (isShort) expect(eventName(payload)).toBe(read.value.event);
  }
});

it('is none of what is no event', () => {
  for (const payload of [
    [],
    [0x81],
    [0xa0],
    [0xa6, 0x45],
    [0x81, 0xd9, 40, 1],
    [0xc1, 2],
    [0x92, 1, 2],
    [0xd9],
  ])
    expect(eventName(Uint8Array.from(payload))).toBeNull();
  expect(eventName('EndVad')).toBeNull();
});
