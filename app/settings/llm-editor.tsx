import { maxTokensRange, temperatureRange } from '../../core/profile/profile-limits.ts';
import type { LlmConfig } from '../../core/profile/profile.ts';
import { Disclosure } from '../ui/disclosure.tsx';
import { TextField } from '../ui/field.tsx';
import { useStrings } from '../ui/language.ts';
import { OptionalNumberField } from '../ui/number-field.tsx';
import { AddressFields, AddressModeField } from './address-fields.tsx';
import { knownAddresses } from './address-view.ts';
import { BuiltInModel } from './built-in-model.tsx';
import { useDraft } from './drafts.ts';
import { engineStrings } from './engine.strings.ts';
import { readExtra, writeExtra } from './extra-json.ts';
import { KeyField } from './key-field.tsx';
import { ModelField } from './model-field.tsx';
import { serviceStrings } from './service.strings.ts';
import { FieldGrid } from './settings-section.tsx';

interface LlmEditorProps {
  readonly profileId: string;
  readonly config: LlmConfig;
  /** BCP 47 or `auto`, of the persona. */
  readonly language: string;
  readonly onChange: (config: LlmConfig) => void;
}

export function LlmEditor({ profileId, config, language, onChange }: LlmEditorProps) {
  const strings = useStrings(engineStrings);
  switch (config.kind) {
    case 'openai-chat':
      return <ServiceLlm profileId={profileId} config={config} onChange={onChange} />;
    case 'prompt-api':
      return (
        <>
          <p>{strings.promptApi}</p>
          <BuiltInModel key={language} language={language} />
        </>
      );
    case 'demo':
      return <p>{strings.demo}</p>;
  }
}

type ServiceLlmConfig = Extract<LlmConfig, { kind: 'openai-chat' }>;

interface ServiceLlmProps {
  readonly profileId: string;
  readonly config: ServiceLlmConfig;
  readonly onChange: (config: ServiceLlmConfig) => void;
}

function ServiceLlm({ profileId, config, onChange }: ServiceLlmProps) {
  const strings = useStrings(engineStrings);
  const service = useStrings(serviceStrings);
  const { address, temperature, maxTokens } = config;
  const change = (part: Partial<ServiceLlmConfig>) => onChange({ ...config, ...part });
  const changeNumber = (field: 'temperature' | 'maxTokens', value: number | undefined) => {
    const { [field]: _, ...rest } = config;
    onChange(value === undefined ? rest : { ...rest, [field]: value });
  };
  return (
    <>
      <AddressFields
        address={address}
        path="/chat/completions"
        suggestions={knownAddresses.llm}
        onChange={(next) => change({ address: next })}
      />
      <KeyField address={address} onChange={(next) => change({ address: next })} />
      <ModelField address={address} model={config.model} onChange={change} />
      <Disclosure summary={service.more}>
        <FieldGrid>
          <OptionalNumberField
            label={strings.temperature}
            value={temperature}
            placeholder={strings.asService}
            min={temperatureRange.min}
            max={temperatureRange.max}
            step={temperatureRange.step}
            onChange={(value) => changeNumber('temperature', value)}
          />
          <OptionalNumberField
            label={strings.maxTokens}
            value={maxTokens}
            placeholder={strings.asService}
            min={maxTokensRange.min}
            max={maxTokensRange.max}
            step={maxTokensRange.step}
            whole
            onChange={(value) => changeNumber('maxTokens', value)}
          />
        </FieldGrid>
        <ExtraField profileId={profileId} config={config} onChange={onChange} />
        <AddressModeField address={address} onChange={(next) => change({ address: next })} />
      </Disclosure>
    </>
  );
}

function ExtraField({ profileId, config, onChange }: ServiceLlmProps) {
  const strings = useStrings(engineStrings);
  const [text, change] = useDraft(`${profileId}/extra`, writeExtra(config.extra));
  const read = readExtra(text);
  const type = (typed: string) => {
    const next = readExtra(typed);
    change(typed, next.ok);
    if (!next.ok) return;
    const { extra: _, ...rest } = config;
    onChange(next.value === undefined ? rest : { ...rest, extra: next.value });
  };
  return (
    <TextField
      label={strings.extra}
      hint={strings.extraHint}
      error={read.ok ? undefined : strings.extraErrors[read.error]}
      rows={3}
      value={text}
      onChange={type}
    />
  );
}
