import { describe, expect, it } from 'vitest';
import { createRandom, tone } from '../../core/audio/random.testing.ts';
import { encodePcm16 } from '../../core/audio/pcm.ts';
import { sayVowel } from '../../core/audio/vowel.testing.ts';
import { createOpusDecoder } from '../../core/opus/opus-codec.ts';
import type { KnownServerEvent } from '../../core/echokit/server-event.ts';
import { createDownlinkAudio, type DownlinkOptions } from './downlink-audio.ts';

const piece = (samples: number) => encodePcm16(tone(300, 16_000, samples, 0.5));

async function segment(options: DownlinkOptions, pieces: readonly Uint8Array[]): Promise<KnownServerEvent[]> {
  const audio = await createDownlinkAudio(options);
  audio.begin();
  const events = [...pieces.flatMap((pcm) => audio.push(pcm)), ...audio.end()];
  audio.close();
  return events;
}

async function samplesOf(events: readonly KnownServerEvent[]): Promise<number> {
  const decoder = await createOpusDecoder();
  let samples = 0;
  for (const event of events) {
    if (!('data' in event) || !(event.data instanceof Uint8Array)) throw new Error(event.event);
    const heard = decoder.decode(event.data);
    if (!heard.ok) throw heard.error;
    samples += heard.value.length;
  }
  decoder.close();
  return samples;
}

const opus = { opus: true, vowel: false, opusLoss: false };

describe('raw PCM', () => {
  it('passes as it is, at most a second at once', async () => {
    const pcm = piece(20_000);
    const events = await segment({ opus: false, vowel: true, opusLoss: true }, [pcm]);
    expect(events.map((event) => 'data' in event && event.data.length)).toEqual([32_000, 8000]);
    expect(events.every(({ event }) => event === 'AudioChunk')).toBe(true);
  });
});

describe('Opus', () => {
  it('loses nothing, and fills up the last packet', async () => {
    const events = await segment(opus, [piece(8000), piece(8000), piece(500)]);
    expect(events).toHaveLength(9);
    expect(await samplesOf(events)).toBe(9 * 1920);
  });

  it('with the bug loses 20 ms of each half second, and short pieces whole', async () => {
    const lossy = { ...opus, opusLoss: true };
    const half = await segment(lossy, [piece(8000)]);
    expect(half).toHaveLength(4);
    expect(await samplesOf(half)).toBe(7680);
    expect(await segment(lossy, [piece(8000), piece(8000), piece(1919)])).toHaveLength(8);
  });

  it('names the vowel of each packet', async () => {
    // Peterson and Barney's mean man, hod.
    const formants = [730, 1090, 2440, 3500, 4500];
    const voice = { formants, pitchHz: 120, levelDb: -20, snrDb: 40, length: 3840 };
    const said = sayVowel(voice, createRandom(1));
    const events = await segment({ ...opus, vowel: true }, [encodePcm16(said), new Uint8Array(7680)]);
    const vowels = events.map((event) => (event.event === 'AudioChunkWithVowel' ? event.vowel : undefined));
    expect(vowels.slice(0, 2)).toEqual([1, 1]);
    expect(vowels.at(-1)).toBe(0);
  });
});
