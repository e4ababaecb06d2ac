import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodePcm16 } from '../core/audio/pcm.ts';
import { createServices } from '../simulators/services/create-services.ts';
import type { Services } from '../simulators/services/create-services.ts';
import { speak } from '../simulators/services/tts/voice.ts';
import { holdTalk } from './talk/hold-talk.ts';
import { readTalkOptions } from './talk/talk-options.ts';
import { traceOf } from './talk/trace-file.ts';

let services: Services;
beforeAll(async () => {
  services = await createServices({ port: 0 });
});
afterAll(() => services.close());

describe('talk', () => {
  it('holds a conversation without a browser, and tells how it went', { timeout: 60_000 }, async () => {
    const { url } = services;
    const options = readTalkOptions(
      [
        '--wav',
        'x.wav',
        '--asr',
        url,
        '--llm',
        url,
        '--tts',
        url,
        '--model',
        'quote',
        '--voice',
        'cooper',
        '--text',
        'Good morning.',
      ],
      {},
    );
    const held = await holdTalk(options, { rate: 44_100, pcm: new Float32Array(4410) });
    const { turns } = traceOf(held.turns, held.microphoneAt);
    expect(turns).toHaveLength(1);
    const [turn] = turns;
    expect(turn).toMatchObject({ id: 1, status: 'done', heard: 'Good morning.', interrupted: false });
    expect(turn!.said).toContain('Good morning');
    const names = turn!.spans.map(({ name }) => name);
    expect(names).toContain('turn:llm-first-token');
    expect(names.at(-1)).toBe('turn:total');
    for (const { startMs, endMs } of turn!.spans) expect(endMs).toBeGreaterThan(startMs);

    // The reply begins on the tape as the voice made it; later on a busy machine may leave a gap.
    const piece = held.turns[0]!.reply.pieces[0]!;
    const text = held.turns[0]!.reply.text.slice(piece.start, piece.end);
    const voice = decodePcm16(speak(text, { speaker: 'cooper', sampleRate: held.tapeRate, speed: 1 }));
    const start = held.tape.findIndex((sample) => sample !== 0);
    expect(start).toBeGreaterThan(0);
    const played = held.tape.slice(start, start + 1000);
    expect(Math.max(...played.map((sample, n) => Math.abs(sample - voice[n]!)))).toBeLessThan(1e-4);
  });

  it('reads servers that answer', () => {
    const profileOf = (line: string, environment = {}) => readTalkOptions(line.split(' '), environment);
    expect(profileOf('--wav a --partner echokit --url host:8080/ws --opus').profile.server).toEqual({
      kind: 'echokit',
      url: 'ws://host:8080/ws',
      turnEnd: 'auto',
      opus: true,
      record: false,
    });
    const realtime = profileOf('--wav a --partner realtime --url wss://rt.example/v1/realtime --turns ours', {
      REALTIME_API_KEY: 'k',
    });
    expect(realtime.profile.server).toMatchObject({
      kind: 'realtime',
      dialect: 'openai',
      turnTaking: 'ours',
    });
    expect(realtime.keys).toEqual({ 'https://rt.example': 'k' });
  });
});
