/** A name that a service knows best: any text, or one of the list that it is asked for. */
import { Button } from '../ui/button.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { useStrings } from '../ui/language.ts';
import { Notice } from '../ui/notice.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { useLimitedText } from './limited-text.ts';
import styles from './listed-field.module.css';
import { serviceStrings } from './service.strings.ts';
import { useCall } from './use-call.ts';

export interface OfferedNames {
  readonly names: readonly { readonly id: string; readonly label: string }[];
  /** They are there and not at the address that was given. */
  readonly suggestedUrl?: string;
}

interface ListedFieldProps {
  /** Of the field among those of its engine. */
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What the button says: `List models`. */
  readonly listLabel: string;
  readonly list: (signal: AbortSignal) => Promise<OfferedNames>;
  readonly onUseUrl?: (url: string) => void;
}

/** Give it the address as its key: with another address the list is another one. */
export function ListedField({
  name,
  label,
  hint,
  value,
  onChange,
  listLabel,
  list,
  onUseUrl,
}: ListedFieldProps) {
  const strings = useStrings(serviceStrings);
  const limited = useLimitedText(name, 'model', value, onChange);
  const [offer, ask] = useCall(list);
  const names = offer.phase === 'done' ? offer.value.names : [];
  const suggestedUrl = offer.phase === 'done' ? offer.value.suggestedUrl : undefined;
  return (
    <div className={styles['listed']}>
      <div className={styles['row']}>
        <TextField
          label={label}
          hint={hint}
          value={limited.text}
          error={limited.error}
          onChange={limited.change}
        />
        <Button disabled={offer.phase === 'running'} onClick={() => void ask()}>
          {offer.phase === 'running' ? strings.listing : listLabel}
        </Button>
      </div>
      {names.length > 0 && (
        <SelectField
          label={strings.chooseOf(names.length)}
          value={names.some(({ id }) => id === value) ? value : ''}
          options={[
            { value: '', label: '—' },
            ...names.map((offered) => ({ value: offered.id, label: offered.label })),
          ]}
          onChange={(id) => {
            if (id !== '') limited.change(id);
          }}
        />
      )}
      {offer.phase === 'done' && names.length === 0 && <Notice tone="info" title={strings.emptyList} />}
      {suggestedUrl && onUseUrl && (
        <Notice
          tone="warning"
          title={strings.foundAt(suggestedUrl)}
          actions={
            <Button size="small" onClick={() => onUseUrl(suggestedUrl)}>
              {strings.useThat}
            </Button>
          }
        />
      )}
      {offer.phase === 'failed' && <FailureNotice error={offer.error} />}
    </div>
  );
}
