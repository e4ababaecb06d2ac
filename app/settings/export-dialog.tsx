import { useState } from 'react';
import { writeProfileFile } from '../../core/profile/profile-file.ts';
import type { Profile } from '../../core/profile/profile.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SwitchField } from '../ui/field.tsx';
import { useStrings } from '../ui/language.ts';
import { Notice } from '../ui/notice.tsx';
import { saveFile } from '../ui/save-file.ts';
import { exportFileName, keysOf } from './profile-keys.ts';
import { profilesStrings } from './profiles.strings.ts';
import { useTools } from './settings-context.tsx';
import { settingsStrings } from './settings.strings.ts';

interface ExportDialogProps {
  /** None: the dialog is closed. */
  readonly profiles: readonly Profile[];
  readonly onClose: () => void;
}

/** Profiles as a file; keys only after a warning, and never by a choice made earlier. */
export function ExportDialog({ profiles, onClose }: ExportDialogProps) {
  const strings = useStrings(profilesStrings);
  const common = useStrings(settingsStrings);
  const { secrets } = useTools();
  const [withKeys, setWithKeys] = useState(false);
  const isOpen = profiles.length > 0;
  const keys = isOpen ? keysOf(profiles, secrets.all()) : [];

  const close = () => {
    setWithKeys(false);
    onClose();
  };
  const save = () => {
    const text = writeProfileFile(profiles, withKeys ? keys : undefined);
    saveFile(exportFileName(profiles, new Date()), text);
    close();
  };

  return (
    <Dialog
      title={strings.exportTitle}
      isOpen={isOpen}
      closeLabel={common.close}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>{strings.cancel}</Button>
          <Button look="primary" onClick={save}>
            {strings.saveFile}
          </Button>
        </>
      }
    >
      <p>{strings.exportLead(profiles.length)}</p>
      {keys.length === 0 ? (
        <p>{strings.noKeys}</p>
      ) : (
        <SwitchField
          label={strings.includeKeys}
          hint={strings.includeKeysHint}
          checked={withKeys}
          onChange={setWithKeys}
        />
      )}
      {withKeys && (
        <Notice tone="warning" title={strings.keysWarning}>
          {strings.keysWarningText(keys.map(({ origin }) => origin).join(', '))}
        </Notice>
      )}
    </Dialog>
  );
}
