/**
 * ESP Launchpad's configuration: applications, each for chips, perhaps for several boards of a chip.
 * Source: the templates of espressif/esp-launchpad (config/), and what publishers make of them.
 */
import * as v from 'valibot';
import { ok, type Result } from '../../result.ts';
import { listOf, name, offset, refuseShape, text } from './catalog-shapes.ts';
import {
  boxChip,
  catalogLimits,
  noBuildFor,
  notACatalog,
  sameName,
  type CatalogFile,
  type CatalogRefusal,
  type FirmwareCatalog,
  type FirmwareEntry,
} from './firmware-catalog.ts';

/** One file for offset 0, or parts with an address each. */
const image = v.union([
  name,
  v.object({
    parts: listOf(name, catalogLimits.files),
    addresses: listOf(offset, catalogLimits.files),
  }),
]);

const application = v.object({
  chipsets: v.optional(listOf(name, catalogLimits.files)),
  developKits: v.optional(v.record(text, listOf(name, catalogLimits.entries)), {}),
  image: v.record(text, v.unknown()),
  description: v.optional(text),
  readme: v.optional(v.object({ text: v.optional(text) }), {}),
});

const config = v.looseObject({
  esp_toml_version: v.optional(v.union([v.number(), v.string()])),
  firmware_images_url: v.optional(text, ''),
  config_readme_url: v.optional(text),
  supported_apps: listOf(name, catalogLimits.entries),
  /** Of configurations with parts: the one chip. */
  chip: v.optional(name),
});

type Config = v.InferOutput<typeof config>;
type Application = v.InferOutput<typeof application>;

/** @param value a parsed TOML */
export function readLaunchpadConfig(value: unknown): Result<FirmwareCatalog, CatalogRefusal> {
  const parsed = v.safeParse(config, value);
  if (!parsed.success) return refuseShape(parsed.issues);
  const entries: FirmwareEntry[] = [];
  const chips = new Set<string>();
  for (const title of parsed.output.supported_apps) {
    const section = sectionOf(parsed.output, title);
    if (section === undefined)
      return notACatalog(`"${title}" is announced, but there is nothing about it`, title);
    const app = v.safeParse(application, section);
    if (!app.success) return refuseShape(app.issues);
    const chipsets = app.output.chipsets ?? (parsed.output.chip === undefined ? [] : [parsed.output.chip]);
    for (const chip of chipsets) chips.add(chip);
    if (!chipsets.some((chip) => sameName(chip, boxChip))) continue;
    const found = entriesOf(title, app.output, parsed.output);
    if (!found.ok) return found;
    entries.push(...found.value);
  }
  if (entries.length === 0) return noBuildFor([...chips]);
  return ok({ source: 'esp-launchpad', entries });
}

/** A file in the field announces "VibeKeys" and has a section "EchoKit": with one of each, it is clear what is meant. */
function sectionOf(settings: Config, title: string): unknown {
  if (Object.hasOwn(settings, title)) return settings[title];
  const sections = Object.values(settings).filter(
    (one) => typeof one === 'object' && one !== null && !Array.isArray(one),
  );
  return settings.supported_apps.length === 1 && sections.length === 1 ? sections[0] : undefined;
}

function entriesOf(
  title: string,
  app: Application,
  settings: Config,
): Result<readonly FirmwareEntry[], CatalogRefusal> {
  const kits = Object.entries(app.developKits).find(([chip]) => sameName(chip, boxChip))?.[1] ?? [];
  const entries: FirmwareEntry[] = [];
  for (const board of kits.length === 0 ? [null] : kits) {
    const found = imageFor(app.image, board ?? boxChip);
    const parsed = v.safeParse(image, found);
    if (!parsed.success)
      return notACatalog(`${title} has no image for ${board ?? boxChip}`, `${title}.image`);
    const files = filesOf(parsed.output, settings.firmware_images_url);
    if (files === null) return notACatalog(`${title} has not as many addresses as parts`, `${title}.image`);
    entries.push({
      id: board === null ? title : `${title} ${board}`,
      name: title,
      board,
      version: null,
      description: app.description === undefined ? null : { en: app.description, zh: app.description },
      readme: app.readme.text ?? settings.config_readme_url ?? null,
      files,
      tried: null,
    });
  }
  return ok(entries);
}

function imageFor(images: Application['image'], key: string): unknown {
  if (Object.hasOwn(images, key)) return images[key];
  return Object.entries(images).find(([other]) => sameName(other, key))?.[1];
}

function filesOf(found: v.InferOutput<typeof image>, base: string): readonly CatalogFile[] | null {
  if (typeof found === 'string') return [{ address: joined(base, found), offset: 0 }];
  const { parts, addresses } = found;
  if (parts.length === 0 || parts.length !== addresses.length) return null;
  return parts.map((part, index) => ({ address: joined(base, part), offset: addresses[index]! }));
}

/** The base is a folder, with or without the stroke at its end. */
function joined(base: string, path: string): string {
  if (base === '' || /^[a-z][a-z0-9+.-]*:/i.test(path)) return path;
  return `${base.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
}
