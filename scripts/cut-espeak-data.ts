/**
 * Cuts eSpeak NG's data down to the languages the page's built-in voice offers, and writes one file for the build:
 * `models/files/espeak-ng-voices.bin`. The companion uses the package's whole data and needs none of this.
 *
 *   tsx scripts/cut-espeak-data.ts [OUT]
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { writeVoicePack, type PackedFile, type VoicePackHeader } from '../workers/voice/voice-pack.ts';

const dataFolder = '/usr/share/espeak-ng-data';

/** Paths below the data folder that are kept. */
const kept: readonly RegExp[] = [
  // what every language needs
  /^(?:phondata|phonindex|phontab|intonations)$/,
  // pronunciation
  /^(?:en|cmn|fr|ja|de|es)_dict$/,
  // voices: English, American English, Mandarin, French, Japanese, German, Spanish (also of Latin America)
  /^lang\/(?:gmw\/(?:en|en-US|de)|sit\/cmn|roa\/(?:fr|es|es-419)|jpx\/ja)$/,
  // other timbres for any language
  /^voices\/!v\/(?:f[1-5]|m[1-8])$/,
];

const packageEntry = '@echogarden/espeak-ng-emscripten';

/** Where the build finds the file. */
export const voicePackPath = fileURLToPath(new URL('../models/files/espeak-ng-voices.bin', import.meta.url));

export interface CutReport {
  readonly path: string;
  readonly bytes: number;
  readonly originalBytes: number;
  readonly files: number;
}

/** Makes the file anew. Throws if the package's loader is not as expected: then this script needs a look. */
export async function cutEspeakData(path = voicePackPath): Promise<CutReport> {
  const folder = dirname(createRequire(import.meta.url).resolve(packageEntry));
  const [loader, data, manifest] = await Promise.all([
    readFile(join(folder, 'espeak-ng.js'), 'utf8'),
    readFile(join(folder, 'espeak-ng.data')),
    readFile(join(folder, 'package.json'), 'utf8'),
  ]);
  const header = voicePackHeader(loader, (JSON.parse(manifest) as { version: string }).version);
  if (header.originalBytes !== data.byteLength) {
    throw new Error(`the loader expects ${header.originalBytes} bytes of data, there are ${data.byteLength}`);
  }
  const pack = writeVoicePack(header, data);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, pack);
  return {
    path,
    bytes: pack.byteLength,
    originalBytes: data.byteLength,
    files: header.kept.length,
  };
}

/** Which files are kept, from the list in Emscripten's generated loader: `loadPackage({files:[…],remote_package_size:N})`. */
export function voicePackHeader(loader: string, version: string): VoicePackHeader {
  const list = /loadPackage\(\{files:\[(?<files>.*?)\],remote_package_size:(?<bytes>\d+)\}\)/s.exec(
    loader,
  )?.groups;
  if (list === undefined) throw new Error('no list of files in the loader of eSpeak NG');
  const files = [...list['files']!.matchAll(/\{filename:"([^"]+)",start:(\d+),end:(\d+)/g)].map(
    ([, name, start, end]): PackedFile => ({ name: name!, start: Number(start), end: Number(end) }),
  );
  const isKept = ({ name }: PackedFile) => kept.some((path) => path.test(name.slice(dataFolder.length + 1)));
  const keptFiles = files.filter(isKept);
  for (const path of kept) {
    if (!keptFiles.some(({ name }) => path.test(name.slice(dataFolder.length + 1)))) {
      throw new Error(`eSpeak NG has no file for ${path.source}`);
    }
  }
  return {
    version,
    originalBytes: Number(list['bytes']),
    kept: keptFiles,
    left: files.filter((file) => !isKept(file)).map((file) => file.name),
  };
}

const isMain = process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href;
if (isMain) {
  const out = process.argv[2];
  const report = await cutEspeakData(out === undefined ? undefined : resolve(out));
  const brotliBytes = brotliCompressSync(await readFile(report.path)).byteLength;
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(2)} MB`;
  console.log(
    `${report.files} of eSpeak NG's files, ${megabytes(report.bytes)} of ${megabytes(report.originalBytes)}, ` +
      `${megabytes(brotliBytes)} with brotli: ${report.path}`,
  );
}
