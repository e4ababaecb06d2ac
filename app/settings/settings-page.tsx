import { useStore } from 'zustand';
import type { SettingsPageProps } from './settings-page-props.ts';

export type { AutoProfileState, SettingsPageProps } from './settings-page-props.ts';

/** Everything a person can set up. Each change is kept at once. */
export function SettingsPage({ settings }: SettingsPageProps) {
  const profiles = useStore(settings, (state) => state.settings.profiles);
  return (
    <ul>
      {profiles.map(({ id, name }) => (
        <li key={id}>{name}</li>
      ))}
    </ul>
  );
}
