import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { download } from './download.ts';

let server: Server | null = null;

async function serve(listener: RequestListener): Promise<string> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}/model.onnx`;
}

afterEach(async () => {
  const running = server;
  server = null;
  running?.closeAllConnections();
  await new Promise<void>((resolve) => (running ? running.close(() => resolve()) : resolve()));
});

function fetchFrom(url: string, bytes: number, signal = new AbortController().signal) {
  const pieces: number[] = [];
  const result = download({
    url,
    bytes,
    failure: 'model-download-failed',
    replaced: 'model-invalid',
    onBytes: (length) => pieces.push(length),
    signal,
  });
  return { result, pieces };
}

describe('download', () => {
  it('gives the file whole and tells every piece', async () => {
    const file = Uint8Array.from({ length: 300_000 }, (_, i) => i % 251);
    const url = await serve((_, response) => {
      response.write(file.subarray(0, 100_000));
      response.end(file.subarray(100_000));
    });
    const { result, pieces } = fetchFrom(url, file.length);
    expect(Buffer.from(await result).equals(file)).toBe(true);
    expect(pieces.reduce((sum, length) => sum + length)).toBe(file.length);
    expect(pieces.length).toBeGreaterThan(1);
  });

  it('knows a status that is none of success', async () => {
    const url = await serve((_, response) => response.writeHead(404).end('no such file'));
    await expect(fetchFrom(url, 12).result).rejects.toMatchObject({
      code: 'model-download-failed',
      details: { status: 404 },
    });
  });

  it('knows a file cut short, by the host or by the line', async () => {
    const short = await serve((_, response) => response.end('half'));
    await expect(fetchFrom(short, 8).result).rejects.toMatchObject({
      code: 'model-download-failed',
      message: `${short} has 4 bytes, expected 8`,
    });
    server?.close();
    const broken = await serve((request, response) => {
      response.writeHead(200, { 'content-length': '8' });
      response.write('half', () => request.socket.destroy());
    });
    await expect(fetchFrom(broken, 8).result).rejects.toMatchObject({ code: 'model-download-failed' });
  });

  it('knows another file in its place', async () => {
    const url = await serve((_, response) => response.end('<!doctype html><title>Home</title>'));
    await expect(fetchFrom(url, 8).result).rejects.toMatchObject({ code: 'model-invalid' });
  });

  it('knows a host that is not there', async () => {
    const url = await serve(() => undefined);
    const gone = server!;
    await new Promise<void>((resolve) => gone.close(() => resolve()));
    await expect(fetchFrom(url, 8).result).rejects.toMatchObject({ code: 'model-download-failed' });
  });

  it('gives the reason of who aborts it, not an error of its own', async () => {
    const abort = new AbortController();
    const url = await serve((_, response) => {
      response.write('half', () => abort.abort('changed my mind'));
    });
    await expect(fetchFrom(url, 8, abort.signal).result).rejects.toBe('changed my mind');
  });
});
