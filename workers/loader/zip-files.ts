/** A backup is a zip with `manifest.json` beside its parts. What is opened is bounded before it is unpacked. */
import { unzipSync, zipSync } from 'fflate';
import * as v from 'valibot';
import { err, ok, type Result } from '../../core/result.ts';

/** Larger than any flash that a box has. */
const largestPart = 32 * 1024 * 1024;
const largestManifest = 1024 * 1024;
const mostParts = 100;

const hex = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const size = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_ffff));

const manifestShape = v.object({
  format: v.literal('echokit-backup'),
  version: v.literal(1),
  /** ISO 8601. */
  date: v.string(),
  device: v.object({
    mac: v.string(),
    chip: v.string(),
    revision: v.string(),
    flashBytes: size,
  }),
  parts: v.pipe(
    v.array(
      v.object({
        /** In this zip. */
        file: v.string(),
        /** A partition's label, or `flash` for all of it. */
        name: v.string(),
        offset: size,
        bytes: size,
        sha256: hex,
      }),
    ),
    v.maxLength(mostParts),
  ),
});
export type BackupManifest = v.InferOutput<typeof manifestShape>;

export interface OpenedBackup {
  readonly manifest: BackupManifest;
  /** By the names of the manifest. */
  readonly files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
}

export type BackupRefusal = 'not-a-zip' | 'no-manifest' | 'bad-manifest' | 'missing-part' | 'bad-size';

export const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;

export function packBackup(
  manifest: BackupManifest,
  files: Readonly<Record<string, Uint8Array>>,
): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(`${JSON.stringify(manifest, undefined, 1)}\n`);
  return zipSync({ 'manifest.json': text, ...files }, { level: 6 });
}

/** Sizes are right afterwards; hashes are left to the caller, who may await. */
export function openBackup(bytes: Uint8Array): Result<OpenedBackup, BackupRefusal> {
  try {
    const first = unzipSync(bytes, {
      filter: ({ name, originalSize }) => name === 'manifest.json' && originalSize <= largestManifest,
    });
    const text = first['manifest.json'];
    if (text === undefined) return err('no-manifest');
    const manifest = v.safeParse(manifestShape, JSON.parse(new TextDecoder().decode(text)));
    if (!manifest.success) return err('bad-manifest');
    const sizes = new Map(manifest.output.parts.map(({ file, bytes: length }) => [file, length]));
    const files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => originalSize === sizes.get(name) && originalSize <= largestPart,
    });
    for (const { file, bytes: length } of manifest.output.parts) {
      if (files[file] === undefined) return err('missing-part');
      if (files[file].length !== length) return err('bad-size');
    }
    return ok({ manifest: manifest.output, files });
  } catch {
    return err('not-a-zip');
  }
}
