import { describe, expect, it } from 'vitest';
import { createOpusEncoder } from '../../core/opus/opus-codec.ts';
import { joinPackets } from '../../core/opus/opus-packet.ts';
import { BoxRig } from './rig.testing.ts';

const sound = (length: number, level = 1000) =>
  Int16Array.from({ length }, (_, n) => Math.round(level * Math.sin(n / 9)));

const chunk = (length: number, vowel = 0) =>
  ({ event: 'AudioChunki16', data: sound(length), vowel }) as const;

async function speaking(version: Parameters<typeof BoxRig.start>[0] = '0.3.2'): Promise<BoxRig> {
  const rig = await BoxRig.start(version);
  rig.wake();
  rig.ask();
  rig.say({ event: 'StartAudio', text: 'one' });
  return rig;
}

describe('speaking', () => {
  it('[B17] begins in any state, Idle as well', async () => {
    const rig = await BoxRig.start();
    rig.say({ event: 'StartAudio', text: 'unasked' });
    rig.say(chunk(1600));
    rig.say({ event: 'EndAudio' });
    rig.pass(200);
    rig.say({ event: 'EndResponse' });
    expect(rig.box.state).toBe('listening');
    expect(rig.played).toMatchObject([{ segment: 1, text: 'unasked', isComplete: true }]);
    expect(rig.box.summary.turns).toBe(0);
  });

  it('[B17] cc hears nothing of a segment before EndVad', async () => {
    const rig = await BoxRig.start('cc');
    rig.wake();
    rig.speak(800);
    expect(rig.box.state).toBe('submitting');
    rig.say({ event: 'StartAudio', text: 'too soon' });
    rig.say(chunk(1600));
    rig.say({ event: 'EndAudio' });
    rig.say({ event: 'EndVad' });
    rig.say({ event: 'StartAudio', text: 'now' });
    rig.say(chunk(1600));
    rig.say({ event: 'EndAudio' });
    rig.pass(200);
    expect(rig.played.map(({ text }) => text)).toEqual(['now']);
    expect(rig.violations).toEqual(['start-audio-ignored']);
  });

  it('[B17] audio outside a segment is dropped, and told once', async () => {
    const rig = await BoxRig.start();
    rig.wake();
    rig.say(chunk(100));
    rig.say(chunk(100));
    expect(rig.violations).toEqual(['audio-outside-speaking']);
    rig.say({ event: 'EndResponse' });
    rig.say(chunk(100));
    expect(rig.violations).toHaveLength(2);
    expect(rig.played).toEqual([]);
  });

  it('[B17] Opus up to 120 ms is played with its vowels, anything else is skipped', async () => {
    const rig = await speaking();
    rig.say(chunk(1600));
    rig.say({ event: 'EndAudio' });
    rig.pass(200);
    const encoder = await createOpusEncoder('voip');
    rig.say({ event: 'StartAudio', text: 'two' });
    const packets = [1920, 960].map((size) => encoder.encode(sound(size, 8000)));
    rig.say({ event: 'AudioChunkWithVowel', data: packets[0]!, vowel: 3 });
    rig.say({ event: 'AudioChunkWithVowel', data: joinPackets(packets[0]!, packets[0]!), vowel: 1 });
    rig.say({ event: 'AudioChunk', data: Uint8Array.of(255, 255, 255) });
    rig.say({ event: 'AudioChunkWithVowel', data: packets[1]!, vowel: 5 });
    rig.say({ event: 'EndAudio' });
    rig.pass(200);
    encoder.close();
    const played = rig.played.at(-1)!;
    expect(played.samples).toHaveLength(1920 + 960);
    expect(played.vowels).toEqual([
      { from: 0, vowel: 3 },
      { from: 1920, vowel: 5 },
    ]);
    expect(Math.max(...played.samples)).toBeGreaterThan(4000);
    expect(rig.violations).toEqual(['packet-undecodable', 'packet-undecodable']);
  });

  it('0.2.1 takes raw samples, odd bytes cut off, and hears no other kind', async () => {
    const rig = await speaking('0.2.1');
    rig.say({ event: 'AudioChunk', data: Uint8Array.of(1, 0, 255, 255, 7) });
    rig.say(chunk(100));
    rig.say({ event: 'EndAudio' });
    rig.pass(10);
    expect([...rig.played.at(-1)!.samples]).toEqual([1, -1]);
    expect(rig.violations).toEqual(['audio-unknown-to-box']);
  });

  it('[B18] after EndAudio nothing is read until it was played, but K0 counts', async () => {
    const rig = await speaking();
    rig.say(chunk(16_000));
    rig.say({ event: 'EndAudio' });
    rig.say({ event: 'StartAudio', text: 'two' });
    rig.say({ event: 'EndResponse' });
    rig.pass(990);
    expect(rig.received('StartAudio')).toHaveLength(1);
    rig.pass(20);
    expect(rig.received('StartAudio')).toHaveLength(2);
    expect(rig.box.state).toBe('listening');
    expect(rig.box.summary.turns).toBe(1);
  });

  it('[B18] a segment without sound is over at once', async () => {
    const rig = await speaking();
    rig.say({ event: 'EndAudio' });
    rig.say({ event: 'EndResponse' });
    expect(rig.box.state).toBe('listening');
    expect(rig.played).toMatchObject([{ text: 'one', isComplete: true }]);
  });

  it('[B19] a fast server is played as it sends, a slow one only segment by segment', async () => {
    const rig = await speaking();
    for (let n = 0; n < 4; n += 1) {
      rig.pass(50);
      rig.say(chunk(1600, 1));
    }
    rig.say({ event: 'EndAudio' }); // 200 ms for 400 ms: 0.5
    expect(rig.box.state).toBe('speaking');
    expect(rig.screen).toBe('[0.50x]|Speaking...');
    rig.pass(500);
    expect(rig.played.at(-1)).toMatchObject({ vowels: [] }); // measured, so held

    const flow = rig.paced(3, 200);
    expect(flow).toMatchObject({ vowels: [{ vowel: 2 }, { vowel: 2 }, { vowel: 2 }] });
    expect(flow.startedAt).toBeLessThan(rig.clock.now() - 500); // long before its EndAudio
    rig.say({ event: 'EndResponse' });

    rig.pass(15_100);
    rig.ask();
    const slow = rig.paced(3, 200); // measured anew: 2.0
    expect(slow).toMatchObject({ vowels: [] });
    expect(rig.screen).toBe('[2.00x]|Speaking...');
    expect(rig.paced(3, 10)).toMatchObject({ vowels: [] });
    rig.say({ event: 'EndResponse' });

    rig.pass(1000);
    rig.ask();
    expect(rig.paced(3, 10)).toMatchObject({ vowels: [] }); // not due yet
    rig.say({ event: 'EndResponse' });
    rig.pass(15_000);
    rig.ask();
    rig.paced(3, 10);
    expect(rig.paced(3, 10).vowels).toHaveLength(3);
  });

  it('[B20] a voice interrupts after 0.6 s, once K0 was held', async () => {
    const rig = await speaking();
    rig.say(chunk(160_000));
    rig.say({ event: 'EndAudio' });
    rig.speak(3000);
    expect(rig.box.state).toBe('speaking');
    rig.pass(1500);
    rig.box.press('k0-long');
    rig.speakChunks(18);
    expect(rig.box.state).toBe('speaking');
    rig.pass(1500); // that was one stretch of speech; a new one counts from nought
    rig.speakChunks(18);
    expect(rig.sockets).toHaveLength(2);
    rig.speakChunks(1);
    expect(rig.box.state).toBe('listening');
    expect(rig.server.query).toContain('reconnect=true');
    expect(rig.commands).toEqual(['StartChat']);
    expect(rig.frames).toEqual([9728]);
    expect(rig.played.at(-1)).toMatchObject({ isComplete: false });
    expect(rig.box.summary).toMatchObject({ interrupts: 1, reboots: 0 });
    expect(rig.box.isTurnOpen).toBe(true);
    rig.pass(512);
    expect(rig.frames).toEqual([9728, 8192]);
  });

  it('[B20] cc: after 0.5 s, into Submitting', async () => {
    const rig = await speaking('cc');
    rig.box.press('k0-long');
    rig.speakChunks(16);
    expect(rig.box.state).toBe('submitting');
    expect(rig.frames).toEqual([8192]);
  });

  it('[B20] held twice it is off again', async () => {
    const rig = await speaking();
    rig.box.press('k0-long');
    rig.box.press('k0-long');
    rig.speak(5000);
    expect(rig.box.state).toBe('speaking');
  });

  it('[B21] EndVad counts while it listens or speaks, EndResponse everywhere', async () => {
    const rig = await BoxRig.start();
    rig.say({ event: 'EndVad' });
    expect(rig.box.state).toBe('idle');
    rig.say({ event: 'EndResponse' });
    expect(rig.box.state).toBe('listening');
    rig.say({ event: 'StartAudio', text: '' });
    rig.say({ event: 'EndVad' });
    expect(rig.box.state).toBe('waiting');
    rig.say({ event: 'EndAudio' });
    expect(rig.box.state).toBe('waiting');
    const strict = await BoxRig.start('cc');
    strict.say({ event: 'EndResponse' });
    expect(strict.box.state).toBe('idle');
    strict.wake();
    strict.say({ event: 'EndVad' });
    expect(strict.box.state).toBe('listening');
    expect([...rig.violations, ...strict.violations]).toEqual([]);
  });
});
