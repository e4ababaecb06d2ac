/**
 * One form for every way to a box: Wi-Fi, server, pictures, microphone; checked while it is typed, with the differences
 * shown before anything is written.
 */
import { useState } from 'react';
import { useStore } from 'zustand';
import { Card } from '../ui/card.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { useStrings } from '../ui/language.ts';
import { Notice } from '../ui/notice.tsx';
import { PictureField } from './pictures/picture-field.tsx';
import type { FormKey, PictureKind, SettingsFormProps } from './settings-form-props.ts';
import { carriedSettings } from './settings/carried-settings.ts';
import { ChangesList } from './settings/changes-list.tsx';
import { checkSettings } from './settings/check-settings.ts';
import type { FieldState } from './settings/field-state.ts';
import { FieldNotes } from './settings/field-notes.tsx';
import { GainField } from './settings/gain-field.tsx';
import { PasswordField } from './settings/password-field.tsx';
import { PhoneCode } from './settings/phone-code.tsx';
import { PresetList } from './settings/preset-list.tsx';
import { ServerField } from './settings/server-field.tsx';
import { applied, editsOf, withoutKey, type Draft } from './settings/settings-draft.ts';
import styles from './settings/settings-form.module.css';
import { problemStrings } from './settings/problem.strings.ts';
import { settingsFormStrings } from './settings/settings-form.strings.ts';
import { ByteField } from './settings/byte-field.tsx';

export function SettingsForm(props: SettingsFormProps) {
  const { stored, support, isBusy, onWrite } = props;
  const strings = useStrings(settingsFormStrings);
  const carried = useStore(carriedSettings, (state) => state.carried);
  const [typed, setTyped] = useState<Draft>({});
  // What was brought along is a draft like any other, under what was typed here since.
  const draft: Draft = { ...carried, ...typed };
  const set = <K extends FormKey>(key: K, value: Draft[K] | undefined) =>
    setTyped((before) => (value === undefined ? withoutKey(before, key) : { ...before, [key]: value }));
  const undo = (key: FormKey) => {
    setTyped((before) => withoutKey(before, key));
    if (carried !== null && key in carried)
      carriedSettings.setState({ carried: { ...withoutKey(carried, key) } as typeof carried });
  };
  const undoAll = () => {
    setTyped({});
    carriedSettings.setState({ carried: null });
  };

  const edits = editsOf(stored, draft).filter(({ key }) => support[key as FormKey] !== 'missing');
  const next = applied(stored, draft);
  const problems = checkSettings(next, edits, { support, pictureBytes: props.pictureBytes });
  const isWrong = edits.some(({ key }) => problems[key as FormKey]?.isError);
  const words = useStrings(problemStrings);
  const field = (key: FormKey): FieldState => {
    const problem = problems[key];
    const said = problem && words[problem.code](problem);
    return {
      isLocked: isBusy || props.locked?.[key] !== undefined || support[key] === 'missing',
      error: problem?.isError ? said : undefined,
      notes: [
        problem && !problem.isError ? said : undefined,
        support[key] === 'missing' ? strings.missing : undefined,
        support[key] === 'write-only' ? strings.writeOnly : undefined,
        props.locked?.[key],
        props.remarks?.[key],
      ].filter((note) => note !== undefined),
    };
  };
  const text = (key: 'ssid' | 'pass' | 'server_url') => draft[key] ?? stored[key] ?? '';

  const picture = (kind: PictureKind, key: 'background_gif' | 'avatar_gif') =>
    support[key] === 'missing' ? null : (
      <div className={styles['picture']}>
        <PictureField
          kind={kind}
          stored={stored[key]}
          value={draft[key]}
          onChange={(value) => set(key, value)}
          limitBytes={props.pictureBytes[kind]}
          isReadable={support[key] === 'read-write'}
          isLocked={isBusy || props.locked?.[key] !== undefined}
          mayRemove={support[key] === 'read-write' || kind === 'avatar'}
        />
        <FieldNotes state={field(key)} />
      </div>
    );
  const gain = (key: 'afe_linear_gain' | 'agc_tl_dbfs' | 'agc_cg_db') =>
    support[key] === 'missing' ? null : (
      <GainField
        name={key}
        value={draft[key] === null ? undefined : (draft[key] ?? stored[key])}
        onChange={(value) => set(key, value ?? null)}
        state={field(key)}
      />
    );

  return (
    <form
      className={styles['form']}
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (edits.length > 0 && !isWrong && !isBusy) onWrite(edits);
      }}
    >
      {carried !== null && <Notice tone="info" title={strings.carried} />}
      <div className={styles['columns']}>
        <Card title={strings.groups.wifi}>
          <ByteField
            label={strings.names.ssid}
            hint={strings.hints.ssid}
            value={text('ssid')}
            most={32}
            onChange={(value) => set('ssid', value)}
            state={field('ssid')}
          />
          <PasswordField
            value={text('pass')}
            onChange={(value) => set('pass', value)}
            state={field('pass')}
          />
        </Card>
        <Card title={strings.groups.server}>
          <ServerField
            value={text('server_url')}
            servers={props.servers}
            onChange={(value) => set('server_url', value)}
            state={field('server_url')}
          />
        </Card>
      </div>
      {(support.background_gif !== 'missing' || support.avatar_gif !== 'missing') && (
        <Card title={strings.groups.pictures}>
          <div className={styles['columns']}>
            {picture('background', 'background_gif')}
            {picture('avatar', 'avatar_gif')}
          </div>
        </Card>
      )}
      {(support.afe_linear_gain !== 'missing' || support.agc_tl_dbfs !== 'missing') && (
        <Card title={strings.groups.sound}>
          <div className={styles['gains']}>
            {gain('afe_linear_gain')}
            {gain('agc_tl_dbfs')}
            {gain('agc_cg_db')}
          </div>
        </Card>
      )}
      <div className={styles['more']}>
        <Disclosure summary={strings.presets.title}>
          <PresetList
            current={{ ssid: text('ssid'), pass: text('pass'), server_url: text('server_url') }}
            onUse={(preset) => setTyped((before) => ({ ...before, ...preset }))}
            isLocked={isBusy}
          />
        </Disclosure>
        <Disclosure summary={strings.phone.title}>
          <PhoneCode settings={{ ssid: text('ssid'), pass: text('pass'), server_url: text('server_url') }} />
        </Disclosure>
      </div>
      <ChangesList
        stored={stored}
        support={support}
        edits={edits}
        isWrong={isWrong}
        isBusy={isBusy}
        writeLabel={props.writeLabel ?? strings.changes.write}
        before={props.before}
        onUndo={undo}
        onUndoAll={undoAll}
      />
    </form>
  );
}
