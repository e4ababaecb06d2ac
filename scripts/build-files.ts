import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Paths of all files below a folder, in a fixed order. A folder that does not exist has none. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
