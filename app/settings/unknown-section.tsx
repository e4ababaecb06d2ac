import { useStrings } from '../ui/language.ts';
import { profilesStrings } from './profiles.strings.ts';
import type { SectionId } from './sections.ts';
import { SettingsSection } from './settings-section.tsx';

/** In place of a section of the auto profile before the first look around has ended: the list leads somewhere already. */
export function UnknownSection({ id }: { readonly id: SectionId }) {
  const strings = useStrings(profilesStrings);
  return (
    <SettingsSection id={id}>
      <p>{strings.looking}</p>
    </SettingsSection>
  );
}
