import { createStore, type StoreApi } from 'zustand';
import { withManner, type Profile } from '../core/profile/profile.ts';
import { activeProfile, type SettingsStore } from './platform/storage/settings-store.ts';
import type { AutoProfileState } from './settings/settings-page-props.ts';
import { choicesOf, type ProfileInUse } from './talk/profile-in-use.ts';

/**
 * The profile in use, kept up to date: the person's choice, or the auto profile in the manner they want.
 * @param assumed the auto profile as long as nothing is known
 */
export function createProfileInUse(
  settings: SettingsStore,
  auto: StoreApi<AutoProfileState>,
  assumed: Profile,
): StoreApi<ProfileInUse> {
  const inUse = (): ProfileInUse => {
    const current = settings.getState().settings;
    const own = activeProfile(current);
    if (own !== undefined) return { profile: own, choices: choicesOf(own), looking: false };
    const { profile: found, choices, looking } = auto.getState();
    const profile = withManner(found ?? assumed, current.autoManner);
    return { profile, choices: choices ?? choicesOf(profile), looking: found === undefined && looking };
  };
  const store = createStore<ProfileInUse>(inUse);
  const follow = () => store.setState(inUse());
  settings.subscribe(follow);
  auto.subscribe(follow);
  return store;
}
