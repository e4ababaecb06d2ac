import { describe, expect, it } from 'vitest';
import { CompanionError } from '../platform/companion/companion-link.ts';
import { scriptedCompanion } from './companion.testing.ts';
import { createUpstreamBook, listedUpstream } from './upstream-book.ts';

describe('UpstreamBook', () => {
  it('knows that there is no companion', async () => {
    const book = createUpstreamBook(undefined);
    await book.load();
    expect(book.store.getState()).toEqual({ phase: 'no-companion' });
  });

  it('shows what the companion lists, and what a person adds and takes away', async () => {
    const book = createUpstreamBook(scriptedCompanion());
    expect(book.store.getState().phase).toBe('loading');
    await book.load();
    await book.allow('http://nas.local:8080', { allowPrivate: true });
    expect(listedUpstream(book.store.getState(), 'http://nas.local:8080')).toMatchObject({
      source: 'person',
      privateAllowed: true,
      downloadsOnly: false,
    });
    await book.revoke('http://nas.local:8080');
    expect(listedUpstream(book.store.getState(), 'http://nas.local:8080')).toBeUndefined();
  });

  it('finds this computer however it is spelled', async () => {
    const book = createUpstreamBook(scriptedCompanion());
    await book.load();
    expect(listedUpstream(book.store.getState(), 'http://127.0.0.1:9091')).toMatchObject({
      origin: 'http://localhost:9091',
    });
  });

  it('hands on a refusal, and lists nothing more', async () => {
    const link = scriptedCompanion({ allow: () => Promise.reject(new CompanionError('list-full', 'full')) });
    const book = createUpstreamBook(link);
    await book.load();
    const before = book.store.getState();
    await expect(book.allow('https://new.example', { allowPrivate: false })).rejects.toMatchObject({
      code: 'list-full',
    });
    expect(book.store.getState()).toBe(before);
  });

  it('says that what was allowed will be forgotten', async () => {
    const refusal = new CompanionError('state-unwritable', 'disk');
    const book = createUpstreamBook(scriptedCompanion({ allow: () => Promise.reject(refusal) }));
    await book.allow('https://new.example', { allowPrivate: false });
    expect(book.store.getState()).toMatchObject({ phase: 'ready', problem: refusal });
  });

  it('says why there is no list', async () => {
    const failure = new CompanionError('companion-unreachable', 'gone');
    const book = createUpstreamBook(scriptedCompanion({ upstreams: () => Promise.reject(failure) }));
    await book.load();
    expect(book.store.getState()).toEqual({ phase: 'failed', error: failure });
  });
});
