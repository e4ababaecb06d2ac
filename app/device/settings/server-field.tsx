/** Who answers: this computer's relay, a public server, or any other address. */
import { useState } from 'react';
import { ChoiceField, type Choice } from '../../ui/choice-field.tsx';
import { useStrings } from '../../ui/language.ts';
import type { ServerChoice } from '../settings-form-props.ts';
import { ByteField } from './byte-field.tsx';
import type { FieldState } from './field-state.ts';
import styles from './settings-form.module.css';
import { settingsFormStrings } from './settings-form.strings.ts';

interface ServerFieldProps {
  readonly value: string;
  readonly servers: readonly ServerChoice[];
  readonly onChange: (value: string) => void;
  readonly state: FieldState;
}

const own = 'own';
const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);

export function ServerField({ value, servers, onChange, state }: ServerFieldProps) {
  const strings = useStrings(settingsFormStrings);
  const { server } = strings;
  // Whoever chose "another" stays there, also while the address is that of a server above.
  const [isOwn, setIsOwn] = useState(false);
  const chosen = !isOwn && servers.some(({ url }) => url === value) ? value : own;
  const choices: readonly Choice<string>[] = [
    ...servers.map(({ kind, url }) => ({
      value: url,
      label: kind === 'relay' ? server.relay : server.public(hostOf(url)),
      hint: kind === 'relay' ? server.relayHint(hostOf(url)) : server.publicHint,
    })),
    { value: own, label: server.own, hint: server.ownHint },
  ];
  return (
    <div className={styles['field']}>
      <ChoiceField
        label={server.choose}
        value={chosen}
        choices={choices}
        onChange={(choice) => {
          if (state.isLocked) return;
          setIsOwn(choice === own);
          if (choice !== own) onChange(choice);
        }}
      />
      {!servers.some(({ kind }) => kind === 'relay') && <p className={styles['note']}>{server.noRelay}</p>}
      <ByteField
        label={server.address}
        value={value}
        most={127}
        type="url"
        placeholder="ws://"
        onChange={(typed) => {
          setIsOwn(true);
          onChange(typed);
        }}
        state={state}
      />
    </div>
  );
}
