import type { ReactNode } from 'react';
import type { EngineError } from '../engines/engine-error.ts';
import { engineMessages, explainFailure } from '../engines/explain-failure.ts';
import { useStrings } from '../ui/language.ts';
import { Notice } from '../ui/notice.tsx';
import styles from './failure-notice.module.css';

interface FailureNoticeProps {
  readonly error: EngineError;
  readonly actions?: ReactNode;
}

/** A failed call in words: what happened, what to do, what may be the cause, and what the service itself said. */
export function FailureNotice({ error, actions }: FailureNoticeProps) {
  const messages = useStrings(engineMessages);
  const { title, whatToDo, causes, service } = explainFailure(error, messages);
  return (
    <Notice tone="danger" title={title} actions={actions}>
      <p>{whatToDo}</p>
      {causes.length > 0 && (
        <>
          <p className={styles['heading']}>{messages.suspectsTitle}</p>
          <ol className={styles['causes']}>
            {causes.map((cause) => (
              <li key={cause}>{cause}</li>
            ))}
          </ol>
        </>
      )}
      {service && (
        <p className={styles['heading']}>
          {messages.serviceSaid}: <q>{service}</q>
        </p>
      )}
    </Notice>
  );
}
