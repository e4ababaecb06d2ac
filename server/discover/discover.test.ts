import { describe, expect, test } from 'vitest';
import { call, sessionOf, startCompanion, startService, type Service } from '../companion.testing.ts';
import { discover } from './discover.ts';
import type { Probe } from './probes.ts';

/** A service that answers one path as JSON, by one method, and says 404 to the rest. */
const answering = (method: string, path: string, body: unknown): Promise<Service> =>
  startService((incoming, outgoing) => {
    incoming.resume();
    if (incoming.method !== method || incoming.url !== path) outgoing.writeHead(404).end();
    else outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });

const asPort =
  (...calls: Probe['calls']) =>
  ({ port }: Service): Probe => ({ port, calls });

describe('discover', () => {
  test('finds what is there, in the order of the ports', async () => {
    const llm = await answering('GET', '/v1/models', { data: [{ id: 'qwen' }] });
    const vad = await answering('POST', '/v1/audio/vad', { error: 'No audio provided' });
    const tts = await answering('GET', '/v1/audio/speakers', ['cooper']);
    const probes = [asPort('models')(llm), asPort('vad')(vad), asPort('speakers')(tts)];
    const services = await discover(1, probes);
    expect(services).toEqual([
      { port: llm.port, kind: 'llm', url: `${llm.origin}/v1`, models: ['qwen'] },
      { port: vad.port, kind: 'vad', url: `${vad.origin}/v1` },
      { port: tts.port, kind: 'tts', url: `${tts.origin}/v1`, voices: ['cooper'] },
    ]);
  });

  test('one server may be several services', async () => {
    const all = await startService((incoming, outgoing) => {
      outgoing.end(incoming.url === '/v1/models' ? '{"data":["llama","whisper-1"]}' : '["cooper"]');
    });
    const services = await discover(1, [asPort('models', 'speakers')(all)]);
    expect(services.map(({ kind }) => kind)).toEqual(['llm', 'asr', 'tts']);
  });

  test('does not find itself', async () => {
    const self = await answering('GET', '/v1/audio/speakers', ['cooper']);
    expect(await discover(self.port, [asPort('speakers')(self)])).toEqual([]);
  });

  test('does not wait for the silent, follow the evasive, or read the endless', async () => {
    const silent = await startService(() => undefined);
    const evasive = await startService((_incoming, outgoing) =>
      outgoing.writeHead(302, { location: '/v1/other' }).end(),
    );
    const endless = await startService((_incoming, outgoing) => {
      const more = () => {
        while (outgoing.write(`"${'x'.repeat(1000)}",`));
      };
      outgoing.on('drain', more);
      outgoing.write('[');
      more();
    });
    const failing = await startService((_incoming, outgoing) => outgoing.writeHead(500).end('["cooper"]'));
    const probes = [silent, evasive, endless, failing].map(asPort('speakers'));
    expect(await discover(1, probes)).toEqual([]);
  });

  test('finds nothing where nobody listens', async () => {
    expect(await discover(2, [{ port: 1, calls: ['models', 'whisper-cpp'] }])).toEqual([]);
  });
});

test('the page learns of it, and may call only what is listed', async () => {
  const tts = await answering('GET', '/v1/audio/speakers', ['cooper']);
  const companion = await startCompanion({ probes: [asPort('speakers')(tts)] });
  const headers = await sessionOf(companion);
  const answer = await call(companion, '/api/discover', { headers });
  expect(JSON.parse(answer.text)).toMatchObject({ services: [{ kind: 'tts', voices: ['cooper'] }] });
  expect((await call(companion, tts.proxied('/v1/audio/speakers'), { headers })).status).toBe(403);
});
