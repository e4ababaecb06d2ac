import { describe, expect, it } from 'vitest';
import type { CompanionLink, Reach, Upstream } from '../../platform/companion/companion-link.ts';
import { fetchFile, mostBytes, type FetchParts } from './fetch-file.ts';

const firmware = new Uint8Array([0xe9, 1, 2, 3]);
const url = 'https://firmware.example/box.bin';

/** A companion whose list the test sees, before servers that answer what the test says. */
class World {
  readonly asked: string[] = [];
  readonly fetched: string[] = [];
  readonly listed = new Set<string>();
  says = true;
  reach: Reach = 'public';
  /** By what is fetched; a missing one cannot be reached. */
  readonly answers = new Map<string, () => Response>();

  readonly companion = {
    access: { origin: 'http://localhost:9090', session: 's' },
    inspect: (origin: string) =>
      Promise.resolve({
        origin,
        reach: this.reach,
        listed: this.listed.has(origin) ? ({} as Upstream) : null,
      }),
    allow: (origin: string, options: { downloadsOnly?: boolean }) => {
      expect(options.downloadsOnly).toBe(true);
      this.listed.add(origin);
      return Promise.resolve({} as Upstream);
    },
  } as unknown as CompanionLink;

  parts(withCompanion = true): FetchParts {
    return {
      companion: withCompanion ? this.companion : undefined,
      ask: (origin) => {
        this.asked.push(origin);
        return Promise.resolve(this.says);
      },
      send: (input) => {
        const name = (input as string).replace(/\/api\/proxy\/[^/]+/, '/proxy');
        this.fetched.push(name);
        const answer = this.answers.get(name);
        return answer ? Promise.resolve(answer()) : Promise.reject(new TypeError('Failed to fetch'));
      },
    };
  }

  fetch(withCompanion = true) {
    const { signal } = new AbortController();
    return fetchFile(url, this.parts(withCompanion), { signal, onProgress: () => undefined });
  }
}

const proxied = 'http://localhost:9090/proxy/box.bin';
const file = () => new Response(firmware, { headers: { 'content-length': '4' } });
const refusal =
  (code: string, details: object = {}) =>
  () =>
    new Response(JSON.stringify({ error: { code, message: code, ...details } }), {
      status: 502,
      headers: { 'x-echokit-error': code },
    });

describe('fetching a file', () => {
  it('goes straight where the server lets it', async () => {
    const world = new World();
    world.answers.set(url, file);
    expect(await world.fetch()).toEqual({ ok: true, value: firmware });
    expect(world.asked).toEqual([]);
  });

  it('goes through the companion otherwise, which the person is asked about once', async () => {
    const world = new World();
    world.answers.set(proxied, file);
    expect(await world.fetch()).toEqual({ ok: true, value: firmware });
    expect(await world.fetch()).toEqual({ ok: true, value: firmware });
    expect(world.asked).toEqual(['https://firmware.example']);
  });

  it('fetches nothing from where the person said no', async () => {
    const world = new World();
    world.says = false;
    expect(await world.fetch()).toEqual({
      ok: false,
      error: { code: 'not-allowed', detail: 'firmware.example' },
    });
    expect(world.fetched).toEqual([url]);
    expect(world.listed.size).toBe(0);
  });

  it('says that a companion is needed where there is none', async () => {
    expect(await new World().fetch(false)).toEqual({
      ok: false,
      error: { code: 'blocked', detail: 'firmware.example' },
    });
  });

  it('asks about each origin that the file is moved to, and not in circles', async () => {
    const world = new World();
    const moves = ['https://a.example', 'https://b.example'];
    world.answers.set(proxied, () => {
      const next = moves.shift();
      return next === undefined ? file() : refusal('redirect-refused', { location: next })();
    });
    expect(await world.fetch()).toEqual({ ok: true, value: firmware });
    expect(world.asked).toEqual(['https://firmware.example', 'https://a.example', 'https://b.example']);
    world.answers.set(proxied, refusal('redirect-refused', { location: 'https://a.example' }));
    expect(await world.fetch()).toMatchObject({ ok: false, error: { code: 'redirect' } });
  });

  it.each([
    ['status', () => new Response('', { status: 404 })],
    ['too-large', () => new Response('x', { headers: { 'content-length': String(mostBytes + 1) } })],
  ] as const)('says why there is no file: %s', async (code, answer) => {
    const world = new World();
    world.answers.set(url, answer);
    expect(await world.fetch()).toMatchObject({ ok: false, error: { code } });
  });

  it('ends when it is stopped', async () => {
    const control = new AbortController();
    control.abort();
    const options = { signal: control.signal, onProgress: () => undefined };
    const parts = { ...new World().parts(), send: () => Promise.reject(control.signal.reason as Error) };
    expect(await fetchFile(url, parts, options)).toEqual({
      ok: false,
      error: { code: 'stopped', detail: '' },
    });
    expect(await fetchFile('ftp://x', new World().parts(), options)).toMatchObject({
      error: { code: 'bad-address' },
    });
  });
});
