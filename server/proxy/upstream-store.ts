/** Keeps what the person decided about upstreams in one small JSON file. No keys: those are configuration. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { err, ok, type Result } from '../../core/result.ts';
import { ProxyError } from './proxy-error.ts';
import { parseUpstreamOrigin, type UpstreamOrigin } from './upstream-origin.ts';

export interface ConfirmedUpstream {
  readonly origin: UpstreamOrigin;
  readonly privateAllowed: boolean;
  /** Agreed to for fetching files, such as firmware: GET alone, and small. */
  readonly downloadsOnly: boolean;
}

export interface UpstreamState {
  readonly confirmed: readonly ConfirmedUpstream[];
  /** Built-in origins the person took away. */
  readonly revoked: readonly UpstreamOrigin[];
}

export interface UpstreamStore {
  save(state: UpstreamState): Promise<Result<void, ProxyError>>;
}

export const emptyUpstreamState: UpstreamState = { confirmed: [], revoked: [] };

const canonicalOrigin = v.pipe(
  v.string(),
  v.check((text) => {
    const parsed = parseUpstreamOrigin(text);
    return parsed.ok && parsed.value === text;
  }),
);

const stateFile = v.object({
  version: v.literal(1),
  confirmed: v.array(
    v.object({
      origin: canonicalOrigin,
      privateAllowed: v.boolean(),
      downloadsOnly: v.optional(v.boolean(), false),
    }),
  ),
  revoked: v.array(canonicalOrigin),
});

/** Where state is kept unless `ECHOKIT_STATE_DIR` says otherwise: the user's configuration folder. */
export function defaultStateDir(env: Readonly<Record<string, string | undefined>>): string {
  if (env['ECHOKIT_STATE_DIR']) return env['ECHOKIT_STATE_DIR'];
  if (env['APPDATA']) return join(env['APPDATA'], 'echokit-web');
  return join(env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'echokit-web');
}

export class UpstreamFile implements UpstreamStore {
  readonly path: string;
  /** Writes happen one after the other: the last decision is the one on disk. */
  #writing: Promise<unknown> = Promise.resolve();

  constructor(stateDir: string) {
    this.path = join(stateDir, 'upstreams.json');
  }

  /**
   * @returns the state on disk (none yet: the empty state), or why it cannot be read. An unreadable file is set aside
   * as `upstreams.json.bad`: forgetting a yes is safe, believing half a file is not.
   */
  async load(): Promise<Result<UpstreamState, string>> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
      return code === 'ENOENT' ? ok(emptyUpstreamState) : err(`cannot read ${this.path} (${code})`);
    }
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), stateFile), text);
    if (parsed.success) return ok({ confirmed: parsed.output.confirmed, revoked: parsed.output.revoked });
    const aside = `${this.path}.bad`;
    const moved = await rename(this.path, aside).then(
      () => `; kept as ${aside}`,
      () => '',
    );
    return err(`${this.path} is not a list of upstreams${moved}`);
  }

  async save(state: UpstreamState): Promise<Result<void, ProxyError>> {
    const write = this.#writing.then(() => this.#write(state));
    this.#writing = write;
    return write;
  }

  /** Written beside and renamed, so that a crash leaves the old list or the new one. */
  async #write(state: UpstreamState): Promise<Result<void, ProxyError>> {
    const draft = `${this.path}.${process.pid}.tmp`;
    try {
      await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
      await writeFile(draft, `${JSON.stringify({ version: 1, ...state }, null, 2)}\n`, { mode: 0o600 });
      await rename(draft, this.path);
      return ok(undefined);
    } catch (cause) {
      return err(new ProxyError('state-unwritable', `cannot write ${this.path}`, { cause }));
    }
  }
}
