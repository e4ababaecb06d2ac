import { describe, expect, it } from 'vitest';
import { concat, tone } from '../../audio/random.testing.ts';
import { encodeWav, parseWav } from '../../audio/wav.ts';
import { helloEvents, longestHelloSeconds, makeHelloClip } from './hello-clip.ts';

describe('the greeting', () => {
  it('[S7] is the whole file in pieces of 2,048 bytes between HelloStart and HelloEnd', () => {
    const clip = makeHelloClip(encodeWav(tone(440, 16_000, 8_000, 0.5), 16_000));
    if (!clip.ok) throw clip.error;
    const [start, ...events] = helloEvents(clip.value);
    const end = events.pop();
    expect([start, end]).toEqual([{ event: 'HelloStart' }, { event: 'HelloEnd' }]);
    const chunks = events.map((event) => ('data' in event ? (event.data as Uint8Array) : new Uint8Array()));
    expect(events.every(({ event }) => event === 'HelloChunk')).toBe(true);
    expect(chunks.map(({ length }) => length)).toEqual([
      ...Array<number>(7).fill(2048),
      44 + 16_000 - 7 * 2048,
    ]);
    const whole = new Uint8Array(concat(chunks.map((chunk) => Float32Array.from(chunk))));
    expect(whole).toEqual(clip.value);
  });

  it('[S7] is made 16 kHz', () => {
    const clip = makeHelloClip(encodeWav(tone(440, 44_100, 44_100, 0.5), 44_100));
    if (!clip.ok) throw clip.error;
    const wav = parseWav(clip.value);
    expect(wav.ok && [wav.value.format.sampleRate, wav.value.samples.length]).toEqual([16_000, 16_000]);
  });

  it('is refused where it is none, or nothing, or too long', () => {
    const codeOf = (wav: Uint8Array) => {
      const clip = makeHelloClip(wav);
      return clip.ok ? null : clip.error.code;
    };
    expect(codeOf(new TextEncoder().encode('no file'))).toBe('hello-malformed');
    expect(codeOf(encodeWav(new Float32Array(0), 16_000))).toBe('hello-empty');
    const seconds = longestHelloSeconds + 1;
    expect(codeOf(encodeWav(new Float32Array(seconds * 8000), 8000))).toBe('hello-too-long');
    expect(codeOf(encodeWav(new Float32Array(longestHelloSeconds * 192_000 + 1), 96_000))).toBe(
      'hello-too-long',
    );
  });
});
