/** How profiles come into being: from a preset, as a copy, from a file. */
import { freeName } from '../../core/profile/profile-file.ts';
import type { Profile } from '../../core/profile/profile.ts';

/** 96 random bits: enough that two browsers never make the same. `crypto.randomUUID` is not there on plain http. */
export function newProfileId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A profile of the person's own that begins as another one is. */
export function copyOfProfile(
  original: Profile,
  name: string,
  existing: readonly Profile[],
  newId: () => string = newProfileId,
): Profile {
  const taken = existing.map((profile) => profile.name);
  return { ...original, id: newId(), name: freeName(name, taken) };
}
