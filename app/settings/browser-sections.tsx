/** What this browser keeps, and how it looks. */
import { changeSettings } from '../platform/storage/settings-store.ts';
import { ChoiceField } from '../ui/choice-field.tsx';
import { SwitchField } from '../ui/field.tsx';
import { setLanguage, useLanguage, useStrings } from '../ui/language.ts';
import { setTheme, useThemeChoice } from '../ui/theme.ts';
import { browserStrings } from './browser.strings.ts';
import { useSettings, useTools } from './settings-context.tsx';
import { SettingsSection } from './settings-section.tsx';

export function ConversationsSection() {
  const strings = useStrings(browserStrings);
  const { settings } = useTools();
  const keepConversations = useSettings((state) => state.keepConversations);
  const keepAudio = useSettings((state) => state.keepAudio);
  return (
    <SettingsSection id="conversations" lead={strings.conversations}>
      <SwitchField
        label={strings.keepConversations}
        hint={strings.keepConversationsHint}
        checked={keepConversations}
        onChange={(isOn) => changeSettings(settings, { keepConversations: isOn })}
      />
      {keepConversations && (
        <SwitchField
          label={strings.keepAudio}
          hint={strings.keepAudioHint}
          checked={keepAudio}
          onChange={(isOn) => changeSettings(settings, { keepAudio: isOn })}
        />
      )}
    </SettingsSection>
  );
}

export function LookSection() {
  const strings = useStrings(browserStrings);
  const language = useLanguage();
  const theme = useThemeChoice();
  return (
    <SettingsSection id="look" lead={strings.look}>
      <ChoiceField
        label={strings.language}
        value={language}
        choices={(['en', 'zh'] as const).map((value) => ({ value, label: strings.languages[value] }))}
        onChange={setLanguage}
      />
      <ChoiceField
        label={strings.theme}
        value={theme}
        choices={(['system', 'light', 'dark'] as const).map((value) => ({
          value,
          label: strings.themes[value],
        }))}
        onChange={setTheme}
      />
    </SettingsSection>
  );
}
