/** Who answers a box: a tab, or an EchoKit server to which the companion passes everything on. */
import { useState } from 'react';
import { readServerUrl, type ServerUrl } from '../../core/profile/server-url.ts';
import type { RelayBox } from '../../workers/relay-api.ts';
import { Button } from '../ui/button.tsx';
import { ChoiceField } from '../ui/choice-field.tsx';
import { TextField } from '../ui/field.tsx';
import { useStrings } from '../ui/language.ts';
import styles from './box-set-up.module.css';
import { boxStrings } from './box.strings.ts';
import type { RelayActions } from './relay-actions.ts';

interface BoxModeProps {
  readonly box: Pick<RelayBox, 'id' | 'mode'>;
  readonly actions: Pick<RelayActions, 'setMode'>;
}

export function BoxMode({ box: { id, mode }, actions }: BoxModeProps) {
  const strings = useStrings(boxStrings);
  const [known, setKnown] = useState(mode.kind);
  const [wanted, setWanted] = useState(mode.kind);
  const [text, setText] = useState(mode.kind === 'pass-through' ? mode.upstream : '');
  const [isChecked, setIsChecked] = useState(false);
  // Also another tab may have changed it.
  if (known !== mode.kind) {
    setKnown(mode.kind);
    setWanted(mode.kind);
    if (mode.kind === 'pass-through') setText(mode.upstream);
  }
  const read = readUpstream(text);
  const isAsWanted = mode.kind === 'pass-through' && typeof read !== 'string' && read.url === mode.upstream;

  const choose = (kind: typeof wanted) => {
    setWanted(kind);
    // Going back needs no address: it is done at once.
    if (kind === 'answer' && mode.kind !== 'answer') actions.setMode(id, { kind });
  };
  const passOn = () => {
    setIsChecked(true);
    if (typeof read !== 'string') actions.setMode(id, { kind: 'pass-through', upstream: read.url });
  };
  return (
    <div className={styles['part']}>
      <ChoiceField
        label={strings.mode}
        value={wanted}
        choices={(['answer', 'pass-through'] as const).map((value) => ({
          value,
          label: strings.modes[value].name,
          hint: strings.modes[value].hint,
        }))}
        onChange={choose}
      />
      {wanted === 'pass-through' && (
        <>
          <TextField
            label={strings.upstream}
            hint={strings.upstreamHint}
            type="url"
            placeholder="ws://"
            maxLength={2048}
            value={text}
            error={isChecked && typeof read === 'string' ? strings.upstreamErrors[read] : undefined}
            onChange={setText}
          />
          <div>
            <Button size="small" look="primary" disabled={isAsWanted} onClick={passOn}>
              {strings.passOn}
            </Button>
          </div>
        </>
      )}
    </div>
  );
}

/** @returns the address, or what is wrong with it */
function readUpstream(text: string): ServerUrl | keyof (typeof boxStrings)['en']['upstreamErrors'] {
  if (text.includes('?')) return 'query';
  const read = readServerUrl(text);
  return read.ok ? read.value : read.error;
}
