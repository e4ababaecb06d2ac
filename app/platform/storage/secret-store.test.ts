import { describe, expect, it } from 'vitest';
import { createSecretStore, type SecretVault } from './secret-store.ts';

function memoryVault(): SecretVault & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    load: () => Promise.resolve(new Map(kept)),
    put: (origin, secret) => Promise.resolve(void kept.set(origin, secret)),
    delete: (origin) => Promise.resolve(void kept.delete(origin)),
    clear: () => Promise.resolve(kept.clear()),
  };
}

const unexpected = (cause: unknown) => {
  throw cause;
};

describe('secret store', () => {
  it('keeps a key in memory only, unless asked to keep it', async () => {
    const vault = memoryVault();
    const store = await createSecretStore(vault, unexpected);
    await store.set('https://api.example', 'sk-0123456789abcd', false);
    expect(store.all()).toEqual({ 'https://api.example': 'sk-0123456789abcd' });
    expect(vault.kept.size).toBe(0);
  });

  it('brings kept keys back on the next visit and shows only their ending', async () => {
    const vault = memoryVault();
    await (await createSecretStore(vault, unexpected)).set('https://api.example', 'sk-0123456789abcd', true);
    const next = await createSecretStore(vault, unexpected);
    expect(next.list()).toEqual([{ origin: 'https://api.example', ending: 'abcd', kept: true }]);
  });

  it('shows nothing of a short key', async () => {
    const store = await createSecretStore(memoryVault(), unexpected);
    await store.set('http://localhost:1', 'tiny', false);
    expect(store.list()[0]?.ending).toBe('');
  });

  it('stops keeping a key that is set again for this visit only', async () => {
    const vault = memoryVault();
    const store = await createSecretStore(vault, unexpected);
    await store.set('https://api.example', 'sk-0123456789abcd', true);
    await store.set('https://api.example', 'sk-0123456789efgh', false);
    expect(vault.kept.size).toBe(0);
  });

  it('forgets one and all, in memory and in the vault', async () => {
    const vault = memoryVault();
    const store = await createSecretStore(vault, unexpected);
    await store.set('https://a.example', 'sk-0123456789abcd', true);
    await store.set('https://b.example', 'sk-0123456789abcd', true);
    await store.forget('https://a.example');
    expect([...vault.kept.keys()]).toEqual(['https://b.example']);
    await store.forgetAll();
    expect(store.list()).toEqual([]);
    expect(vault.kept.size).toBe(0);
  });

  it('opens empty and reports when the vault cannot be read', async () => {
    const reported: unknown[] = [];
    const broken = { ...memoryVault(), load: () => Promise.reject(new Error('no database')) };
    const store = await createSecretStore(broken, (cause) => reported.push(cause));
    expect(store.list()).toEqual([]);
    expect(reported).toHaveLength(1);
  });
});
