import type { ReactNode } from 'react';
import styles from './entry-list.module.css';

/** A plain list of things with something to do about each. */
export function EntryList({ children }: { readonly children: ReactNode }) {
  return <ul className={styles['entries']}>{children}</ul>;
}

interface EntryProps {
  readonly title: string;
  readonly facts: readonly string[];
  readonly action?: ReactNode;
}

export function Entry({ title, facts, action }: EntryProps) {
  return (
    <li>
      <div>
        <p className={styles['title']}>{title}</p>
        <p className={styles['facts']}>{facts.join(' · ')}</p>
      </div>
      {action}
    </li>
  );
}
