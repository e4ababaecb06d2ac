import { afterAll, describe, expect, test } from 'vitest';
import { decodePcm16 } from '../../../core/audio/pcm.ts';
import { decodeServerEvent } from '../../../core/echokit/decode-server-event.ts';
import type { ServerEvent } from '../../../core/echokit/server-event.ts';
import { createOpusDecoder } from '../../../core/opus/opus-codec.ts';
import { BuiltInVoice } from '../../voice/built-in-voice.ts';
import type { SpokenNotice } from '../hub/hub-api.ts';
import { createSpeakNotice, type NoticeParts } from './spoken-notices.ts';

const voice = new BuiltInVoice();
afterAll(() => voice.close());

const speaker = (parts: Partial<NoticeParts> = {}) => {
  const log: string[] = [];
  const speak = createSpeakNotice({
    voice,
    languages: ['en', 'zh'],
    log: (line) => log.push(line),
    ...parts,
  });
  return { speak, log };
};

const eventsOf = ({ audio }: SpokenNotice): readonly ServerEvent[] =>
  audio.map((bytes) => {
    const event = decodeServerEvent(bytes);
    if (!event.ok) throw event.error;
    return event.value;
  });

const loudness = (samples: Float32Array) =>
  Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);

describe('a notice', () => {
  test('is raw samples for a box that knows no Opus', async () => {
    const { speak } = speaker();
    const notice = await speak('no-tab', { opus: false, vowel: false });
    expect(notice.text).toBe('Please open the relay page. 请打开中继页面。');
    const chunks = eventsOf(notice).map((event) => {
      if (event.event !== 'AudioChunk' || 'unknown' in event) throw new Error(event.event);
      expect(event.data.length).toBeLessThanOrEqual(32_000);
      return event.data;
    });
    const samples = decodePcm16(Buffer.concat(chunks));
    expect(samples.length).toBeGreaterThan(2 * 16_000);
    expect(samples.length).toBeLessThan(10 * 16_000);
    expect(loudness(samples)).toBeGreaterThan(0.01);
  });

  test('is packets with mouth shapes for a box that wants them', async () => {
    const { speak } = speaker({ languages: ['en'] });
    const notice = await speak('no-answer', { opus: true, vowel: true });
    expect(notice.text).toBe('The relay page does not answer.');
    const decoder = await createOpusDecoder();
    const vowels = new Set<number>();
    let energy = 0;
    for (const event of eventsOf(notice)) {
      if (event.event !== 'AudioChunkWithVowel' || 'unknown' in event) throw new Error(event.event);
      const samples = decoder.decode(event.data);
      if (!samples.ok) throw samples.error;
      expect(samples.value.length).toBe(960);
      vowels.add(event.vowel);
      energy += samples.value.reduce((sum, x) => sum + x * x, 0);
    }
    decoder.close();
    expect(vowels.size).toBeGreaterThan(2);
    expect(energy).toBeGreaterThan(0);
  });

  test('is packets alone for a box that wants no shapes', async () => {
    const { speak } = speaker({ languages: ['zh'] });
    const notice = await speak('unreachable', { opus: true, vowel: false });
    expect(notice.text).toBe('无法连接服务器。');
    expect(new Set(eventsOf(notice).map(({ event }) => event))).toEqual(new Set(['AudioChunk']));
  });

  test('is said once, however many boxes hear it', async () => {
    let orders = 0;
    const counting: NoticeParts['voice'] = {
      voices: () => voice.voices(),
      speak: (order, signal) => {
        orders += 1;
        return voice.speak(order, signal);
      },
    };
    const { speak } = speaker({ voice: counting });
    const wishes = Array.from({ length: 20 }, (_, n) => speak('no-tab', { opus: n % 2 === 0, vowel: false }));
    const notices = await Promise.all(wishes);
    expect(orders).toBe(2);
    expect(new Set(notices.map(({ audio }) => audio)).size).toBe(2);
  });

  test('is shown at least where there is no voice, and tried again', async () => {
    let works = false;
    const failing: NoticeParts['voice'] = {
      voices: () => (works ? voice.voices() : Promise.reject(new Error('the built-in voice broke down'))),
      speak: (order, signal) => voice.speak(order, signal),
    };
    const { speak, log } = speaker({ voice: failing, languages: ['en'] });
    const format = { opus: false, vowel: false };
    expect(await speak('no-tab', format)).toEqual({ text: 'Please open the relay page.', audio: [] });
    expect(log).toEqual([
      'a box is shown "Please open the relay page." but not told: the built-in voice broke down',
    ]);
    works = true;
    expect((await speak('no-tab', format)).audio.length).toBeGreaterThan(1);
  });
});
