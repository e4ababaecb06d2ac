/** Whom one talks with: the auto profile, one's own, and the ways to more of them. */
import { useId, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { parseProfile } from '../../core/profile/profile-schema.ts';
import type { Profile } from '../../core/profile/profile.ts';
import { readServerUrl } from '../../core/profile/server-url.ts';
import { engineMessages } from '../engines/explain-failure.ts';
import {
  chooseProfile,
  changeSettings,
  deleteProfile,
  saveProfile,
} from '../platform/storage/settings-store.ts';
import { Button } from '../ui/button.tsx';
import { useStrings } from '../ui/language.ts';
import { Notice } from '../ui/notice.tsx';
import { changeProfile, useEditing } from './editing.ts';
import { engineInWords, engineNames } from './engine-words.ts';
import { ExportDialog } from './export-dialog.tsx';
import { ImportButton } from './import-profiles.tsx';
import { LimitedTextField } from './limited-text-field.tsx';
import { copyOfProfile } from './new-profile.ts';
import { PresetDialog } from './preset-dialog.tsx';
import styles from './profiles-section.module.css';
import { profilesStrings } from './profiles.strings.ts';
import { serverStrings } from './server.strings.ts';
import { useSettings, useTools } from './settings-context.tsx';
import { ButtonRow, SettingsSection } from './settings-section.tsx';
import { settingsStrings } from './settings.strings.ts';

/** A profile that was deleted a moment ago, and where it stood. */
interface Deleted {
  readonly profile: Profile;
  readonly index: number;
}

type OpenDialog =
  | { readonly kind: 'none' }
  | { readonly kind: 'new' }
  | { readonly kind: 'export'; readonly profiles: readonly Profile[] };

export function ProfilesSection() {
  const strings = useStrings(profilesStrings);
  const common = useStrings(settingsStrings);
  const { settings } = useTools();
  const profiles = useSettings((state) => state.profiles);
  const editing = useEditing();
  const chosenId = editing.kind === 'own' ? editing.profile.id : undefined;
  const [deleted, setDeleted] = useState<Deleted>();
  const [dialog, setDialog] = useState<OpenDialog>({ kind: 'none' });
  /** Id of the profile that has just come: the keyboard goes to its name. */
  /** Why a new profile was not added: it could not be read again. */
  const [refusal, setRefusal] = useState<string>();
  const [arrived, setArrived] = useState<string>();
  const closeDialog = () => setDialog({ kind: 'none' });

  const add = (profile: Profile) => {
    const read = parseProfile(profile);
    setRefusal(read.ok ? undefined : read.error);
    if (!read.ok) return;
    saveProfile(settings, profile);
    chooseProfile(settings, profile.id);
    setArrived(profile.id);
  };
  const choose = (id: string | undefined) => {
    chooseProfile(settings, id);
    setArrived(undefined);
  };
  const remove = (profile: Profile) => {
    setDeleted({ profile, index: profiles.indexOf(profile) });
    deleteProfile(settings, profile.id);
  };
  const restore = ({ profile, index }: Deleted) => {
    changeSettings(settings, { profiles: profiles.toSpliced(index, 0, profile) });
    chooseProfile(settings, profile.id);
    setArrived(profile.id);
    setDeleted(undefined);
  };

  return (
    <SettingsSection id="profiles" lead={strings.lead}>
      <fieldset className={styles['profiles']}>
        <legend className="visually-hidden">{strings.choose}</legend>
        <AutoCard isChosen={chosenId === undefined} onChoose={() => choose(undefined)} onMakeOwn={add} />
        {profiles.map((profile) => (
          <ProfileCard
            key={profile.id}
            name={profile.name || common.unnamed}
            isChosen={profile.id === chosenId}
            onChoose={() => choose(profile.id)}
            about={<OwnEngines profile={profile} />}
          >
            <LimitedTextField
              name="name"
              limit="name"
              label={strings.name}
              value={profile.name}
              autoFocus={profile.id === arrived}
              onChange={(name) => changeProfile(settings, profile, { name })}
            />
            <ButtonRow>
              <Button size="small" onClick={() => add(copyOfProfile(profile, profile.name, profiles))}>
                {strings.duplicate}
              </Button>
              <Button size="small" onClick={() => setDialog({ kind: 'export', profiles: [profile] })}>
                {strings.exportOne}
              </Button>
              <Button size="small" look="danger" onClick={() => remove(profile)}>
                {strings.delete}
              </Button>
            </ButtonRow>
          </ProfileCard>
        ))}
      </fieldset>
      {refusal !== undefined && (
        <Notice tone="danger" title={strings.notAdded}>
          <code>{refusal}</code>
        </Notice>
      )}
      {deleted && (
        <Notice
          tone="info"
          title={strings.deleted(deleted.profile.name || common.unnamed)}
          actions={
            <Button size="small" autoFocus onClick={() => restore(deleted)}>
              {strings.undo}
            </Button>
          }
        />
      )}
      <ButtonRow>
        <Button look="primary" onClick={() => setDialog({ kind: 'new' })}>
          {strings.create}
        </Button>
        <ImportButton />
        <Button disabled={profiles.length === 0} onClick={() => setDialog({ kind: 'export', profiles })}>
          {strings.exportAll}
        </Button>
      </ButtonRow>
      <PresetDialog isOpen={dialog.kind === 'new'} onCreate={add} onClose={closeDialog} />
      <ExportDialog profiles={dialog.kind === 'export' ? dialog.profiles : []} onClose={closeDialog} />
    </SettingsSection>
  );
}

interface ProfileCardProps {
  readonly name: string;
  readonly about: ReactNode;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  /** What may be done with it; shown while it is chosen. */
  readonly children: ReactNode;
}

function ProfileCard({ name, about, isChosen, onChoose, children }: ProfileCardProps) {
  const id = useId();
  return (
    <div className={styles['card']}>
      <label className={styles['head']}>
        <input
          type="radio"
          name="profile"
          checked={isChosen}
          aria-labelledby={`${id}-name`}
          aria-describedby={`${id}-about`}
          onChange={onChoose}
        />
        <span className={styles['words']}>
          <span id={`${id}-name`} className={styles['name']}>
            {name}
          </span>
          <span id={`${id}-about`} className={styles['about']}>
            {about}
          </span>
        </span>
      </label>
      {isChosen && <div className={styles['body']}>{children}</div>}
    </div>
  );
}

function OwnEngines({ profile }: { readonly profile: Profile }) {
  const names = useStrings(engineNames);
  const server = useStrings(serverStrings);
  if (profile.server !== undefined) {
    const read = readServerUrl(profile.server.url);
    const { label } = server.answerers[profile.server.kind];
    return read.ok ? `${label} · ${read.value.host}` : label;
  }
  const { asr, llm, tts } = profile.partner;
  return [asr, llm, tts].map((config) => engineInWords(config, names)).join(' · ');
}

interface AutoCardProps {
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  readonly onMakeOwn: (profile: Profile) => void;
}

function AutoCard({ isChosen, onChoose, onMakeOwn }: AutoCardProps) {
  const strings = useStrings(profilesStrings);
  const common = useStrings(settingsStrings);
  const { auto, onLookAgain } = useTools();
  const { looking } = useStore(auto);
  const profiles = useSettings((state) => state.profiles);
  const editing = useEditing();
  const found = editing.kind === 'auto' ? editing.profile : undefined;
  return (
    <ProfileCard name={common.auto} about={strings.autoAbout} isChosen={isChosen} onChoose={onChoose}>
      <AutoChoices />
      <ButtonRow>
        <Button size="small" disabled={looking} onClick={onLookAgain}>
          {strings.lookAgain}
        </Button>
        <Button
          size="small"
          disabled={found === undefined}
          onClick={() => found && onMakeOwn(copyOfProfile(found, strings.autoCopyName, profiles))}
        >
          {strings.makeOwn}
        </Button>
        <span role="status" className={styles['about']}>
          {looking && strings.looking}
        </span>
      </ButtonRow>
    </ProfileCard>
  );
}

/** What was taken and why; the finder's reasons where it gave them. */
function AutoChoices() {
  const strings = useStrings(profilesStrings);
  const names = useStrings(engineNames);
  const words = useStrings(engineMessages).auto;
  const { auto } = useTools();
  const { profile, choices } = useStore(auto);
  if (profile === undefined) return null;
  const { asr, llm, tts } = profile.partner;
  const rows = [
    { part: strings.ears, choice: choices?.ears, config: asr },
    { part: strings.brain, choice: choices?.brain, config: llm },
    { part: strings.voice, choice: choices?.voice, config: tts },
  ];
  return (
    <dl className={styles['choices']}>
      {rows.map(({ part, choice, config }) => (
        <div key={part}>
          <dt>{part}</dt>
          <dd>{choice === undefined ? engineInWords(config, names) : words[choice.kind](choice)}</dd>
        </div>
      ))}
    </dl>
  );
}
