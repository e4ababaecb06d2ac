/** The list of sections beside the page: where one is, and the way to the others. */
import { useEffect, useState, type MouseEvent } from 'react';
import { useStrings } from '../ui/language.ts';
import {
  engineSections,
  goToSection,
  sectionElementId,
  sectionGroups,
  sectionHash,
  type SectionGroup,
  type SectionId,
} from './sections.ts';
import styles from './section-list.module.css';
import { settingsStrings } from './settings.strings.ts';

interface SectionListProps {
  /** Name of the profile whose sections these are. */
  readonly profileName: string;
  /** A server answers in place of the engines. */
  readonly hasServer: boolean;
}

export function SectionList({ profileName, hasServer }: SectionListProps) {
  const strings = useStrings(settingsStrings);
  const current = useSectionInView(hasServer);
  const title: Record<SectionGroup, string> = { ...strings.groups, profile: profileName };

  // The address follows, so that it can be kept and shared; the way back still leads off the page.
  const follow = (id: SectionId) => (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    history.replaceState(history.state, '', sectionHash(id));
    goToSection(id);
  };

  return (
    <nav className={styles['list']} aria-label={strings.sectionList}>
      {sectionGroups.map(({ group, sections }) => (
        <div key={group} className={styles['group']}>
          <p>{title[group]}</p>
          <ul>
            {sections
              .filter((id) => !hasServer || !engineSections.includes(id))
              .map((id) => (
                <li key={id}>
                  <a
                    href={sectionHash(id)}
                    aria-current={id === current ? 'location' : undefined}
                    onClick={follow(id)}
                  >
                    {strings.sections[id]}
                  </a>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

/** The section that crosses a line a little below the top of the window. */
function useSectionInView(hasServer: boolean): SectionId | undefined {
  const [current, setCurrent] = useState<SectionId>();
  useEffect(() => {
    const ids = new Map<Element, SectionId>();
    for (const { sections } of sectionGroups) {
      for (const id of sections) {
        const element = document.getElementById(sectionElementId(id));
        if (element !== null) ids.set(element, id);
      }
    }
    const observer = new IntersectionObserver(
      (entries) => {
        const entered = entries.find((entry) => entry.isIntersecting);
        if (entered !== undefined) setCurrent(ids.get(entered.target));
      },
      { rootMargin: '-20% 0px -79% 0px' },
    );
    for (const element of ids.keys()) observer.observe(element);
    return () => observer.disconnect();
  }, [hasServer]);
  return current;
}
