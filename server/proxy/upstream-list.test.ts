import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../companion.testing.ts';
import { UpstreamList, viewOf, type Upstream } from './upstream-list.ts';
import { emptyUpstreamState, UpstreamFile } from './upstream-store.ts';

const builtIn: Upstream = {
  origin: 'http://localhost:9091',
  name: 'EchoKit LLM',
  source: 'built-in',
  privateAllowed: true,
  headers: {},
};
const configured: Upstream = {
  origin: 'https://api.openai.com',
  name: 'OpenAI',
  source: 'configuration',
  privateAllowed: false,
  headers: { authorization: 'Bearer sk-secret' },
};
const own = 'https://tts.example.com';

const near = { privateAllowed: true, downloadsOnly: false };
const far = { privateAllowed: false, downloadsOnly: false };

let file: UpstreamFile;
let list: UpstreamList;

async function reopened(): Promise<UpstreamList> {
  const state = await file.load();
  if (!state.ok) throw new Error(state.error);
  return new UpstreamList([builtIn, configured], file, state.value);
}

beforeEach(async () => {
  file = new UpstreamFile(join(await temporaryFolder(), 'deep', 'state'));
  list = await reopened();
});

describe('UpstreamList', () => {
  test('starts with what is built in and configured', () => {
    expect(list.all().map(({ origin }) => origin)).toEqual([builtIn.origin, configured.origin]);
    expect(list.find(own)).toBeUndefined();
  });

  test('shows that there is a key, never the key', () => {
    const view = viewOf(configured);
    expect(view).toMatchObject({ keyed: true, revocable: false, source: 'configuration' });
    expect(JSON.stringify(view)).not.toContain('sk-secret');
  });

  test('remembers a confirmed origin over a restart', async () => {
    expect((await list.confirm(own, far)).ok).toBe(true);
    expect(list.find(own)).toMatchObject({
      source: 'person',
      privateAllowed: false,
      name: 'tts.example.com',
    });
    expect((await reopened()).find(own)).toMatchObject({ source: 'person', privateAllowed: false });
  });

  test('a second, knowing confirmation allows private addresses', async () => {
    await list.confirm(own, far);
    await list.confirm(own, near);
    expect((await reopened()).all().filter(({ origin }) => origin === own)).toMatchObject([
      { privateAllowed: true },
    ]);
  });

  test('remembers that an origin is for downloads only, until it is agreed to as a service', async () => {
    await list.confirm(own, { privateAllowed: false, downloadsOnly: true });
    expect((await reopened()).find(own)).toMatchObject({ downloadsOnly: true });
    await list.confirm(own, far);
    expect(list.find(own)).toMatchObject({ downloadsOnly: false });
    await list.confirm(own, { privateAllowed: false, downloadsOnly: true });
    expect((await reopened()).find(own)).toMatchObject({ downloadsOnly: false });
  });

  test('forgets a revoked origin over a restart', async () => {
    await list.confirm(own, near);
    expect((await list.revoke(own)).ok).toBe(true);
    expect(list.find(own)).toBeUndefined();
    expect((await reopened()).find(own)).toBeUndefined();
  });

  test('a built-in origin can be revoked and confirmed again', async () => {
    await list.revoke(builtIn.origin);
    expect((await reopened()).find(builtIn.origin)).toBeUndefined();
    await list.confirm(builtIn.origin, near);
    expect((await reopened()).find(builtIn.origin)).toEqual(builtIn);
  });

  test('what the configuration lists stays', async () => {
    const revoked = await list.revoke(configured.origin);
    expect(!revoked.ok && revoked.error.code).toBe('upstream-configured');
    expect(list.find(configured.origin)).toEqual(configured);
  });

  test('confirming a configured origin keeps its key', async () => {
    await list.confirm(configured.origin, far);
    expect(list.find(configured.origin)).toEqual(configured);
  });

  test('only the configuration can let its own origins lead into the private network', async () => {
    const refused = await list.confirm(configured.origin, near);
    expect(!refused.ok && refused.error.code).toBe('upstream-configured');
    expect(list.find(configured.origin)).toEqual(configured);
  });

  test('revoking cuts what is under way, and only to that origin', async () => {
    await list.confirm(own, near);
    const toOwn = new AbortController();
    const finished = new AbortController();
    const toOther = new AbortController();
    list.track(own, toOwn);
    list.track(own, finished)();
    list.track(builtIn.origin, toOther);
    await list.revoke(own);
    expect([toOwn, finished, toOther].map(({ signal }) => signal.aborted)).toEqual([true, false, false]);
  });

  test('takes 200 confirmed origins and no more', async () => {
    const confirmed = Array.from({ length: 200 }, (_, n) => ({
      origin: `https://h${n}.example`,
      privateAllowed: false,
      downloadsOnly: false,
    }));
    const full = new UpstreamList([], file, { confirmed, revoked: [] });
    const refused = await full.confirm(own, far);
    expect(!refused.ok && refused.error.code).toBe('list-full');
    expect((await full.confirm('https://h7.example', near)).ok).toBe(true);
  });
});

describe('UpstreamFile', () => {
  test('is readable by its owner alone', async () => {
    await list.confirm(own, far);
    expect((await stat(file.path)).mode & 0o077).toBe(0);
  });

  test('many decisions at once leave the last one on disk', async () => {
    const origins = Array.from({ length: 20 }, (_, n) => `https://h${n}.example`);
    await Promise.all(origins.map((origin) => list.confirm(origin, far)));
    const kept = await file.load();
    expect(kept.ok && kept.value.confirmed.map(({ origin }) => origin)).toEqual(origins);
  });

  test.each([
    '{',
    '[]',
    '{"version":2,"confirmed":[],"revoked":[]}',
    '{"version":1,"confirmed":[{"origin":"x"}]}',
  ])('sets an unreadable file aside: %s', async (text) => {
    await file.save(emptyUpstreamState);
    await writeFile(file.path, text);
    const loaded = await file.load();
    expect(!loaded.ok && loaded.error).toContain('.bad');
    expect(await readFile(`${file.path}.bad`, 'utf8')).toBe(text);
    expect(await file.load()).toEqual({ ok: true, value: emptyUpstreamState });
  });

  test('a decision that cannot be written still holds, and says so', async () => {
    const blocked = new UpstreamFile(join(file.path, 'no', 'folder'));
    await file.save(emptyUpstreamState);
    const unlucky = new UpstreamList([], blocked, emptyUpstreamState);
    const kept = await unlucky.confirm(own, far);
    expect(!kept.ok && kept.error.code).toBe('state-unwritable');
    expect(unlucky.find(own)).toBeDefined();
  });
});
