import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useStrings } from '../ui/language.ts';
import { Notice } from '../ui/notice.tsx';
import { browserStrings } from './browser.strings.ts';
import { Entry, EntryList } from './entry-list.tsx';
import { maskedKey } from './masked-key.ts';
import { focusSection } from './sections.ts';
import { useSecretList, useTools } from './settings-context.tsx';
import { SettingsSection } from './settings-section.tsx';
import { settingsStrings } from './settings.strings.ts';

/** All keys that are known, and the ways to be rid of them. */
export function KeysSection() {
  const strings = useStrings(browserStrings);
  const { secrets } = useTools();
  const list = useSecretList();
  const [isAsking, setIsAsking] = useState(false);
  const [hasFailed, setHasFailed] = useState(false);

  const forget = async (forgetting: Promise<void>) => {
    focusSection('keys');
    setHasFailed(false);
    await forgetting.catch(() => setHasFailed(true));
  };

  return (
    <SettingsSection id="keys" lead={strings.keys}>
      {list.length === 0 ? (
        <p>{strings.noKeys}</p>
      ) : (
        <EntryList>
          {list.map(({ origin, ending, kept }) => (
            <Entry
              key={origin}
              title={origin}
              facts={[maskedKey(ending), kept ? strings.kept : strings.inMemory]}
              action={
                <Button
                  size="small"
                  aria-label={strings.forgetKeyOf(origin)}
                  onClick={() => void forget(secrets.forget(origin))}
                >
                  {strings.forget}
                </Button>
              }
            />
          ))}
        </EntryList>
      )}
      {list.length > 0 && (
        <div>
          <Button look="danger" onClick={() => setIsAsking(true)}>
            {strings.forgetAll}
          </Button>
        </div>
      )}
      {hasFailed && (
        <Notice tone="warning" title={strings.forgetFailed}>
          {strings.forgetFailedHelp}
        </Notice>
      )}
      <ForgetAllDialog
        isOpen={isAsking}
        keys={list.length}
        onConfirm={() => {
          setIsAsking(false);
          void forget(secrets.forgetAll());
        }}
        onClose={() => setIsAsking(false)}
      />
    </SettingsSection>
  );
}

interface ForgetAllDialogProps {
  readonly isOpen: boolean;
  readonly keys: number;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

function ForgetAllDialog({ isOpen, keys, onConfirm, onClose }: ForgetAllDialogProps) {
  const strings = useStrings(browserStrings);
  const common = useStrings(settingsStrings);
  return (
    <Dialog
      title={strings.forgetAllSure}
      isOpen={isOpen}
      closeLabel={common.close}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{strings.cancel}</Button>
          <Button look="danger" onClick={onConfirm}>
            {strings.forgetAll}
          </Button>
        </>
      }
    >
      <p>{strings.forgetAllText(keys)}</p>
    </Dialog>
  );
}
