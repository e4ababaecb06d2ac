/** Keeps the modes of boxes in one small JSON file of the companion's state folder. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { boxMode, relayIdText, relayInstant } from '../../../core/relay/relay-schema.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { BoxId } from '../../../core/relay/relay-message.ts';
import type { ModeStore, StoredMode } from './hub-api.ts';

const stateFile = v.object({
  version: v.literal(1),
  boxes: v.array(v.object({ id: relayIdText, mode: boxMode, at: relayInstant })),
});

/** `box-modes.json`, readable by its owner only. */
export class ModeFile implements ModeStore {
  readonly path: string;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(stateDir: string) {
    this.path = join(stateDir, 'box-modes.json');
  }

  /** An unreadable file is set aside as `box-modes.json.bad`: boxes are answered until they are told otherwise. */
  async load(): Promise<Result<ReadonlyMap<BoxId, StoredMode>, string>> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
      return code === 'ENOENT' ? ok(new Map()) : err(`cannot read ${this.path} (${code})`);
    }
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), stateFile), text);
    if (parsed.success) return ok(new Map(parsed.output.boxes.map(({ id, mode, at }) => [id, { mode, at }])));
    const aside = `${this.path}.bad`;
    const isKept = await rename(this.path, aside).then(
      () => true,
      () => false,
    );
    return err(`${this.path} is no list of modes${isKept ? `; kept as ${aside}` : ''}`);
  }

  async save(modes: ReadonlyMap<BoxId, StoredMode>): Promise<Result<void, string>> {
    const boxes = [...modes].map(([id, { mode, at }]) => ({ id, mode, at }));
    const write = this.#writing.then(() => this.#write(boxes));
    this.#writing = write;
    return write;
  }

  /** Written beside and renamed, so that a crash leaves the old list or the new one. */
  async #write(boxes: readonly unknown[]): Promise<Result<void, string>> {
    const draft = `${this.path}.${process.pid}.tmp`;
    try {
      await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
      await writeFile(draft, `${JSON.stringify({ version: 1, boxes }, null, 2)}\n`, { mode: 0o600 });
      await rename(draft, this.path);
      return ok(undefined);
    } catch (cause) {
      return err(`cannot write ${this.path} (${(cause as NodeJS.ErrnoException).code ?? 'unknown'})`);
    }
  }
}
