/**
 * Writes `templates/`: `npx tsx simulators/services/make-templates.ts`. To be run when the features or the recordings
 * change; a test compares the folder with what this would write.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { templatesFolder } from './recogniser/known-templates.ts';
import { packTemplates } from './recogniser/template-file.ts';
import { readTruthFolder, templatesOf } from './recogniser/truth-folder.ts';

/** Folders with the recordings whose utterances are built in. */
export const templateSources = ['./fixtures/', '../../core/vad/fixtures/'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);

/** What the files in `templates/` should hold, by file name. */
export function makeTemplateFiles(): Map<string, string> {
  const recordings = templateSources.flatMap((folder) => readTruthFolder(folder));
  return new Map(
    recordings.map((recording) => {
      const packed = packTemplates(recording.source, templatesOf(recording));
      return [`${recording.source}.json`, `${JSON.stringify(packed, null, 2)}\n`];
    }),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  mkdirSync(templatesFolder, { recursive: true });
  for (const [name, text] of makeTemplateFiles()) writeFileSync(templatesFolder + name, text);
}
