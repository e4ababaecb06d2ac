import { describe, expect, it } from 'vitest';
import { BoxRig } from './rig.testing.ts';

/** First sample of each audio frame, as the rig counts while somebody speaks; 0 is silence. */
const firstSamples = (rig: BoxRig): number[] =>
  rig.heard.flatMap((one) =>
    one instanceof Uint8Array ? [new DataView(one.buffer, one.byteOffset).getInt16(0, true)] : [],
  );

describe('listening', () => {
  it('[B11] three voiced chunks are nothing, four are speech', async () => {
    const rig = await BoxRig.start();
    rig.wake();
    rig.pass(600);
    rig.speakChunks(3);
    rig.pass(3000);
    expect(rig.heard).toEqual([]);
    rig.speakChunks(4);
    expect(rig.commands).toEqual(['StartChat']);
  });

  it('[B12] [B13] pre-roll is 16 chunks with the onset in them; then all flows, quiet or not', async () => {
    const rig = await BoxRig.start();
    rig.wake();
    rig.pass(1000);
    rig.speakChunks(4);
    expect(rig.heard[0]).toEqual({ event: 'StartChat' });
    const preRoll = new Int16Array((rig.heard[1] as Uint8Array).slice().buffer);
    expect(preRoll).toHaveLength(8192);
    expect(preRoll.subarray(0, 12 * 512).every((sample) => sample === 0)).toBe(true);
    expect(preRoll.subarray(12 * 512)).toEqual(Int16Array.from({ length: 2048 }, (_, n) => n + 1));
    rig.pass(512 * 6 + 100);
    expect(rig.frames).toEqual(new Array(7).fill(8192));
    expect(rig.commands).toEqual(['StartChat']);
  });

  it('[B13] the tail below 8,192 samples is never sent', async () => {
    const rig = await BoxRig.start();
    rig.wake();
    rig.pass(600);
    rig.speak(900);
    const { length } = rig.frames;
    rig.say({ event: 'EndVad' });
    rig.pass(2000);
    rig.say({ event: 'EndResponse' });
    rig.pass(2000);
    expect(rig.frames).toHaveLength(length);
    rig.speak(600);
    expect(rig.commands).toEqual(['StartChat', 'StartChat']);
    // The next utterance begins with its own pre-roll, not with what was left.
    expect(firstSamples(rig).slice(length)[0]).toBe(0);
  });

  it('[B11] what was said before it listened is not sent', async () => {
    const rig = await BoxRig.start();
    rig.isVoiced = true;
    rig.pass(500);
    rig.wake();
    rig.pass(600);
    rig.isVoiced = false;
    // It listened from 701 ms on: 21 chunks had passed.
    expect(firstSamples(rig)[0]).toBe(21 * 512 + 1);
    expect(rig.commands).toEqual(['StartChat']);
  });

  it('[B14] 10 s without ASR, and it starts again on the same socket', async () => {
    const rig = await BoxRig.start();
    rig.wake();
    rig.speak(1000);
    rig.pass(9900);
    expect(rig.violations).toEqual(['no-asr']);
    expect(rig.box).toMatchObject({ state: 'listening', isTurnOpen: false, unendedTurns: 1 });
    const { length } = rig.frames;
    rig.pass(5000);
    expect(rig.frames).toHaveLength(length);
    rig.speak(1000);
    expect(rig.commands).toEqual(['StartChat', 'StartChat']);
    expect(rig.sockets).toHaveLength(2);
  });

  it('[B14] one ASR switches that off', async () => {
    const rig = await BoxRig.start();
    rig.wake();
    rig.speak(1000);
    rig.say({ event: 'ASR', text: 'so' });
    rig.pass(60_000);
    expect(rig.box.state).toBe('listening');
    expect(rig.box.isTurnOpen).toBe(true);
    expect(rig.violations).toEqual([]);
    expect(rig.frames.length).toBeGreaterThan(110);
  });

  it('[B15] 5 min of nothing is a Close and Idle; any event begins them anew', async () => {
    const rig = await BoxRig.start();
    rig.wake();
    rig.pass(299_000);
    rig.say({ event: 'Action', action: 'here' });
    rig.pass(299_000);
    expect(rig.box.state).toBe('listening');
    rig.pass(2000);
    expect(rig.box.state).toBe('idle');
    expect(rig.closes[1]).toBe(1005);
    rig.wake();
    expect(rig.box.state).toBe('listening');
  });

  it.each(['0.3.0', '0.2.1'] as const)('[B16] %s submits by itself, tail first', async (version) => {
    const rig = await BoxRig.start(version);
    expect(rig.server.query).toBe(version === '0.2.1' ? '' : 'opus=true&vowel=true');
    rig.wake();
    rig.pass(600);
    rig.speak(1000);
    expect(rig.commands).toEqual(['StartChat']);
    rig.pass(1100);
    expect(rig.commands).toEqual(['StartChat', 'Submit']);
    expect(rig.heard.at(-1)).toEqual({ event: 'Submit' });
    // 12 chunks of pre-roll before the voice's first 4, 1 s of voice, 1024 ms of silence till its end.
    const sum = rig.frames.reduce((all, one) => all + one, 0);
    expect(sum).toBe((12 + 31 + 32) * 512);
    expect(rig.frames.slice(0, -1).every((one) => one === 8192)).toBe(true);
    expect(rig.box.state).toBe('waiting');
  });

  it('[B16] old boxes give nothing up', async () => {
    const rig = await BoxRig.start('0.3.0');
    rig.wake();
    rig.speak(15_000);
    rig.pass(1100);
    expect(rig.commands).toEqual(['StartChat', 'Submit']);
    expect(rig.violations).toEqual([]);
  });
});
