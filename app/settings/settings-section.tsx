import type { ReactNode } from 'react';
import { useStrings } from '../ui/language.ts';
import { sectionElementId, type SectionId } from './sections.ts';
import styles from './settings-section.module.css';
import { settingsStrings } from './settings.strings.ts';

interface SettingsSectionProps {
  readonly id: SectionId;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}

/** One titled part of the page; its title is the same as in the list of sections. */
export function SettingsSection({ id, lead, children }: SettingsSectionProps) {
  const strings = useStrings(settingsStrings);
  const elementId = sectionElementId(id);
  return (
    <section id={elementId} className={styles['section']} aria-labelledby={`${elementId}-title`}>
      <header>
        <h2 id={`${elementId}-title`} tabIndex={-1}>
          {strings.sections[id]}
        </h2>
        {lead && <p>{lead}</p>}
      </header>
      {children}
    </section>
  );
}

/** Fields beside each other where there is room. */
export function FieldGrid({ children }: { readonly children: ReactNode }) {
  return <div className={styles['grid']}>{children}</div>;
}

/** Buttons that belong together. */
export function ButtonRow({ children }: { readonly children: ReactNode }) {
  return <div className={styles['buttons']}>{children}</div>;
}
