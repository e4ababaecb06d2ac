/** A flash kept in a file: loaded if it is there, written back whole. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { FlashModel } from '../flash-model.ts';

/** What file systems write at once without a large copy. */
export interface KeptFlash {
  readonly flash: FlashModel;
  /** Brings the file up to date; at once, so that whoever waits for the line to end finds it there. */
  save(): void;
}

/** @throws what the file system says, or that the file is larger than the flash */
export function keepFlash(path: string | undefined, size: number): KeptFlash {
  if (path === undefined) return { flash: new FlashModel(size), save: () => undefined };
  const content = existsSync(path) ? readFileSync(path) : new Uint8Array(0);
  if (content.length > size) {
    throw new Error(`${path}: this file has ${content.length} bytes, the flash only ${size}`);
  }
  const flash = new FlashModel(size, content);
  // A short file is padded the first time it is written.
  let saved = content.length === size ? flash.changes : -1;
  return {
    flash,
    save: () => {
      if (saved === flash.changes) return;
      saved = flash.changes;
      writeFileSync(path, flash.read(0, size));
    },
  };
}
