/** Who answers: ears, brain and voice of one's own, or a server that is all three. */
import type { ServerPartner } from '../../core/profile/profile.ts';
import { readServerUrl } from '../../core/profile/server-url.ts';
import { hostKind } from '../../core/engine-wire/host-kind.ts';
import { usualRealtime } from '../engines/server-defaults.ts';
import { Button } from '../ui/button.tsx';
import { ChoiceField } from '../ui/choice-field.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { SelectField, SwitchField } from '../ui/field.tsx';
import { useStrings } from '../ui/language.ts';
import { Notice } from '../ui/notice.tsx';
import { changeServer, useEditing } from './editing.ts';
import { KeyField } from './key-field.tsx';
import { FieldScope } from './limited-text.ts';
import { LimitedTextField } from './limited-text-field.tsx';
import { answererKinds, serverMemory } from './server-kinds.ts';
import { serverStrings } from './server.strings.ts';
import { serviceStrings } from './service.strings.ts';
import { useTools } from './settings-context.tsx';
import { FieldGrid, SettingsSection } from './settings-section.tsx';

export function ServerSection() {
  const strings = useStrings(serverStrings);
  const editing = useEditing();
  const { settings } = useTools();
  if (editing.kind === 'auto')
    return (
      <SettingsSection id="server" lead={strings.lead}>
        <p>{strings.autoAnswers}</p>
      </SettingsSection>
    );
  const { profile } = editing;
  const { server } = profile;
  const change = (next: ServerPartner | undefined) => changeServer(settings, profile, next);
  return (
    <SettingsSection id="server" lead={strings.lead}>
      <ChoiceField
        label={strings.who}
        labelHidden
        value={server?.kind ?? 'engines'}
        choices={answererKinds.map((value) => ({ value, ...strings.answerers[value] }))}
        onChange={(kind) => change(serverMemory.change(profile.id, server, kind))}
      />
      {server !== undefined && (
        <FieldScope key={`${profile.id}/${server.kind}`} value={`server/${server.kind}`}>
          {server.kind === 'echokit' ? (
            <EchokitEditor server={server} onChange={change} />
          ) : (
            <RealtimeEditor server={server} onChange={change} />
          )}
        </FieldScope>
      )}
    </SettingsSection>
  );
}

interface EditorProps<Server extends ServerPartner> {
  readonly server: Server;
  readonly onChange: (server: Server) => void;
}

type Echokit = Extract<ServerPartner, { kind: 'echokit' }>;

function EchokitEditor({ server, onChange }: EditorProps<Echokit>) {
  const strings = useStrings(serverStrings);
  const change = (part: Partial<Echokit>) => onChange({ ...server, ...part });
  return (
    <>
      <UrlField
        url={server.url}
        dialled={(url) => `${url}/…`}
        suggestions={['ws://localhost:8080/ws', 'ws://localhost:9090/ws', 'wss://indie.echokit.dev/ws']}
        onChange={(url) => change({ url })}
      />
      <ChoiceField
        label={strings.turnEnd}
        value={server.turnEnd}
        choices={(['auto', 'server', 'submit'] as const).map((value) => ({
          value,
          ...strings.turnEnds[value],
        }))}
        onChange={(turnEnd) => change({ turnEnd })}
      />
      <SwitchField
        label={strings.opus}
        hint={strings.opusHint}
        checked={server.opus}
        onChange={(opus) => change({ opus })}
      />
      <SwitchField
        label={strings.record}
        hint={strings.recordHint}
        checked={server.record}
        onChange={(record) => change({ record })}
      />
      <p>{strings.characterElsewhere}</p>
    </>
  );
}

type Realtime = Extract<ServerPartner, { kind: 'realtime' }>;

function RealtimeEditor({ server, onChange }: EditorProps<Realtime>) {
  const strings = useStrings(serverStrings);
  const service = useStrings(serviceStrings);
  const { companion } = useTools();
  const { dialect } = server;
  const change = (part: Partial<Realtime>) => onChange({ ...server, ...part });
  const usual = usualRealtime[dialect];
  const read = readServerUrl(server.url);
  const dialects = ['openai', 'hugging-face', 'echokit'] as const;
  return (
    <>
      <SelectField
        label={strings.dialect}
        hint={strings.dialectHints[dialect]}
        value={dialect}
        options={dialects.map((value) => ({ value, label: strings.dialects[value] }))}
        // An address that was not touched goes along with the dialect.
        onChange={(next) =>
          change({ dialect: next, ...(server.url === usual.url ? usualRealtime[next] : {}) })
        }
      />
      <UrlField
        url={server.url}
        dialled={(url) => url}
        suggestions={[usual.url]}
        onChange={(url) => change({ url })}
      />
      {server.url !== usual.url && (
        <div>
          <Button size="small" onClick={() => change({ url: usual.url })}>
            {strings.usual}
          </Button>
        </div>
      )}
      {dialect === 'openai' && (
        <>
          {companion !== undefined && (
            <ChoiceField
              label={strings.key}
              value={server.key}
              choices={(['browser', 'companion'] as const).map((value) => ({
                value,
                ...strings.keys[value],
              }))}
              onChange={(key) => change({ key })}
            />
          )}
          {server.key === 'browser' && read.ok && (
            <KeyField
              address={{ url: read.value.origin, mode: 'base', via: 'direct' }}
              onChange={() => change({ key: 'companion' })}
            />
          )}
          <ChoiceField
            label={strings.turnTaking}
            value={server.turnTaking}
            choices={(['server', 'ours'] as const).map((value) => ({ value, ...strings.turnTakers[value] }))}
            onChange={(turnTaking) => change({ turnTaking })}
          />
        </>
      )}
      <FieldGrid>
        {dialect === 'openai' && (
          <LimitedTextField
            name="model"
            limit="model"
            label={strings.model}
            value={server.model}
            onChange={(model) => change({ model })}
          />
        )}
        <LimitedTextField
          name="voice"
          limit="model"
          label={strings.voice}
          hint={strings.voiceHint}
          value={server.voice}
          onChange={(voice) => change({ voice })}
        />
      </FieldGrid>
      {dialect === 'openai' && (
        <Disclosure summary={service.more}>
          <LimitedTextField
            name="transcription"
            limit="model"
            label={strings.transcription}
            hint={strings.transcriptionHint}
            value={server.transcriptionModel}
            onChange={(transcriptionModel) => change({ transcriptionModel })}
          />
        </Disclosure>
      )}
    </>
  );
}

interface UrlFieldProps {
  readonly url: string;
  readonly dialled: (url: string) => string;
  readonly suggestions: readonly string[];
  readonly onChange: (url: string) => void;
}

function UrlField({ url, dialled, suggestions, onChange }: UrlFieldProps) {
  const strings = useStrings(serverStrings);
  const read = readServerUrl(url);
  return (
    <>
      <LimitedTextField
        name="url"
        limit="url"
        label={strings.url}
        type="url"
        value={url}
        suggestions={suggestions}
        hint={read.ok ? strings.dials(dialled(read.value.url)) : undefined}
        error={read.ok ? undefined : strings.urlErrors[read.error]}
        onChange={onChange}
      />
      {read.ok && isMixedContent(read.value.url) && (
        <Notice tone="warning" title={strings.mixedContent}>
          {strings.mixedContentHelp}
        </Notice>
      )}
    </>
  );
}

/** Browsers let a secure page call plain servers on its own machine only. */
function isMixedContent(url: string): boolean {
  if (location.protocol !== 'https:' || !url.startsWith('ws://')) return false;
  return hostKind(url.slice('ws://'.length).replace(/[:/].*$/, '')) !== 'loopback';
}
