/** Profiles from a file: what can be read is added, what cannot is named, keys are asked for one by one. */
import { useRef, useState } from 'react';
import {
  mergeProfiles,
  readProfileFile,
  type ProfileFileProblem,
  type RefusedProfile,
  type ServiceKey,
} from '../../core/profile/profile-file.ts';
import { changeSettings } from '../platform/storage/settings-store.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useStrings } from '../ui/language.ts';
import { Notice } from '../ui/notice.tsx';
import { ImportedKeys } from './imported-keys.tsx';
import { newProfileId } from './new-profile.ts';
import { profilesStrings } from './profiles.strings.ts';
import { useTools } from './settings-context.tsx';
import { settingsStrings } from './settings.strings.ts';

interface Imported {
  /** Names of the profiles that were added. */
  readonly added: readonly string[];
  readonly known: number;
  readonly refused: readonly RefusedProfile[];
  readonly keys: readonly ServiceKey[];
}

type ImportState =
  | { readonly phase: 'closed' }
  | { readonly phase: 'failed'; readonly problem: ProfileFileProblem | 'unreadable' }
  | { readonly phase: 'imported'; readonly result: Imported };

/** Files beyond this are not even read: a character takes at most four bytes. */
const largestFileBytes = 20_000_000;

export function ImportButton() {
  const strings = useStrings(profilesStrings);
  const common = useStrings(settingsStrings);
  const { settings, secrets } = useTools();
  const input = useRef<HTMLInputElement>(null);
  const [state, setState] = useState<ImportState>({ phase: 'closed' });
  const close = () => setState({ phase: 'closed' });

  const take = (text: string) => {
    const file = readProfileFile(text);
    if (!file.ok) return setState({ phase: 'failed', problem: file.error });
    const existing = settings.getState().settings.profiles;
    const merged = mergeProfiles(existing, file.value.profiles, newProfileId);
    if (merged.added.length > 0) changeSettings(settings, { profiles: merged.profiles });
    const { refused } = file.value;
    const known = secrets.all();
    const keys = file.value.keys.filter(({ origin, key }) => known[origin] !== key);
    const added = merged.added.map(({ name }) => name || common.unnamed);
    setState({ phase: 'imported', result: { added, known: merged.known, refused, keys } });
  };
  const read = async (file: File) => {
    if (file.size > largestFileBytes) return setState({ phase: 'failed', problem: 'too-long' });
    try {
      take(await file.text());
    } catch {
      // The reason (moved, no permission) is not told in a way that would help.
      setState({ phase: 'failed', problem: 'unreadable' });
    }
  };

  return (
    <>
      <input
        ref={input}
        type="file"
        accept="application/json,.json"
        hidden
        data-testid="import-file"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file !== undefined) void read(file);
          // The same file may be chosen again after it was mended.
          event.target.value = '';
        }}
      />
      <Button onClick={() => input.current?.click()}>{strings.import}</Button>
      <Dialog
        title={strings.importTitle}
        isOpen={state.phase !== 'closed'}
        closeLabel={common.close}
        onClose={close}
      >
        {state.phase === 'failed' && (
          <>
            <Notice tone="danger" title={strings.importProblems[state.problem]}>
              {strings.importNothingLost}
            </Notice>
            <Button onClick={close}>{strings.done}</Button>
          </>
        )}
        {state.phase === 'imported' && <ImportResult result={state.result} onDone={close} />}
      </Dialog>
    </>
  );
}

function ImportResult({ result, onDone }: { readonly result: Imported; readonly onDone: () => void }) {
  const strings = useStrings(profilesStrings);
  const { added, known, refused, keys } = result;
  return (
    <>
      <Notice
        tone={added.length > 0 ? 'good' : 'info'}
        title={added.length > 0 ? strings.added(added.join(', ')) : strings.addedNone}
      >
        {known > 0 && strings.known(known)}
      </Notice>
      {refused.length > 0 && (
        <Notice tone="warning" title={strings.refused(refused.length)}>
          <ul>
            {refused.map(({ position, name, reason }) => (
              <li key={position}>
                {strings.refusedProfile(position, name)}: <code>{reason}</code>
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {keys.length > 0 ? (
        <ImportedKeys keys={keys} onDone={onDone} />
      ) : (
        <Button onClick={onDone}>{strings.done}</Button>
      )}
    </>
  );
}
