import { describe, expect, it } from 'vitest';
import { parseMultipart } from './multipart.ts';

/** What a browser would send. */
async function encode(form: FormData): Promise<{ type: string; body: Buffer }> {
  const response = new Response(form);
  const type = response.headers.get('content-type') ?? '';
  return { type, body: Buffer.from(await response.arrayBuffer()) };
}

describe('parseMultipart', () => {
  it('reads what FormData writes, bytes and all', async () => {
    const form = new FormData();
    const bytes = Uint8Array.from({ length: 700 }, (_, i) => i & 0xff);
    form.append('file', new Blob([bytes, '\r\n--', bytes], { type: 'audio/wav' }), 'my "audio".wav');
    form.append('prompt', 'Grüße,\r\n世界');
    form.append('empty', '');
    const { type, body } = await encode(form);
    const parts = parseMultipart(type, body);
    expect(parts.ok && parts.value.map(({ name, fileName, type }) => [name, fileName, type])).toEqual([
      ['file', 'my "audio".wav', 'audio/wav'],
      ['prompt', null, 'text/plain'],
      ['empty', null, 'text/plain'],
    ]);
    const [file, prompt, empty] = parts.ok ? parts.value : [];
    expect(file?.bytes.length).toBe(1404);
    expect(prompt?.bytes.toString()).toBe('Grüße,\r\n世界');
    expect(empty?.bytes.length).toBe(0);
  });

  it('accepts a quoted boundary, a preamble and parts without a type', () => {
    const body = Buffer.from(
      'hello\r\n--a b\r\nContent-Disposition: form-data; name=model\r\n\r\nx\r\n--a b--\r\n',
    );
    const parts = parseMultipart('multipart/form-data; boundary="a b"', body);
    expect(parts.ok && parts.value[0]).toMatchObject({ name: 'model', fileName: null });
  });

  it.each([
    ['application/json', '', 'expected multipart/form-data, got application/json'],
    [null, '', 'got no content type'],
    ['multipart/form-data', '', 'no boundary'],
    ['multipart/form-data; boundary=x', 'abc', 'does not contain its boundary'],
    [
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1',
      'middle of a part',
    ],
    ['multipart/form-data; boundary=x', '--x\r\nContent-Type: a/b\r\n\r\n1\r\n--x--', 'has no name'],
  ])('refuses %s %j', (type, body, words) => {
    const parts = parseMultipart(type, Buffer.from(body));
    expect(parts.ok ? '' : parts.error).toContain(words);
  });
});
