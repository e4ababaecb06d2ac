/** Manifests of esp-web-tools: one firmware, a build per chip. Source: its documentation (esphome/esp-web-tools, 10.4). */
import * as v from 'valibot';
import { ok, type Result } from '../../result.ts';
import { listOf, name, offset, refuseShape } from './catalog-shapes.ts';
import {
  boxChip,
  catalogLimits,
  noBuildFor,
  sameName,
  type CatalogRefusal,
  type FirmwareCatalog,
} from './firmware-catalog.ts';

const build = v.object({
  chipFamily: name,
  parts: v.pipe(listOf(v.object({ path: name, offset }), catalogLimits.files), v.minLength(1)),
  /** Variants of one chip: `cdc` for its own USB, `uart` for a bridge. */
  serialType: v.optional(name),
});

const manifest = v.object({
  name,
  version: v.optional(v.union([name, v.pipe(v.number(), v.transform(String))])),
  builds: listOf(build, catalogLimits.entries),
});

/** @param value parsed JSON. Addresses stay as they are: relative ones are meant from the manifest's own. */
export function readWebToolsManifest(value: unknown): Result<FirmwareCatalog, CatalogRefusal> {
  const parsed = v.safeParse(manifest, value);
  if (!parsed.success) return refuseShape(parsed.issues);
  const { name: title, version, builds } = parsed.output;
  const entries = builds
    .filter(({ chipFamily }) => sameName(chipFamily, boxChip))
    .map(({ parts, serialType }, index) => ({
      id: `${title} ${index}`,
      name: title,
      board: serialType ?? null,
      version: version ?? null,
      description: null,
      readme: null,
      files: parts.map(({ path, offset: at }) => ({ address: path, offset: at })),
      tried: null,
    }));
  if (entries.length === 0) return noBuildFor(builds.map(({ chipFamily }) => chipFamily));
  return ok({ source: 'esp-web-tools', entries });
}
