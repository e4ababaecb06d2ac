/**
 * The key of one service. Bound to the origin of the address: with another origin this is another field, and a key that
 * was typed for the one is never sent to the other.
 */
import { useEffect, useEffectEvent, useId, useRef, useState } from 'react';
import { textLimits } from '../../core/profile/profile-limits.ts';
import type { ServiceAddress } from '../../core/profile/profile.ts';
import { Button } from '../ui/button.tsx';
import { SwitchField, TextField } from '../ui/field.tsx';
import { useStrings } from '../ui/language.ts';
import { Notice } from '../ui/notice.tsx';
import { viewAddress } from './address-view.ts';
import styles from './key-field.module.css';
import { maskedKey } from './masked-key.ts';
import { serviceStrings } from './service.strings.ts';
import { settingsStrings } from './settings.strings.ts';
import { useSecretList, useTools, useUpstreams } from './settings-context.tsx';
import { listedUpstream } from './upstream-book.ts';

interface KeyFieldProps {
  readonly address: ServiceAddress;
  /** Requests that may carry no header carry no key. */
  readonly simpleRequest?: boolean;
  readonly onChange: (address: ServiceAddress) => void;
}

export function KeyField({ address, simpleRequest = false, onChange }: KeyFieldProps) {
  const strings = useStrings(serviceStrings);
  const upstreams = useUpstreams();
  const view = viewAddress(address, '');
  if (!view.ok) return <p className={styles['note']}>{strings.keyForNone}</p>;

  const { origin, host } = view;
  const isAtCompanion = listedUpstream(upstreams, origin)?.keyed === true;
  if (isAtCompanion && address.via === 'companion') {
    return <p className={styles['note']}>{strings.keyAtCompanion(host)}</p>;
  }
  return (
    <>
      {isAtCompanion && (
        <Notice
          tone="info"
          title={strings.keyAtCompanion(host)}
          actions={
            <Button size="small" onClick={() => onChange({ ...address, via: 'companion' })}>
              {strings.throughCompanion}
            </Button>
          }
        />
      )}
      <OriginKey
        key={origin}
        origin={origin}
        host={host}
        isUnused={simpleRequest && address.via === 'direct'}
      />
    </>
  );
}

interface OriginKeyProps {
  readonly origin: string;
  readonly host: string;
  readonly isUnused: boolean;
}

function OriginKey({ origin, host, isUnused }: OriginKeyProps) {
  const strings = useStrings(serviceStrings);
  const { secrets } = useTools();
  const known = useSecretList().find((secret) => secret.origin === origin);
  const [isReplacing, setIsReplacing] = useState(false);
  const [isRefused, setIsRefused] = useState(false);
  /** Where the focus goes when what had it is replaced. */
  const [focus, setFocus] = useState<'nowhere' | 'input' | 'button'>('nowhere');

  const set = async (secret: string, keep: boolean) => {
    setIsReplacing(false);
    setIsRefused(false);
    // In use either way; only keeping it can fail.
    await secrets.set(origin, secret, keep).catch(() => setIsRefused(true));
  };
  const keep = (isKept: boolean) => {
    const secret = secrets.all()[origin];
    if (secret !== undefined) void set(secret, isKept);
  };

  return (
    <div className={styles['key']}>
      {known === undefined || isReplacing ? (
        <KeyInput
          hint={strings.keyHint(host)}
          isFocused={focus === 'input'}
          onEntered={(secret, how) => {
            setFocus(how === 'enter' ? 'button' : 'nowhere');
            void set(secret, known?.kept ?? false);
          }}
          onLeft={() => setIsReplacing(false)}
        />
      ) : (
        <KnownKey
          ending={known.ending}
          kept={known.kept}
          isFocused={focus === 'button'}
          onReplace={() => {
            setFocus('input');
            setIsReplacing(true);
          }}
          onForget={() => {
            setFocus('input');
            void secrets.forget(origin).catch(() => setIsRefused(true));
          }}
        />
      )}
      {known && (
        <SwitchField
          label={strings.keepKey}
          hint={strings.keepKeyHint}
          checked={known.kept}
          onChange={keep}
        />
      )}
      {known && isUnused && <Notice tone="warning" title={strings.keyNotSent} />}
      {isRefused && <Notice tone="warning" title={strings.keyNotKept} />}
    </div>
  );
}

interface KeyInputProps {
  readonly hint: string;
  readonly isFocused: boolean;
  readonly onEntered: (secret: string, how: 'enter' | 'leave') => void;
  /** Left empty. */
  readonly onLeft: () => void;
}

/** A key counts once it has been typed: on Enter, or when the field is left, whichever way. */
function KeyInput({ hint, isFocused, onEntered, onLeft }: KeyInputProps) {
  const strings = useStrings(serviceStrings);
  const common = useStrings(settingsStrings);
  const [text, setText] = useState('');
  /** Typed and not handed over yet. */
  const pending = useRef('');

  const type = (typed: string) => {
    pending.current = typed.trim();
    setText(typed);
  };
  const isTooLong = text.trim().length > textLimits.key;
  const enter = (how: 'enter' | 'leave') => {
    if (isTooLong) return;
    const secret = pending.current;
    type('');
    if (secret === '') onLeft();
    else onEntered(secret, how);
  };
  const enterLast = useEffectEvent(() => {
    if (pending.current !== '' && !isTooLong) onEntered(pending.current, 'leave');
  });
  // Leaving the page by its links takes the field away without a blur.
  useEffect(() => () => enterLast(), []);

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        enter('enter');
      }}
      onBlur={() => enter('leave')}
    >
      <TextField
        label={strings.key}
        type="password"
        value={text}
        hint={hint}
        error={isTooLong ? common.tooLong(textLimits.key, text.trim().length) : undefined}
        autoFocus={isFocused}
        onChange={type}
      />
    </form>
  );
}

interface KnownKeyProps {
  readonly ending: string;
  readonly kept: boolean;
  readonly isFocused: boolean;
  readonly onReplace: () => void;
  readonly onForget: () => void;
}

function KnownKey({ ending, kept, isFocused, onReplace, onForget }: KnownKeyProps) {
  const strings = useStrings(serviceStrings);
  const id = useId();
  return (
    <div role="group" aria-labelledby={id} className={styles['known']}>
      <p>
        <span id={id} className={styles['label']}>
          {strings.key}
        </span>
        <span className={styles['masked']}>{maskedKey(ending)}</span>
        <span className={styles['note']}>{kept ? strings.keyIsKept : strings.keyIsInMemory}</span>
      </p>
      <Button size="small" autoFocus={isFocused} onClick={onReplace}>
        {strings.replaceKey}
      </Button>
      <Button size="small" onClick={onForget}>
        {strings.forgetKey}
      </Button>
    </div>
  );
}
