/** Addresses of the Settings page and of its parts, for every page that leads there. */

/** The parts of the Settings page. */
export type SettingsSectionId =
  | 'profiles'
  | 'server'
  | 'ears'
  | 'brain'
  | 'voice'
  | 'character'
  | 'turns'
  | 'detector'
  | 'sound'
  | 'keys'
  | 'conversations'
  | 'companion'
  | 'look';

/** @returns a path for the app's router, such as `/settings/keys` */
export const settingsAddress = (section: SettingsSectionId): string => `/settings/${section}`;
