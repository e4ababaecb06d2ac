/** Remembers under which `host:port` each box was told to find this companion, in a small file beside the pairing file. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { relayId } from '../../../core/relay/relay-limits.ts';

/** Boxes remembered; of more, those told longest ago are forgotten. */
const mostBoxes = 1_000;

const hostPort = v.pipe(v.string(), v.maxLength(300), v.regex(/^[^/\s@]+$/));
const fileSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ version: v.literal(1), told: v.record(v.pipe(v.string(), v.regex(relayId)), hostPort) }),
);

/** By box, in the order of telling. No token is in it: that one is the pairing file's. */
export class ToldHosts {
  readonly #path: string;
  readonly #log: (line: string) => void;
  #told = new Map<string, string>();
  /** Writes happen one after the other: the last state is the one on disk. */
  #writing: Promise<void> = Promise.resolve();

  constructor(path: string, log: (line: string) => void) {
    this.#path = path;
    this.#log = log;
  }

  /** What cannot be read counts as nothing told: the boxes themselves will say it again. */
  async load(): Promise<void> {
    try {
      const parsed = v.safeParse(fileSchema, await readFile(this.#path, 'utf8'));
      if (parsed.success) this.#told = new Map(Object.entries(parsed.output.told));
      else this.#log(`${this.#path} is not a list of boxes and addresses; it starts empty`);
    } catch (cause) {
      const { code = 'unknown' } = cause as NodeJS.ErrnoException;
      if (code !== 'ENOENT') this.#log(`cannot read ${this.#path} (${code})`);
    }
  }

  /** Every host that some box was told. */
  hosts(): ReadonlySet<string> {
    return new Set(this.#told.values());
  }

  /** @returns whether that is news */
  tell(box: string, host: string): boolean {
    if (this.#told.get(box) === host || !v.is(hostPort, host)) return false;
    this.#told.delete(box);
    this.#told.set(box, host);
    const [oldest] = this.#told.keys();
    if (this.#told.size > mostBoxes && oldest !== undefined) this.#told.delete(oldest);
    this.#write();
    return true;
  }

  /** Resolves when all is on disk. */
  flush(): Promise<void> {
    return this.#writing;
  }

  #write(): void {
    const content = JSON.stringify({ version: 1, told: Object.fromEntries(this.#told) }, undefined, 1);
    this.#writing = this.#writing.then(() => this.#replace(`${content}\n`));
  }

  async #replace(content: string): Promise<void> {
    const draft = `${this.#path}.${process.pid}.tmp`;
    try {
      await writeFile(draft, content, { mode: 0o600 });
      await rename(draft, this.#path);
    } catch (cause) {
      this.#log(`cannot write ${this.#path} (${(cause as NodeJS.ErrnoException).code ?? 'unknown'})`);
    }
  }
}
