import { describe, expect, it } from 'vitest';
import { jsonReply, streamReply, utf8 } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import { applyFaults } from './apply-faults.ts';

const bodyOf = (reply: Reply): Uint8Array => Buffer.concat(reply.parts.map(({ bytes }) => bytes));
const textOf = (reply: Reply): string => Buffer.from(bodyOf(reply)).toString();
const lengthsOf = (reply: Reply): number[] => reply.parts.map(({ bytes }) => bytes.length);

const stream = streamReply('audio/pcm', [
  { atMs: 0, bytes: utf8('abcdef') },
  { atMs: 10, bytes: utf8('ghij') },
  { atMs: 20, bytes: utf8('klmnop') },
]);

describe('applyFaults', () => {
  it('leaves an answer alone without faults, and with those that are for its maker', () => {
    expect(applyFaults(stream, [])).toBe(stream);
    expect(applyFaults(stream, [{ kind: 'no-done' }, { kind: 'delay', ms: 3 }])).toBe(stream);
  });

  it('cuts after a share of the bytes, keeping the length that was promised', () => {
    const cut = applyFaults(stream, [{ kind: 'cut', share: 0.5 }]);
    expect(textOf(cut)).toBe('abcdefgh');
    expect(cut.ending).toBe('cut');
    const json = applyFaults(jsonReply({ text: 'words' }), [{ kind: 'cut', share: 0.5 }]);
    expect(Number(json.headers['content-length'])).toBe(16);
    expect(bodyOf(json).length).toBe(8);
  });

  it('cuts at nothing, stalls, hangs', () => {
    expect(applyFaults(stream, [{ kind: 'cut', share: 0 }])).toMatchObject({ parts: [], ending: 'cut' });
    const stalled = applyFaults(stream, [{ kind: 'stall', share: 0.75 }]);
    expect([textOf(stalled), stalled.ending]).toEqual(['abcdefghijkl', 'stall']);
    expect(applyFaults(stream, [{ kind: 'hang' }])).toMatchObject({ parts: [], ending: 'hang' });
  });

  it('drips at the rate asked for, whole in the end', () => {
    const slow = applyFaults(stream, [{ kind: 'drip', bytesPerSecond: 4 }]);
    expect(lengthsOf(slow)).toEqual(Array.from({ length: 16 }, () => 1));
    expect(slow.parts.at(-1)?.atMs).toBe(3750);
    const faster = applyFaults(stream, [{ kind: 'drip', bytesPerSecond: 100 }]);
    expect(lengthsOf(faster)).toEqual([5, 5, 5, 1]);
    expect(textOf(faster)).toBe('abcdefghijklmnop');
  });

  it('makes every chunk odd without losing a byte', () => {
    const odd = applyFaults(stream, [{ kind: 'odd' }]);
    expect(lengthsOf(odd).every((length) => length % 2 === 1)).toBe(true);
    expect(textOf(odd)).toBe('abcdefghijklmnop');
  });

  it('writes every byte on its own', () => {
    const bytes = applyFaults(stream, [{ kind: 'bytes' }]);
    expect(new Set(lengthsOf(bytes))).toEqual(new Set([1]));
    expect(textOf(bytes)).toBe('abcdefghijklmnop');
  });

  it('answers with an error in every shape that servers use', () => {
    const bodies = (['json', 'text', 'html', 'array', 'detail', 'empty'] as const).map((body) => {
      const reply = applyFaults(stream, [{ kind: 'status', status: 503, body }]);
      expect(reply.status).toBe(503);
      return textOf(reply);
    });
    expect(JSON.parse(bodies[0]!)).toMatchObject({ error: { type: 'server_error' } });
    expect(bodies[1]).toMatch(/^503: /);
    expect(bodies[2]).toMatch(/^<!doctype html>/);
    expect(JSON.parse(bodies[3]!)).toMatchObject([{ error: { code: 503 } }]);
    expect(JSON.parse(bodies[4]!)).toHaveProperty('detail');
    expect(bodies[5]).toBe('');
  });

  it('spoils the content but neither status nor type', () => {
    const noise = applyFaults(stream, [{ kind: 'garbage' }]);
    expect(noise).toMatchObject({ status: 200, headers: { 'content-type': 'audio/pcm' } });
    expect(textOf(noise)).not.toContain('abc');
    const events = textOf(applyFaults(streamReply('text/event-stream', []), [{ kind: 'garbage' }]));
    for (const line of events.trim().split('\n\n')) {
      expect(() => JSON.parse(line.slice('data: '.length)) as unknown).toThrow();
    }
    expect(applyFaults(stream, [{ kind: 'empty' }])).toMatchObject({ status: 200, parts: [] });
    const page = applyFaults(stream, [{ kind: 'html' }]);
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
  });
});
