import type { AsrConfig } from '../../core/profile/profile.ts';
import { Disclosure } from '../ui/disclosure.tsx';
import { SelectField, SwitchField } from '../ui/field.tsx';
import { useLanguage, useStrings } from '../ui/language.ts';
import { AddressFields, AddressModeField } from './address-fields.tsx';
import { knownAddresses } from './address-view.ts';
import { engineStrings } from './engine.strings.ts';
import { KeyField } from './key-field.tsx';
import { LanguagePack } from './language-pack.tsx';
import { languageOptions } from './language-names.ts';
import { LimitedTextField } from './limited-text-field.tsx';
import { ModelField } from './model-field.tsx';
import { serviceStrings } from './service.strings.ts';

interface EditorProps<Config> {
  readonly config: Config;
  readonly onChange: (config: Config) => void;
}

interface AsrEditorProps extends EditorProps<AsrConfig> {
  /** BCP 47 or `auto`, of the persona. */
  readonly language: string;
}

export function AsrEditor({ config, onChange, language }: AsrEditorProps) {
  const strings = useStrings(engineStrings);
  switch (config.kind) {
    case 'openai-asr':
      return <ServiceAsr config={config} onChange={onChange} />;
    case 'browser-asr':
      return <BrowserAsr config={config} onChange={onChange} language={language} />;
    case 'echo':
      return <p>{strings.echo}</p>;
  }
}

type ServiceAsrConfig = Extract<AsrConfig, { kind: 'openai-asr' }>;

function ServiceAsr({ config, onChange }: EditorProps<ServiceAsrConfig>) {
  const strings = useStrings(engineStrings);
  const service = useStrings(serviceStrings);
  const { address } = config;
  const change = (part: Partial<ServiceAsrConfig>) => onChange({ ...config, ...part });
  return (
    <>
      <AddressFields
        address={address}
        path="/audio/transcriptions"
        suggestions={knownAddresses.asr}
        onChange={(next) => change({ address: next })}
      />
      <KeyField
        address={address}
        simpleRequest={config.simpleRequest}
        onChange={(next) => change({ address: next })}
      />
      <ModelField address={address} model={config.model} onChange={change} />
      <LanguageOverride config={config} onChange={onChange} />
      <Disclosure summary={service.more}>
        <LimitedTextField
          name="prompt"
          limit="prompt"
          label={strings.prompt}
          hint={strings.promptHint}
          value={config.prompt ?? ''}
          rows={2}
          onChange={(prompt) => onChange(withoutEmpty(config, 'prompt', prompt))}
        />
        <SwitchField
          label={strings.stream}
          hint={strings.streamHint}
          checked={config.stream}
          onChange={(stream) => change({ stream })}
        />
        <SwitchField
          label={strings.simple}
          hint={strings.simpleHint}
          checked={config.simpleRequest}
          onChange={(simpleRequest) => change({ simpleRequest })}
        />
        <AddressModeField address={address} onChange={(next) => change({ address: next })} />
      </Disclosure>
    </>
  );
}

type BrowserAsrConfig = Extract<AsrConfig, { kind: 'browser-asr' }>;

interface BrowserAsrProps extends EditorProps<BrowserAsrConfig> {
  readonly language: string;
}

function BrowserAsr({ config, onChange, language }: BrowserAsrProps) {
  const strings = useStrings(engineStrings);
  return (
    <>
      <p>{strings.vendorHears}</p>
      <LanguageOverride config={config} onChange={onChange} />
      <SwitchField
        label={strings.onDevice}
        hint={strings.onDeviceHint}
        checked={config.onDevice}
        onChange={(onDevice) => onChange({ ...config, onDevice })}
      />
      {config.onDevice && (
        <LanguagePack key={config.language ?? language} language={config.language ?? language} />
      )}
    </>
  );
}

type SpokenConfig = ServiceAsrConfig | BrowserAsrConfig;

function LanguageOverride<Config extends SpokenConfig>({ config, onChange }: EditorProps<Config>) {
  const strings = useStrings(engineStrings);
  const ui = useLanguage();
  return (
    <SelectField
      label={strings.language}
      value={config.language ?? ''}
      options={[{ value: '', label: strings.languageAsPersona }, ...languageOptions(config.language, ui)]}
      onChange={(language) => onChange(withoutEmpty(config, 'language', language))}
    />
  );
}

/** The config with the text, or without the field if there is none. */
function withoutEmpty<Config extends object, Field extends 'language' | 'prompt'>(
  config: Config & { readonly [Key in Field]?: string },
  field: Field,
  text: string,
): Config {
  const { [field]: _, ...rest } = config;
  return (text === '' ? rest : { ...rest, [field]: text }) as Config;
}
