/** The catalogue that comes with the page: `public/firmware/catalog.json`. */
import * as v from 'valibot';
import { ok, type Result } from '../../result.ts';
import { listOf, name, offset, refuseShape, text } from './catalog-shapes.ts';
import { catalogLimits, type CatalogRefusal, type FirmwareCatalog } from './firmware-catalog.ts';

const entry = v.object({
  id: name,
  name,
  board: v.nullable(name),
  version: v.nullable(name),
  description: v.nullable(v.object({ en: text, zh: text })),
  readme: v.nullable(name),
  files: v.pipe(
    listOf(v.object({ address: name, offset: v.nullable(offset) }), catalogLimits.files),
    v.minLength(1),
  ),
  tried: v.boolean(),
});

const catalog = v.object({
  format: v.literal('echokit-web-firmware'),
  version: v.literal(1),
  entries: v.pipe(
    listOf(entry, catalogLimits.entries),
    v.check((entries) => new Set(entries.map(({ id }) => id)).size === entries.length, 'ids repeat'),
  ),
});

/** @param value parsed JSON */
export function readOwnCatalog(value: unknown): Result<FirmwareCatalog, CatalogRefusal> {
  const parsed = v.safeParse(catalog, value);
  if (!parsed.success) return refuseShape(parsed.issues);
  return ok({ source: 'own', entries: parsed.output.entries });
}
