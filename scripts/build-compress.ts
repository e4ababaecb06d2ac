/**
 * Lays a brotli and a gzip form beside every file of a build that gets smaller by it, for the companion and for static
 * hosts that serve such files. Compressing the models takes longer than the rest of a build, so forms are remembered by
 * the content they were made of.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';
import { filesBelow } from './build-files.ts';

/** Kinds of files that are not compressed already. */
const compressible: ReadonlySet<string> = new Set(
  '.bin .css .data .html .ico .js .json .map .mjs .onnx .svg .toml .txt .wasm .wav .webmanifest'.split(' '),
);
/** Smaller files fit in a packet or two as they are. */
const leastBytes = 1024;
/**
 * Larger files get brotli 9. Measured: 11 makes a model 3% and the 14 MB runtime 14% smaller, and takes 40 and 16 times
 * as long, half a minute for the runtime alone.
 */
const largeBytes = 2 * 1024 * 1024;
/** Forms that no build used for so long are forgotten. */
const keptMs = 30 * 24 * 3600 * 1000;

interface Form {
  readonly suffix: '.br' | '.gz';
  /** Names the settings: other settings are another form. */
  readonly recipe: string;
  readonly compress: (content: Buffer) => Promise<Buffer>;
}

function formsFor(content: Buffer): readonly Form[] {
  const quality = content.length > largeBytes ? 9 : 11;
  return [
    { suffix: '.br', recipe: `br${quality}`, compress: (bytes) => brotli(bytes, quality) },
    { suffix: '.gz', recipe: 'gz9', compress: (bytes) => promisify(gzip)(bytes, { level: 9 }) },
  ];
}

const brotli = (content: Buffer, quality: number): Promise<Buffer> =>
  promisify(brotliCompress)(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    },
  });

export interface CompressionReport {
  readonly files: number;
  /** Forms that were made now, and those remembered from an earlier build. */
  readonly made: number;
  readonly remembered: number;
  readonly bytes: number;
  readonly brotliBytes: number;
}

/**
 * @param folder the build
 * @param cache where forms are remembered; made if it is not there
 */
export async function compressBuild(folder: string, cache: string): Promise<CompressionReport> {
  await mkdir(cache, { recursive: true });
  const paths = (await filesBelow(folder)).filter((path) => compressible.has(extname(path)));
  const reports = await Promise.all(paths.map((path) => compressFile(path, cache)));
  await forgetUnused(cache);
  const sum = (count: (report: CompressionReport) => number) =>
    reports.reduce((total, report) => total + count(report), 0);
  return {
    files: sum(({ files }) => files),
    made: sum(({ made }) => made),
    remembered: sum(({ remembered }) => remembered),
    bytes: sum(({ bytes }) => bytes),
    brotliBytes: sum(({ brotliBytes }) => brotliBytes),
  };
}

async function compressFile(path: string, cache: string): Promise<CompressionReport> {
  const content = await readFile(path);
  const bytes = content.length;
  if (bytes < leastBytes) return { files: 0, made: 0, remembered: 0, bytes, brotliBytes: bytes };
  const digest = createHash('sha256').update(content).digest('hex');
  let made = 0;
  let brotliBytes = bytes;
  const forms = formsFor(content);
  for (const { suffix, recipe, compress } of forms) {
    const place = join(cache, `${digest}.${recipe}`);
    const known = await readFile(place).catch(() => undefined);
    const form: Buffer = known ?? (await compress(content));
    if (known === undefined) {
      await writeFile(place, form);
      made += 1;
    }
    await utimes(place, new Date(), new Date());
    if (form.length >= bytes) continue;
    await writeFile(`${path}${suffix}`, form);
    if (suffix === '.br') brotliBytes = form.length;
  }
  return { files: 1, made, remembered: forms.length - made, bytes, brotliBytes };
}

async function forgetUnused(cache: string): Promise<void> {
  for (const path of await filesBelow(cache)) {
    if ((await stat(path)).mtimeMs < Date.now() - keptMs) await rm(path);
  }
}

/** Compresses at the end of every build. */
export function compressPlugin(root: string): Plugin {
  return {
    name: 'echokit-compress',
    apply: 'build',
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler({ dir }) {
        const report = await compressBuild(
          dir ?? join(root, 'dist'),
          join(root, 'node_modules', '.cache', 'echokit-web', 'compressed'),
        );
        const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
        this.info(
          `${report.files} files, ${megabytes(report.bytes)} as brotli ${megabytes(report.brotliBytes)}, ` +
            `${report.remembered} of ${report.made + report.remembered} forms remembered`,
        );
      },
    },
  };
}
