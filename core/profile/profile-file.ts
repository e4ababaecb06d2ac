/**
 * The file in which profiles travel from one browser to another: JSON, versioned, without secrets unless the person
 * asked for them. What is read is foreign: each profile is checked by itself, and a bad one costs only itself.
 *
 *     {"format": "echokit-web-profiles", "version": 1, "profiles": [...], "keys": [{"origin", "key"}]}
 */
import * as v from 'valibot';
import { redactSecrets } from '../engine-wire/redact.ts';
import { parseJson } from '../engine-wire/json-field.ts';
import { err, ok, type Result } from '../result.ts';
import type { Profile, ServiceAddress } from './profile.ts';
import { textLimits } from './profile-limits.ts';
import { parseProfile } from './profile-schema.ts';

const format = 'echokit-web-profiles';
const version = 1;

/** Longest file that is read, in characters. A profile of the longest texts has 0.1 million. */
const longestProfileFile = 5_000_000;
const mostProfiles = 500;

/** A key and the origin it is for; it goes nowhere else. */
export interface ServiceKey {
  readonly origin: string;
  readonly key: string;
}

export interface RefusedProfile {
  /** Place in the file, from 1. */
  readonly position: number;
  /** As far as it could be read. */
  readonly name?: string;
  /** The first field that is wrong and what was expected there. */
  readonly reason: string;
}

export interface ProfileFile {
  readonly profiles: readonly Profile[];
  readonly refused: readonly RefusedProfile[];
  readonly keys: readonly ServiceKey[];
}

export type ProfileFileProblem =
  | 'too-long'
  | 'not-json'
  /** JSON, but of something else. */
  | 'other-format'
  /** Written by a newer version of the app. */
  | 'newer-version';

/** @param keys to write too, in the clear; addresses keep keys in their queries only then */
export function writeProfileFile(profiles: readonly Profile[], keys?: readonly ServiceKey[]): string {
  const written = keys === undefined ? profiles.map(withoutSecrets) : profiles;
  const file = { format, version, profiles: written, ...(keys === undefined ? {} : { keys }) };
  return `${JSON.stringify(file, null, 2)}\n`;
}

const fileShape = v.object({
  format: v.literal(format),
  version: v.number(),
  profiles: v.pipe(v.array(v.unknown()), v.maxLength(mostProfiles)),
  keys: v.optional(v.unknown()),
});

const keyShape = v.object({
  origin: v.pipe(v.string(), v.regex(/^https?:\/\/[^/?#@\s]+$/)),
  key: v.pipe(v.string(), v.minLength(1), v.maxLength(textLimits.key)),
});

/** Reads what {@link writeProfileFile} wrote, in this version or an older one. */
export function readProfileFile(text: string): Result<ProfileFile, ProfileFileProblem> {
  const json = parseJson(text, longestProfileFile);
  if (!json.ok) return json;
  const file = v.safeParse(fileShape, json.value);
  if (!file.success) return err('other-format');
  if (file.output.version > version) return err('newer-version');
  const profiles: Profile[] = [];
  const refused: RefusedProfile[] = [];
  for (const [index, candidate] of file.output.profiles.entries()) {
    const parsed = parseProfile(candidate);
    if (parsed.ok) profiles.push(parsed.value);
    else refused.push({ position: index + 1, ...nameOf(candidate), reason: parsed.error });
  }
  return ok({ profiles, refused, keys: readKeys(file.output.keys) });
}

/** Keys that can be read, each origin once. */
function readKeys(value: unknown): readonly ServiceKey[] {
  if (!Array.isArray(value)) return [];
  const keys = new Map<string, ServiceKey>();
  for (const candidate of value) {
    const parsed = v.safeParse(keyShape, candidate);
    if (parsed.success) keys.set(parsed.output.origin, parsed.output);
  }
  return [...keys.values()];
}

function nameOf(candidate: unknown): { readonly name?: string } {
  const named = v.safeParse(v.object({ name: v.string() }), candidate);
  return named.success ? { name: named.output.name.slice(0, 80) } : {};
}

/** Some services take their key in the address. */
function withoutSecrets(profile: Profile): Profile {
  const { asr, llm, tts } = profile.partner;
  const { server } = profile;
  return {
    ...profile,
    partner: { ...profile.partner, asr: withCleanUrl(asr), llm: withCleanUrl(llm), tts: withCleanUrl(tts) },
    ...(server === undefined ? {} : { server: { ...server, url: cleanUrl(server.url) } }),
  };
}

function withCleanUrl<Config extends { readonly kind: string }>(config: Config): Config {
  if (!hasAddress(config)) return config;
  return { ...config, address: { ...config.address, url: cleanUrl(config.address.url) } };
}

function cleanUrl(url: string): string {
  const [place = '', ...query] = url.split('?');
  return query.length === 0 ? url : `${place}?${redactSecrets(query.join('?'))}`;
}

const hasAddress = (config: object): config is { readonly address: ServiceAddress } => 'address' in config;

export interface MergedProfiles {
  /** The existing ones, then those that were added. */
  readonly profiles: readonly Profile[];
  readonly added: readonly Profile[];
  /** How many of the incoming ones are here already, just so. */
  readonly known: number;
}

/**
 * Adds profiles and replaces none: one that is here already is left out, one whose id is taken by something else gets
 * a new id, one whose name is taken gets a number.
 */
export function mergeProfiles(
  existing: readonly Profile[],
  incoming: readonly Profile[],
  newId: () => string,
): MergedProfiles {
  const profiles = [...existing];
  for (const profile of incoming) {
    if (profiles.some((other) => isSame(other, profile))) continue;
    const id = profiles.some((other) => other.id === profile.id) ? newId() : profile.id;
    const name = freeName(
      profile.name,
      profiles.map((other) => other.name),
    );
    profiles.push({ ...profile, id, name });
  }
  const added = profiles.slice(existing.length);
  return { profiles, added, known: incoming.length - added.length };
}

/** Both went through the same reader, which puts fields in one order. */
const isSame = (a: Profile, b: Profile): boolean => canonical(a) === canonical(b);

function canonical(profile: Profile): string {
  const parsed = parseProfile(profile);
  return JSON.stringify(parsed.ok ? parsed.value : profile);
}

/** The name itself, or with the first free number behind it: `Desk`, `Desk 2`, `Desk 3`. */
export function freeName(name: string, taken: readonly string[]): string {
  if (!taken.includes(name)) return name;
  const stem = name.replace(/ \d+$/, '').slice(0, textLimits.name - 8);
  for (let number = 2; ; number += 1) {
    const candidate = `${stem} ${number}`;
    if (!taken.includes(candidate)) return candidate;
  }
}
