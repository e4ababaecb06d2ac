import { createPresets, type PresetId } from '../engines/presets.ts';
import { engineMessages } from '../engines/explain-failure.ts';
import type { Profile } from '../../core/profile/profile.ts';
import { Dialog } from '../ui/dialog.tsx';
import { useStrings } from '../ui/language.ts';
import { copyOfProfile } from './new-profile.ts';
import { usePersonLanguage } from './person-language.ts';
import styles from './preset-dialog.module.css';
import { profilesStrings } from './profiles.strings.ts';
import { useSettings, useTools } from './settings-context.tsx';
import { settingsStrings } from './settings.strings.ts';

const order: readonly PresetId[] = [
  'echokit',
  'echokit-server',
  'openai',
  'openai-realtime',
  'hugging-face',
  'groq',
  'local',
  'browser',
];

interface PresetDialogProps {
  readonly isOpen: boolean;
  readonly onCreate: (profile: Profile) => void;
  readonly onClose: () => void;
}

/** Profiles to begin with. */
export function PresetDialog({ isOpen, onCreate, onClose }: PresetDialogProps) {
  const strings = useStrings(profilesStrings);
  const common = useStrings(settingsStrings);
  const words = useStrings(engineMessages).presets;
  const language = usePersonLanguage();
  const { companion } = useTools();
  const profiles = useSettings((state) => state.profiles);

  const create = (id: PresetId) => {
    const { profile } = createPresets({ language, companion: companion !== undefined })[id];
    onCreate(copyOfProfile(profile, words[id].name, profiles));
    onClose();
  };

  return (
    <Dialog title={strings.create} isOpen={isOpen} closeLabel={common.close} onClose={onClose}>
      <p>{strings.createLead}</p>
      <ul className={styles['presets']}>
        {order.map((id) => (
          <li key={id}>
            <button type="button" onClick={() => create(id)}>
              <span className={styles['name']}>{words[id].name}</span>
              <span className={styles['about']}>{words[id].about}</span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
