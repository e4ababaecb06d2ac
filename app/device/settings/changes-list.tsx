/** What would be written, beside what the box has: at the end of the form, in sight wherever one scrolls. */
import { useEffect, useRef, type ReactNode } from 'react';
import type { BoxSettings, SettingEdit } from '../../../core/esp/settings/box-settings.ts';
import { Button } from '../../ui/button.tsx';
import { useStrings } from '../../ui/language.ts';
import { deviceStrings } from '../device.strings.ts';
import type { FormKey, SettingsFormProps } from '../settings-form-props.ts';
import styles from './settings-form.module.css';
import { settingsFormStrings } from './settings-form.strings.ts';

interface ChangesListProps extends Pick<SettingsFormProps, 'stored' | 'support' | 'isBusy'> {
  readonly edits: readonly SettingEdit[];
  readonly isWrong: boolean;
  readonly writeLabel: string;
  readonly before: ReactNode;
  readonly onUndo: (key: FormKey) => void;
  readonly onUndoAll: () => void;
}

export function ChangesList({
  stored,
  support,
  edits,
  isWrong,
  isBusy,
  writeLabel,
  before,
  onUndo,
  onUndoAll,
}: ChangesListProps) {
  const strings = useStrings(settingsFormStrings);
  const { changes, names } = strings;
  if (edits.length === 0)
    return (
      <div className={styles['changes']}>
        <p className={styles['note']}>{changes.none}</p>
      </div>
    );
  return (
    <section className={styles['changes']} data-some="true" aria-label={changes.title(edits.length)}>
      <h2>{changes.title(edits.length)}</h2>
      <ul className={styles['list']}>
        {edits.map(({ key, value }) => {
          const name = names[key as FormKey];
          return (
            <li key={key} data-setting={key}>
              <span className={styles['name']}>{name}</span>
              <span className={styles['values']}>
                {support[key as FormKey] === 'read-write' && (
                  <>
                    <del>
                      <span className="visually-hidden">{changes.from}: </span>
                      <Value name={key} value={stored[key]} />
                    </del>
                    <span aria-hidden="true"> → </span>
                  </>
                )}
                <ins>
                  <span className="visually-hidden">{changes.to}: </span>
                  <Value name={key} value={value} />
                </ins>
              </span>
              <Button
                size="small"
                look="quiet"
                disabled={isBusy}
                aria-label={changes.undoOf(name)}
                onClick={() => onUndo(key as FormKey)}
              >
                {changes.undo}
              </Button>
            </li>
          );
        })}
      </ul>
      {before && <div className={styles['note']}>{before}</div>}
      <div className={styles['actions']}>
        <Button type="submit" look="primary" disabled={isWrong || isBusy}>
          {writeLabel}
        </Button>
        <Button look="quiet" disabled={isBusy} onClick={onUndoAll}>
          {changes.undoAll}
        </Button>
        {isWrong && (
          <p className={styles['error']} role="status">
            {changes.wrong}
          </p>
        )}
      </div>
    </section>
  );
}

interface ValueProps {
  readonly name: SettingEdit['key'];
  readonly value: BoxSettings[SettingEdit['key']] | null;
}

function Value({ name, value }: ValueProps) {
  const { changes } = useStrings(settingsFormStrings);
  const { size } = useStrings(deviceStrings);
  if (value === null) return changes.removed;
  if (value === undefined || value === '') return changes.empty;
  if (value instanceof Uint8Array)
    return name === 'background_gif' || name === 'avatar_gif' ? (
      <Picture bytes={value} alt={changes.picture(size(value.length))} />
    ) : (
      changes.empty
    );
  if (typeof value === 'number') return Number(value.toFixed(3)).toString();
  return name === 'pass' ? '••••••••' : <bdi>{value}</bdi>;
}

/** Small, as it is: whoever changes a picture knows it by sight. */
function Picture({ bytes, alt }: { readonly bytes: Uint8Array; readonly alt: string }) {
  const picture = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const url = URL.createObjectURL(new Blob([bytes.slice()], { type: 'image/gif' }));
    if (picture.current) picture.current.src = url;
    return () => URL.revokeObjectURL(url);
  }, [bytes]);
  return <img ref={picture} className={styles['thumb']} alt={alt} />;
}
