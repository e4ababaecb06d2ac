/**
 * Keys of services, bound to the origin they are for. In memory by default; kept in this browser only by choice, then
 * encrypted with a key that cannot be exported (which guards backups and casual reading, not a script in the page).
 */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

export interface SecretSummary {
  readonly origin: string;
  /** Last four characters, for recognising it. */
  readonly ending: string;
  readonly kept: boolean;
}

export interface SecretStore {
  /** Keys for the conversation worker, by origin. */
  all(): Readonly<Record<string, string>>;
  list(): readonly SecretSummary[];
  /** @param origin of the service's URL @param keep also across visits */
  set(origin: string, secret: string, keep: boolean): Promise<void>;
  forget(origin: string): Promise<void>;
  forgetAll(): Promise<void>;
  subscribe(listener: () => void): () => void;
}

/** Where kept keys rest. The real one is IndexedDB; tests use a map. */
export interface SecretVault {
  load(): Promise<ReadonlyMap<string, string>>;
  put(origin: string, secret: string): Promise<void>;
  delete(origin: string): Promise<void>;
  clear(): Promise<void>;
}

interface Entry {
  readonly secret: string;
  readonly kept: boolean;
}

/** Opens the store with what was kept on an earlier visit. A vault that cannot be read gives an empty store. */
export async function createSecretStore(
  vault: SecretVault,
  onVaultError: (cause: unknown) => void,
): Promise<SecretStore> {
  const entries = new Map<string, Entry>();
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  try {
    for (const [origin, secret] of await vault.load()) entries.set(origin, { secret, kept: true });
  } catch (cause) {
    onVaultError(cause);
  }
  return {
    all: () => Object.fromEntries([...entries].map(([origin, { secret }]) => [origin, secret])),
    list: () =>
      [...entries].map(([origin, { secret, kept }]) => ({
        origin,
        ending: secret.length >= 12 ? secret.slice(-4) : '',
        kept,
      })),
    async set(origin, secret, keep) {
      entries.set(origin, { secret, kept: keep });
      tell();
      await (keep ? vault.put(origin, secret) : vault.delete(origin));
    },
    async forget(origin) {
      entries.delete(origin);
      tell();
      await vault.delete(origin);
    },
    async forgetAll() {
      entries.clear();
      tell();
      await vault.clear();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

interface SealedSecret {
  readonly origin: string;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly sealed: ArrayBuffer;
}

interface VaultSchema extends DBSchema {
  sealing: { key: string; value: CryptoKey };
  secrets: { key: string; value: SealedSecret };
}

const sealingKeyName = 'secrets';

async function sealingKey(database: IDBPDatabase<VaultSchema>): Promise<CryptoKey> {
  const known = await database.get('sealing', sealingKeyName);
  if (known) return known;
  const fresh = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
  await database.put('sealing', fresh, sealingKeyName);
  return fresh;
}

/** The vault in IndexedDB. The origin is authenticated with the secret, so a sealed key cannot be moved to another one. */
export function createBrowserVault(): SecretVault {
  const opened = () =>
    openDB<VaultSchema>('echokit-secrets', 1, {
      upgrade(database) {
        database.createObjectStore('sealing');
        database.createObjectStore('secrets', { keyPath: 'origin' });
      },
    });
  let database: Promise<IDBPDatabase<VaultSchema>> | undefined;
  const open = () => (database ??= opened());
  const boundTo = (origin: string) => new TextEncoder().encode(origin);
  return {
    async load() {
      const db = await open();
      const sealed = await db.getAll('secrets');
      if (sealed.length === 0) return new Map();
      const key = await sealingKey(db);
      const secrets = new Map<string, string>();
      for (const { origin, iv, sealed: bytes } of sealed) {
        const opened = await crypto.subtle.decrypt(
          { name: 'AES-GCM', iv, additionalData: boundTo(origin) },
          key,
          bytes,
        );
        secrets.set(origin, new TextDecoder().decode(opened));
      }
      return secrets;
    },
    async put(origin, secret) {
      const db = await open();
      const key = await sealingKey(db);
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const sealed = await crypto.subtle.encrypt(
        { name: 'AES-GCM', iv, additionalData: boundTo(origin) },
        key,
        new TextEncoder().encode(secret),
      );
      await db.put('secrets', { origin, iv, sealed });
    },
    async delete(origin) {
      await (await open()).delete('secrets', origin);
    },
    async clear() {
      const db = await open();
      await db.clear('secrets');
      await db.clear('sealing');
    },
  };
}
