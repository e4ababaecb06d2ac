import { useState } from 'react';
import type { ServiceKey } from '../../core/profile/profile-file.ts';
import { Button } from '../ui/button.tsx';
import { SwitchField } from '../ui/field.tsx';
import { useStrings } from '../ui/language.ts';
import { endingOfKey, maskedKey } from './masked-key.ts';
import { profilesStrings } from './profiles.strings.ts';
import { useSecretList, useTools } from './settings-context.tsx';
import { ButtonRow } from './settings-section.tsx';

interface ImportedKeysProps {
  readonly keys: readonly ServiceKey[];
  readonly onDone: () => void;
}

/** Keys that a file brought: each is taken only if the person says so, origin by origin. */
export function ImportedKeys({ keys, onDone }: ImportedKeysProps) {
  const strings = useStrings(profilesStrings);
  const { secrets } = useTools();
  const known = useSecretList();
  const [wanted, setWanted] = useState<ReadonlySet<string>>(new Set());
  const [keep, setKeep] = useState(false);

  const want = (origin: string, isWanted: boolean) => {
    const next = new Set(wanted);
    if (isWanted) next.add(origin);
    else next.delete(origin);
    setWanted(next);
  };
  const take = () => {
    for (const { origin, key } of keys) {
      // What the browser does not keep is used until the page closes; the list of keys shows which.
      if (wanted.has(origin)) secrets.set(origin, key, keep).catch(() => undefined);
    }
    onDone();
  };

  return (
    <>
      <h3>{strings.keysTitle}</h3>
      <p>{strings.keysText}</p>
      {keys.map(({ origin, key }) => (
        <SwitchField
          key={origin}
          label={origin}
          hint={
            known.some((secret) => secret.origin === origin)
              ? `${maskedKey(endingOfKey(key))}, ${strings.keyReplaces}`
              : maskedKey(endingOfKey(key))
          }
          checked={wanted.has(origin)}
          onChange={(isWanted) => want(origin, isWanted)}
        />
      ))}
      {wanted.size > 0 && <SwitchField label={strings.keepKeys} checked={keep} onChange={setKeep} />}
      <ButtonRow>
        <Button look="primary" onClick={take}>
          {strings.takeKeys(wanted.size)}
        </Button>
      </ButtonRow>
    </>
  );
}
