/** Which profile the page shows, and how a change finds its way back. */
import { useStore } from 'zustand';
import {
  mannerOf,
  withManner,
  type Manner,
  type PipelinePartner,
  type Profile,
  type ServerPartner,
} from '../../core/profile/profile.ts';
import {
  activeProfile,
  saveProfile,
  setAutoManner,
  type SettingsStore,
} from '../platform/storage/settings-store.ts';
import { useTools } from './settings-context.tsx';

/** The profile that is talked with is the one that is edited. Of the auto profile only its manner can be. */
export type Editing =
  | { readonly kind: 'own'; readonly profile: Profile }
  /** `profile` is absent until the first look around has ended. */
  | { readonly kind: 'auto'; readonly profile: Profile | undefined };

export function useEditing(): Editing {
  const { settings, auto } = useTools();
  const own = useStore(settings, (state) => activeProfile(state.settings));
  const manner = useStore(settings, (state) => state.settings.autoManner);
  const found = useStore(auto, (state) => state.profile);
  if (own !== undefined) return { kind: 'own', profile: own };
  return { kind: 'auto', profile: found && withManner(found, manner) };
}

export function changeProfile(
  settings: SettingsStore,
  profile: Profile,
  change: Partial<Pick<Profile, 'name'>>,
): void {
  saveProfile(settings, { ...profile, ...change });
}

export function changePartner(
  settings: SettingsStore,
  profile: Profile,
  change: Partial<PipelinePartner>,
): void {
  saveProfile(settings, { ...profile, partner: { ...profile.partner, ...change } });
}

/** @param server undefined: the engines answer again */
export function changeServer(
  settings: SettingsStore,
  profile: Profile,
  server: ServerPartner | undefined,
): void {
  const { server: _, ...rest } = profile;
  saveProfile(settings, server === undefined ? rest : { ...rest, server });
}

export function changeManner(settings: SettingsStore, editing: Editing, change: Partial<Manner>): void {
  if (editing.profile === undefined) return;
  if (editing.kind === 'own') saveProfile(settings, { ...editing.profile, ...change });
  else setAutoManner(settings, { ...mannerOf(editing.profile), ...change });
}
