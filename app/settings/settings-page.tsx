/**
 * Everything a person can set up: with whom one talks and how, and what this browser keeps. Each change is kept at
 * once; there is nothing to save.
 */
import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '../ui/button.tsx';
import { useStrings } from '../ui/language.ts';
import { Notice } from '../ui/notice.tsx';
import { saveFile } from '../ui/save-file.ts';
import { ConversationsSection, LookSection } from './browser-sections.tsx';
import { CompanionSection } from './companion-section.tsx';
import { useEditing } from './editing.ts';
import { EngineSections } from './engine-sections.tsx';
import { KeysSection } from './keys-section.tsx';
import { MannerSections } from './manner-sections.tsx';
import { ProfilesSection } from './profiles-section.tsx';
import { SectionList } from './section-list.tsx';
import { goToSection, sectionOfHash } from './sections.ts';
import { ServerSection } from './server-section.tsx';
import { SettingsContext, useTools } from './settings-context.tsx';
import styles from './settings-page.module.css';
import type { SettingsPageProps } from './settings-page-props.ts';
import { settingsStrings } from './settings.strings.ts';
import { SoundSection } from './sound-section.tsx';
import { createUpstreamBook } from './upstream-book.ts';

export type { AutoProfileState, SettingsPageProps } from './settings-page-props.ts';

export function SettingsPage(props: SettingsPageProps) {
  const strings = useStrings(settingsStrings);
  const { companion } = props;
  const [upstreams] = useState(() => createUpstreamBook(companion));
  const tools = useMemo(() => ({ ...props, upstreams }), [props, upstreams]);
  useEffect(() => void upstreams.load(), [upstreams]);
  useEffect(() => {
    const follow = () => {
      const section = sectionOfHash(location.hash);
      if (section !== undefined) goToSection(section);
    };
    follow();
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);

  return (
    <SettingsContext value={tools}>
      <div className={styles['page']}>
        <header className={styles['title']}>
          <h1>{strings.title}</h1>
          <p>{strings.lead}</p>
        </header>
        <aside className={styles['aside']}>
          <Sections />
        </aside>
        <div className={styles['sections']}>
          <StorageTrouble />
          <ProfilesSection />
          <ServerSection />
          <EngineSections />
          <MannerSections />
          <SoundSection />
          <KeysSection />
          <ConversationsSection />
          <CompanionSection />
          <LookSection />
        </div>
      </div>
    </SettingsContext>
  );
}

function Sections() {
  const strings = useStrings(settingsStrings);
  const editing = useEditing();
  const name = editing.kind === 'auto' ? strings.auto : editing.profile.name || strings.unnamed;
  return <SectionList profileName={name} hasServer={editing.profile?.server !== undefined} />;
}

/** What was set up before and could not be read, and what cannot be kept now. */
function StorageTrouble() {
  const strings = useStrings(settingsStrings);
  const { settings } = useTools();
  const problem = useStore(settings, (state) => state.problem);
  const unkept = useStore(settings, (state) => state.unkept);
  return (
    <>
      {problem && (
        <Notice
          tone="warning"
          title={strings.unreadable}
          actions={
            <Button size="small" onClick={() => saveFile(`${problem.setAsideAs}.json`, problem.text)}>
              {strings.saveUnreadable}
            </Button>
          }
        >
          <p>{strings.unreadableHelp}</p>
          <p>
            <code>{problem.reason}</code>
          </p>
        </Notice>
      )}
      {unkept !== undefined && (
        <Notice tone="warning" title={strings.unkept}>
          {strings.unkeptHelp}
        </Notice>
      )}
    </>
  );
}
