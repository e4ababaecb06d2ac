import type { ReactNode } from 'react';
import styles from './card.module.css';

interface CardProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly tools?: ReactNode;
  readonly children: ReactNode;
}

/** A titled part of a page. */
export function Card({ title, lead, tools, children }: CardProps) {
  return (
    <section className={styles['card']}>
      <header>
        <div>
          <h2>{title}</h2>
          {lead && <p>{lead}</p>}
        </div>
        {tools}
      </header>
      {children}
    </section>
  );
}
