import { describe, expect, it } from 'vitest';
import { encodeServerEvent } from '../../../core/echokit/encode-server-event.ts';
import { goldenEvents, goldenNamed, fromHex } from '../../../core/echokit/events.testing.ts';
import type { ServerEvent } from '../../../core/echokit/server-event.ts';
import { createRandom } from '../../../core/audio/random.testing.ts';
import { aFrame } from '../relay.testing.ts';
import { describeSound, explainFrame, readFrame } from './read-frame.ts';

const down = (event: ServerEvent) => readFrame('down', encodeServerEvent(event));

describe('reading a frame', () => {
  it('names every event of the sheet, in both forms', () => {
    for (const [event, hex] of [...goldenEvents, ...goldenNamed])
      expect(readFrame('down', fromHex(hex))).toMatchObject({ event: event.event });
  });

  it('takes out the words', () => {
    expect(down({ event: 'ASR', text: '你好' })).toEqual({ event: 'ASR', text: '你好' });
    expect(down({ event: 'Choices', message: 'Ok?', items: ['Yes', 'No'] }).text).toBe('Ok? | Yes | No');
    expect(down({ event: 'Later', unknown: true, payload: { a: 1 } })).toEqual({
      event: 'Later',
      text: '{"a":1}',
    });
    expect(readFrame('up', '{"event":"Text","input":"Hello"}')).toEqual({ event: 'Text', text: 'Hello' });
    expect(readFrame('up', '{"event":"Select","index":2}')).toEqual({ event: 'Select', text: '2' });
  });

  it('calls what the microphone hears PCM, and says how long it is', () => {
    const frame = aFrame(0, new Uint8Array(16_384), { direction: 'up' });
    expect(readFrame('up', frame.payload)).toEqual({ event: 'PCM', text: '' });
    expect(describeSound({ ...frame, event: 'PCM' })).toBe('512 ms');
  });

  it('tells the length of samples and the shape of the mouth', () => {
    const payload = encodeServerEvent({ event: 'AudioChunki16', data: new Int16Array(1920), vowel: 4 });
    expect(describeSound({ ...aFrame(0, payload), ...readFrame('down', payload) })).toBe('120 ms · O');
  });

  it('says why something cannot be read, and throws at nothing', () => {
    expect(readFrame('up', 'no json')).toMatchObject({ event: '?', text: 'no json' });
    expect(readFrame('up', 'no json').problem).toBeTruthy();
    expect(readFrame('down', 'a text').problem).toBeTruthy();
    expect(readFrame('down', fromHex('c1')).problem).toBeTruthy();
    const random = createRandom(11);
    for (let i = 0; i < 2_000; i++) {
      const bytes = Uint8Array.from({ length: random.integer(0, 40) }, () => random.integer(0, 255));
      const read = readFrame('down', bytes);
      expect(typeof read.event).toBe('string');
      expect(typeof explainFrame(aFrame(0, bytes))).toBe('string');
    }
  });

  it('shows sound by its length only', () => {
    const payload = encodeServerEvent({ event: 'AudioChunk', data: new Uint8Array(300) });
    expect(JSON.parse(explainFrame(aFrame(0, payload)))).toEqual({
      event: 'AudioChunk',
      data: '<300 bytes>',
    });
  });
});
