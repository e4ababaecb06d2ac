import { describe, expect, it } from 'vitest';
import { encodeDataRequest, encodeRequest, op, openAnswer, parseAnswer, words } from './commands.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const frame = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));

describe('requests', () => {
  it('have direction, op, length and checksum before their data', () => {
    expect(hex(encodeRequest(op.readRegister, words(0x4000_1000)))).toBe(
      '000a0400000000000010 0040'.replace(' ', ''),
    );
  });

  it('with data are checked over the payload alone', () => {
    const encoded = encodeDataRequest(op.deflateData, Uint8Array.of(1, 2, 4), 5);
    expect(hex(encoded)).toBe(
      '00111300' + 'e8000000' + '03000000' + '05000000' + '0000000000000000' + '010204',
    );
  });
});

describe('answers', () => {
  it('of a stub end in 2 status bytes, of the ROM in 4', () => {
    for (const status of ['0000', '00000000']) {
      const length = (4 + status.length / 2).toString(16).padStart(2, '0');
      const answer = parseAnswer(frame(`01 0a ${length}00 2a000000 11223344 ${status}`))!;
      expect(answer).toMatchObject({ op: 0x0a, value: 42 });
      expect(openAnswer(answer, 4)).toEqual({ ok: true, value: frame('11223344') });
    }
  });

  it('may be refusals, without the data that was asked for', () => {
    const refused = (body: string, dataBytes: number) =>
      openAnswer({ op: 0x13, value: 0, body: frame(body) }, dataBytes);
    expect(refused('0107', 0)).toMatchObject({ error: { reason: 'bad checksum', status: 7, damaged: true } });
    expect(refused('c100', 0)).toMatchObject({ error: { reason: 'bad checksum', damaged: true } });
    expect(refused('01080000', 16)).toMatchObject({
      error: { reason: 'flash write failed', damaged: false },
    });
    expect(refused('0000', 16)).toMatchObject({ error: { reason: 'answer too short', damaged: true } });
    expect(refused('', 0)).toMatchObject({ ok: false });
  });

  it('are told from what is none', () => {
    for (const text of ['', '01', '000a0400 00000000 0000', '010a0500 00000000 0000', '4920283130292074'])
      expect(parseAnswer(frame(text))).toBeUndefined();
  });
});
