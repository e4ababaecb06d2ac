import { settingsAddress, type SettingsSectionId } from '../ui/settings-address.ts';

export type SectionId = SettingsSectionId;

/** The parts of the page, in their order. Each has a heading that can be linked to. */
export const sectionGroups = [
  { group: 'partner', sections: ['profiles'] },
  { group: 'profile', sections: ['server', 'ears', 'brain', 'voice', 'character', 'turns', 'detector'] },
  { group: 'browser', sections: ['sound', 'keys', 'conversations', 'companion', 'look'] },
] as const satisfies readonly { group: string; sections: readonly SectionId[] }[];

export type SectionGroup = (typeof sectionGroups)[number]['group'];

export const sectionElementId = (id: SectionId): string => `settings-${id}`;

/** Sections that say nothing while a server answers: it is all three of them. */
export const engineSections: readonly SectionId[] = ['ears', 'brain', 'voice'];

/** The section named in an address such as `#/settings/keys`; none where there is no such section. */
export function sectionOfHash(hash: string): SectionId | undefined {
  const name = /^#?\/?settings\/([a-z]+)\/?$/.exec(hash)?.[1];
  return sectionGroups.flatMap(({ sections }): readonly SectionId[] => sections).find((id) => id === name);
}

/** What a link to a section says: the page's part of the address. */
export const sectionHash = (id: SectionId): string => `#${settingsAddress(id)}`;

/** Brings a section into view and the keyboard to its heading. */
export function goToSection(id: SectionId): void {
  document.getElementById(sectionElementId(id))?.scrollIntoView({ block: 'start' });
  focusSection(id);
}

/** Brings the keyboard to a section's heading: what had the focus there is about to go. */
export function focusSection(id: SectionId): void {
  const section = document.getElementById(sectionElementId(id));
  section?.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
}
