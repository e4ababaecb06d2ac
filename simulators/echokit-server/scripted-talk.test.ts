import { afterEach, describe, expect, it } from 'vitest';
import { createEchokitServer, type EchokitServer } from './create-echokit-server.ts';
import { connect, hex, windows } from './server.testing.ts';

let server: EchokitServer;
afterEach(() => server.close());

const answer = { everyMessages: 3, seconds: 5, heard: 'words', said: 'Said.' };

describe('a scripted server', () => {
  it('answers every so many messages with seconds of sound in one burst', async () => {
    const arrived: string[] = [];
    server = await createEchokitServer({
      answer,
      keepsSent: false,
      onMessage: (message, { id }) => arrived.push(`${id} ${message.length}`),
    });
    const box = await connect(server, 'box', { streamAsr: true });
    for (let n = 0; n < 7; n++) box.hear(windows(16, 0));
    await box.until('EndResponse', 2);
    expect(box.names.slice(0, 3)).toEqual(['EndVad', 'ASR', 'StartAudio']);
    expect(box.count('AudioChunk')).toBe(2 * 10);
    expect(box.sound.length).toBe(2 * 5 * 32_000);
    expect(arrived).toEqual(Array.from({ length: 7 }, () => 'box 16384'));
    expect(server.turns).toBe(2);
    expect(server.connections[0]).toMatchObject({ sent: [], received: { binary: 7, bytes: 7 * 16_384 } });
  });

  it('sends every socket of a kind the same bytes, Opus as well', async () => {
    server = await createEchokitServer({ answer: { ...answer, seconds: 1 } });
    const query = { opus: true, vowel: true };
    const boxes = await Promise.all(['a', 'b'].map((id) => connect(server, id, query)));
    for (const box of boxes) box.say({ event: 'Submit' });
    await Promise.all(boxes.map((box) => box.until('EndResponse')));
    const [first, second] = boxes.map(({ messages }) => messages.map(hex));
    expect(first).toEqual(second);
    expect(server.connections[0]!.sent.map(hex)).toEqual(first);
    expect(boxes[0]!.names).not.toContain('EndVad');
    expect(boxes[0]!.count('AudioChunkWithVowel')).toBe(9);
  });

  it('lets the newest socket win as well', async () => {
    server = await createEchokitServer({ answer });
    const box = await connect(server, 'box');
    await connect(server, 'box', { reconnect: true });
    expect(await box.closed).toBe(1006);
    expect(box.names).toEqual(['EndResponse']);
  });

  it('knows the faults that have a number, and no others', async () => {
    server = await createEchokitServer({ answer, faults: ['restart@2'] });
    const box = await connect(server, 'box');
    for (let n = 0; n < 2; n++) box.say({ event: 'Submit' });
    expect(await box.closed).toBe(1006);
    expect(box.count('EndResponse')).toBe(2);
    const absurd = createEchokitServer({ answer, faults: ['no-endvad'] });
    await expect(absurd).rejects.toThrow('fault "no-endvad" has no use with a scripted answer');
  });
});
