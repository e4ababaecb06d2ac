import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeWav } from '../../core/audio/wav.ts';
import { createServices } from './create-services.ts';
import type { Services, ServicesOptions } from './create-services.ts';
import { excerpt, spoken } from './recogniser/known-speech.testing.ts';
import {
  chatBody,
  lastEntry,
  postJson,
  transcribe,
  transcriptionForm,
  utteranceWav,
} from './services.testing.ts';

let services: Services;
beforeEach(async () => (services = await createServices({ fault: 'llm:status=429' })));
afterEach(() => services.close());

const admin = async (path: string, init?: RequestInit): Promise<Response> => fetch(services.url + path, init);
const control = (change: unknown) => postJson(services, '/_control', change);

describe('/_log', () => {
  it('shows every request but those to itself, and can be emptied', async () => {
    await admin('/v1/models', { headers: { origin: 'http://page.example', authorization: 'Bearer sk-1' } });
    await admin('/_control');
    const text = await (await admin('/_log')).text();
    expect(JSON.parse(text)).toMatchObject([
      {
        n: 1,
        route: 'models',
        path: '/v1/models',
        status: 200,
        headers: { origin: 'http://page.example', authorization: true, contentType: null },
        aborted: false,
      },
    ]);
    expect(text).not.toContain('sk-1');
    expect((await admin('/_log', { method: 'DELETE' })).status).toBe(204);
    expect(await (await admin('/_log')).json()).toEqual([]);
    await admin('/v1/models');
    expect((await lastEntry(services)).n).toBe(2);
  });

  it('orders the instants of a request', async () => {
    await (await admin('/v1/models')).text();
    const { at } = await lastEntry(services);
    const instants = [at.headers, at.lastByte!, at.firstByteOut!, at.end!];
    expect(instants.toSorted((a, b) => a - b)).toEqual(instants);
    expect(Math.abs(at.headers - Date.now())).toBeLessThan(60_000);
  });

  it('has no recording of a request that sent none', async () => {
    expect((await admin('/_log/77.wav')).status).toBe(404);
  });
});

describe('/_control', () => {
  it('changes what is named, and goes back to the start', async () => {
    const changed = await control({ fault: 'asr:hang', ttsDelayMs: 120 });
    expect(await changed.json()).toMatchObject({ fault: 'asr:hang', ttsDelayMs: 120, asrDelayMs: 0 });
    expect((await postJson(services, '/v1/chat/completions', chatBody('Hi.'))).status).toBe(200);
    const reset = await admin('/_control', { method: 'DELETE' });
    expect(await reset.json()).toMatchObject({ fault: 'llm:status=429', ttsDelayMs: 0 });
    expect((await postJson(services, '/v1/chat/completions', chatBody('Hi.'))).status).toBe(429);
  });

  it('says what it does not understand', async () => {
    const refused = await control({ fault: 'asr:explode' });
    expect([refused.status, await refused.text()]).toEqual([
      400,
      expect.stringContaining('kind must be one of'),
    ]);
    const broken = await admin('/_control', { method: 'POST', body: '{' });
    expect(broken.status).toBe(400);
    expect((await admin('/_nothing')).status).toBe(404);
  });
});

describe('CORS', () => {
  const origin = 'http://page.example';
  const preflight = (path = '/v1/chat/completions') =>
    admin(path, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });

  it('is open, and names Authorization', async () => {
    const answer = await preflight();
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-allow-headers')).toBe('Authorization, Content-Type, *');
    expect(answer.headers.get('access-control-allow-methods')).toContain('POST');
    const models = await admin('/v1/models', { headers: { origin } });
    expect(models.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('can be strict, off, or fail at OPTIONS', async () => {
    services.control({ fault: 'cors=strict' });
    expect((await preflight()).headers.get('access-control-allow-headers')).toBe(
      'Authorization, Content-Type',
    );
    services.control({ fault: 'cors=off' });
    expect((await preflight()).status).toBe(405);
    expect((await admin('/v1/models')).headers.get('access-control-allow-origin')).toBeNull();
    expect((await admin('/_log')).headers.get('access-control-allow-origin')).toBe('*');
    expect((await preflight('/_control')).status).toBe(204);
    services.control({ fault: 'options=500' });
    const failed = await preflight();
    expect([failed.status, failed.headers.get('access-control-allow-origin')]).toEqual([500, null]);
    expect((await admin('/v1/models')).headers.get('access-control-allow-origin')).toBe('*');
  });

  it('can be missing from one error only', async () => {
    services.control({ fault: 'models:status=401,cors=off,times=1' });
    const refused = await admin('/v1/models');
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, null]);
    expect((await admin('/v1/models')).headers.get('access-control-allow-origin')).toBe('*');
  });
});

describe('createServices', () => {
  /** The reason why services do not start; those that do are stopped again. */
  async function refusal(options: ServicesOptions): Promise<string> {
    try {
      await (await createServices(options)).close();
      return 'started';
    } catch (error) {
      return error instanceof Error ? error.message : 'not an error';
    }
  }

  it('refuses options, folders and ports it cannot use', async () => {
    expect(await refusal({ asrDelayMs: -1 })).toContain('asrDelayMs takes milliseconds');
    expect(await refusal({ fault: 'x:hang' })).toContain('target must be one of');
    expect(await refusal({ truth: ['/no/such/folder'] })).toContain('cannot read the folder');
    expect(await refusal({ port: services.port })).toBe(`port ${services.port} on 127.0.0.1 is taken`);
  });

  it('can start without CORS', async () => {
    const closed = await createServices({ cors: false });
    const answer = await fetch(`${closed.url}/v1/models`);
    await closed.close();
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('learns the recordings of a truth folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'truth-'));
    const { recording } = spoken('Hello there.');
    const reversed = recording.pcm.slice(0, 80_000).reverse();
    writeFileSync(join(folder, 'back.wav'), encodeWav(reversed, 16_000));
    const truth = {
      file: 'back.wav',
      sampleRate: 16_000,
      utterances: [{ start: 24_000, end: 48_000, text: 'Back.' }],
    };
    writeFileSync(join(folder, 'back.truth.json'), JSON.stringify(truth));
    const taught = await createServices({ truth: [folder] });
    const hear = async (pcm: Float32Array): Promise<unknown> => {
      const response = await transcribe(taught, transcriptionForm(encodeWav(pcm, 16_000)));
      return response.json();
    };
    const heard = [await hear(reversed), await hear(excerpt(spoken('Hello there.'), 200, 200))];
    await taught.close();
    rmSync(folder, { recursive: true });
    expect(heard).toEqual([{ text: 'Back.' }, { text: 'Hello there.' }]);
    expect(
      await (await transcribe(services, transcriptionForm(utteranceWav('Hello there.')))).json(),
    ).toEqual({
      text: expect.stringContaining('Hello there.'),
    });
  });
});
