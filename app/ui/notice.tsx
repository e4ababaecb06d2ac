import type { ReactNode } from 'react';
import styles from './notice.module.css';

interface NoticeProps {
  readonly tone: 'info' | 'good' | 'warning' | 'danger';
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** Says what happened and what to do next. Trouble is announced at once, the rest when there is a pause. */
export function Notice({ tone, title, children, actions }: NoticeProps) {
  return (
    <div className={styles['notice']} data-tone={tone} role={tone === 'danger' ? 'alert' : 'status'}>
      <div>
        <p className={styles['title']}>{title}</p>
        {children && <div className={styles['body']}>{children}</div>}
      </div>
      {actions && <div className={styles['actions']}>{actions}</div>}
    </div>
  );
}
