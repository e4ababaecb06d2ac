/** Who answers a box: a tab, or an EchoKit server to which the companion passes everything on. */
import { useState } from 'react';
import { readServerUrl, type ServerUrl } from '../../core/profile/server-url.ts';
import type { RelayBox } from '../../workers/relay-api.ts';
import {
  asCompanionError,
  companionOrigin,
  type CompanionError,
  type CompanionLink,
  type OriginInspection,
} from '../platform/companion/companion-link.ts';
import { companionMessagesEn } from '../platform/companion/messages.en.ts';
import { companionMessagesZh } from '../platform/companion/messages.zh.ts';
import { Button } from '../ui/button.tsx';
import { ChoiceField } from '../ui/choice-field.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { useStrings } from '../ui/language.ts';
import { Notice } from '../ui/notice.tsx';
import styles from './box-set-up.module.css';
import { boxStrings } from './box.strings.ts';
import type { RelayActions } from './relay-actions.ts';

interface BoxModeProps {
  readonly box: RelayBox;
  readonly actions: Pick<RelayActions, 'setMode'>;
  readonly companion: CompanionLink | undefined;
}

type Asking =
  | { readonly phase: 'looking' }
  | { readonly phase: 'asking'; readonly url: string; readonly found: OriginInspection }
  | { readonly phase: 'failed'; readonly error: CompanionError };

const companionMessages = { en: companionMessagesEn, zh: companionMessagesZh };

export function BoxMode({ box: { id, mode }, actions, companion }: BoxModeProps) {
  const strings = useStrings(boxStrings);
  const messages = useStrings(companionMessages);
  const [wanted, setWanted] = useState(mode.kind);
  const [text, setText] = useState(mode.kind === 'pass-through' ? mode.upstream : '');
  const [isChecked, setIsChecked] = useState(false);
  const [asking, setAsking] = useState<Asking>();
  const read = readUpstream(text);

  const choose = (kind: typeof wanted) => {
    setWanted(kind);
    // Going back needs no address: it is done at once.
    if (kind === 'answer' && mode.kind !== 'answer') actions.setMode(id, { kind });
  };
  const passOn = (upstream: string) => {
    setAsking(undefined);
    actions.setMode(id, { kind: 'pass-through', upstream });
  };
  const submit = async () => {
    setIsChecked(true);
    if (typeof read === 'string' || companion === undefined) return;
    setAsking({ phase: 'looking' });
    try {
      const found = await companion.inspect(companionOrigin(read.origin));
      if (isAllowed(found)) passOn(read.url);
      else setAsking({ phase: 'asking', url: read.url, found });
    } catch (failure) {
      setAsking({ phase: 'failed', error: asCompanionError(failure) });
    }
  };
  const allow = async (url: string, { origin, reach }: OriginInspection) => {
    try {
      await companion?.allow(origin, { allowPrivate: reach !== 'public' });
    } catch (failure) {
      const error = asCompanionError(failure);
      // It is allowed all the same, as long as the companion runs.
      if (error.code !== 'state-unwritable') {
        setAsking({ phase: 'failed', error });
        return;
      }
    }
    passOn(url);
  };

  const isAsWanted = mode.kind === 'pass-through' && typeof read !== 'string' && read.url === mode.upstream;
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
            <Button
              size="small"
              look="primary"
              disabled={isAsWanted || asking?.phase === 'looking'}
              onClick={() => void submit()}
            >
              {asking?.phase === 'looking' ? strings.looking : strings.passOn}
            </Button>
          </div>
          {asking?.phase === 'failed' && (
            <Notice tone="danger" title={messages[asking.error.code].title}>
              {messages[asking.error.code].whatToDo}
            </Notice>
          )}
        </>
      )}
      {asking?.phase === 'asking' && (
        <Dialog
          title={strings.allowTitle}
          isOpen
          closeLabel={strings.close}
          onClose={() => setAsking(undefined)}
          actions={
            <>
              <Button onClick={() => setAsking(undefined)}>{strings.cancel}</Button>
              <Button look="primary" onClick={() => void allow(asking.url, asking.found)}>
                {strings.allow}
              </Button>
            </>
          }
        >
          <p className={styles['origin']}>{asking.url}</p>
          <p>{asking.found.reach === 'public' ? strings.allowFar : strings.allowNear}</p>
          <p>{strings.allowMeans}</p>
        </Dialog>
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

const isAllowed = ({ reach, listed }: OriginInspection): boolean =>
  listed !== null && (reach === 'public' || listed.privateAllowed);
