/** The utterances the stand-in knows without being told: those of the project's own synthesised recordings. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { unpackTemplates } from './template-file.ts';
import { readTruthFolder, templatesOf } from './truth-folder.ts';
import type { Template } from './sound-print.ts';

export const templatesFolder = fileURLToPath(new URL('../templates/', import.meta.url));

let builtIn: readonly Template[] | undefined;

/** The built-in templates, read once, followed by those of the recordings in `truthFolders`. */
export function knownTemplates(truthFolders: readonly string[] = []): readonly Template[] {
  builtIn ??= readdirSync(templatesFolder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => unpackTemplates(JSON.parse(readFileSync(templatesFolder + name, 'utf8'))));
  return [...builtIn, ...truthFolders.flatMap((folder) => readTruthFolder(folder).flatMap(templatesOf))];
}
