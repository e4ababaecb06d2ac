import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { TextField } from '../../ui/field.tsx';
import { useStrings } from '../../ui/language.ts';
import type { DeviceSession } from '../device-session.ts';
import styles from './monitor.module.css';
import { monitorStrings } from './monitor.strings.ts';

interface SendLineProps {
  readonly session: DeviceSession;
  readonly isLocked: boolean;
}

/** Sends what is typed and a line end. */
export function SendLine({ session, isLocked }: SendLineProps) {
  const strings = useStrings(monitorStrings);
  const [text, setText] = useState('');
  const [hasFailed, setHasFailed] = useState(false);
  const send = async () => {
    const sent = await session.sendText(`${text}\r\n`);
    setHasFailed(!sent.ok);
    if (sent.ok) setText('');
  };
  return (
    <Disclosure summary={strings.input}>
      <form
        className={styles['send']}
        onSubmit={(event) => {
          event.preventDefault();
          if (!isLocked) void send();
        }}
      >
        <TextField
          label={strings.input}
          hint={strings.inputHint}
          error={hasFailed ? strings.notSent : undefined}
          value={text}
          onChange={setText}
        />
        <Button type="submit" disabled={isLocked}>
          {strings.send}
        </Button>
      </form>
    </Disclosure>
  );
}
