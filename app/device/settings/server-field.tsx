/** Who answers: this computer's relay, a public server, or any other address. */
import { useState } from 'react';
import { ChoiceField, type Choice } from '../../ui/choice-field.tsx';
import { SelectField } from '../../ui/field.tsx';
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

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);

export function ServerField({ value, servers, onChange, state }: ServerFieldProps) {
  const { server } = useStrings(settingsFormStrings);
  // Whoever chose "another" stays there, also while the address is one of those above.
  const [isOwn, setIsOwn] = useState(false);
  const listed = isOwn ? undefined : servers.find(({ url }) => url === value);
  const publicUrls = servers.filter(({ kind }) => kind === 'public').map(({ url }) => url);
  const relays = servers.filter(({ kind }) => kind === 'relay');
  const chosen = listed === undefined ? 'own' : listed.kind === 'relay' ? listed.url : 'public';
  const choices: readonly Choice<string>[] = [
    ...relays.map(({ url }) => ({
      value: url,
      label: server.relay,
      hint: server.relayHint(hostOf(url)),
    })),
    ...(publicUrls.length > 0 ? [{ value: 'public', label: server.public, hint: server.publicHint }] : []),
    { value: 'own', label: server.own, hint: server.ownHint },
  ];
  const choose = (choice: string) => {
    if (state.isLocked) return;
    setIsOwn(choice === 'own');
    if (choice !== 'own') onChange(choice === 'public' ? (publicUrls[0] ?? '') : choice);
  };
  return (
    <div className={styles['field']}>
      <ChoiceField label={server.choose} value={chosen} choices={choices} onChange={choose} />
      {relays.length === 0 && <p className={styles['note']}>{server.noRelay}</p>}
      {chosen === 'public' && (
        <SelectField
          label={server.which}
          value={value}
          options={publicUrls.map((url) => ({ value: url, label: hostOf(url) }))}
          onChange={(url) => {
            if (!state.isLocked) onChange(url);
          }}
        />
      )}
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
