import { gsvSampleRates } from '../../core/gsv/speech-request.ts';
import { speedRange } from '../../core/profile/profile-limits.ts';
import type { TtsConfig } from '../../core/profile/profile.ts';
import { listCompanionSpeakers, listSpeakers, listSpeechVoices } from '../engines/list-voices.ts';
import { ChoiceField } from '../ui/choice-field.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { SelectField } from '../ui/field.tsx';
import { useStrings } from '../ui/language.ts';
import { OptionalNumberField } from '../ui/number-field.tsx';
import { AddressFields, AddressModeField } from './address-fields.tsx';
import { knownAddresses } from './address-view.ts';
import { BrowserVoiceField } from './browser-voice-field.tsx';
import { engineStrings } from './engine.strings.ts';
import { KeyField } from './key-field.tsx';
import { LimitedTextField } from './limited-text-field.tsx';
import { ListedField } from './listed-field.tsx';
import { ModelField } from './model-field.tsx';
import { PageVoiceField } from './page-voice-field.tsx';
import { serviceStrings } from './service.strings.ts';
import { engineContext, useTools } from './settings-context.tsx';
import { FieldGrid } from './settings-section.tsx';

interface EditorProps<Config> {
  readonly config: Config;
  readonly onChange: (config: Config) => void;
}

export function TtsEditor({ config, onChange }: EditorProps<TtsConfig>) {
  switch (config.kind) {
    case 'gsv':
      return <GsvEditor config={config} onChange={onChange} />;
    case 'openai-speech':
      return <SpeechEditor config={config} onChange={onChange} />;
    case 'companion-voice':
      return <CompanionVoice config={config} onChange={onChange} />;
    case 'page-voice':
      return <PageVoiceField config={config} onChange={onChange} />;
    case 'browser-voice':
      return <BrowserVoiceField config={config} onChange={onChange} />;
  }
}

type GsvConfig = Extract<TtsConfig, { kind: 'gsv' }>;

function GsvEditor({ config, onChange }: EditorProps<GsvConfig>) {
  const strings = useStrings(engineStrings);
  const service = useStrings(serviceStrings);
  const tools = useTools();
  const { address } = config;
  const change = (part: Partial<GsvConfig>) => onChange({ ...config, ...part });
  const path = { stream: '/audio/stream_speech', batch: '/audio/batch_speech', speech: '/audio/speech' };
  return (
    <>
      <AddressFields
        address={address}
        path={path[config.mode]}
        suggestions={knownAddresses.gsv}
        onChange={(next) => change({ address: next })}
      />
      <KeyField address={address} onChange={(next) => change({ address: next })} />
      <ListedField
        key={`${address.url} ${address.via}`}
        name="speaker"
        label={strings.speaker}
        hint={strings.speakerHint}
        value={config.speaker}
        onChange={(speaker) => change({ speaker })}
        listLabel={strings.listSpeakers}
        list={async (signal) => ({ names: await listSpeakers(address, engineContext(tools), signal) })}
      />
      <Disclosure summary={service.more}>
        <ChoiceField
          label={strings.gsvMode}
          value={config.mode}
          choices={(['stream', 'batch', 'speech'] as const).map((value) => ({
            value,
            ...strings.gsvModes[value],
          }))}
          onChange={(mode) => change({ mode })}
        />
        <SelectField
          label={strings.sampleRate}
          hint={strings.sampleRateHint}
          value={String(config.sampleRate)}
          options={gsvSampleRates.map((rate) => ({
            value: String(rate),
            label: `${rate.toLocaleString()} Hz`,
          }))}
          onChange={(rate) => change({ sampleRate: Number(rate) })}
        />
        <AddressModeField address={address} onChange={(next) => change({ address: next })} />
      </Disclosure>
    </>
  );
}

type SpeechConfig = Extract<TtsConfig, { kind: 'openai-speech' }>;

function SpeechEditor({ config, onChange }: EditorProps<SpeechConfig>) {
  const strings = useStrings(engineStrings);
  const service = useStrings(serviceStrings);
  const tools = useTools();
  const { address, speed, instructions } = config;
  const change = (part: Partial<SpeechConfig>) => onChange({ ...config, ...part });
  const changeSpeed = (value: number | undefined) => {
    const { speed: _, ...rest } = config;
    onChange(value === undefined ? rest : { ...rest, speed: value });
  };
  const changeInstructions = (text: string) => {
    const { instructions: _, ...rest } = config;
    onChange(text === '' ? rest : { ...rest, instructions: text });
  };
  return (
    <>
      <AddressFields
        address={address}
        path="/audio/speech"
        suggestions={knownAddresses.speech}
        onChange={(next) => change({ address: next })}
      />
      <KeyField address={address} onChange={(next) => change({ address: next })} />
      <ModelField address={address} model={config.model} onChange={change} />
      <ListedField
        key={`${address.url} ${address.via}`}
        name="voice"
        label={strings.voiceName}
        value={config.voice}
        onChange={(voice) => change({ voice })}
        listLabel={strings.listVoices}
        list={async (signal) => ({ names: await listSpeechVoices(address, engineContext(tools), signal) })}
      />
      <Disclosure summary={service.more}>
        <ChoiceField
          label={strings.format}
          value={config.format}
          choices={(['pcm', 'wav'] as const).map((value) => ({ value, ...strings.formats[value] }))}
          onChange={(format) => change({ format })}
        />
        <FieldGrid>
          <OptionalNumberField
            label={strings.speed}
            value={speed}
            placeholder={strings.asService}
            min={speedRange.min}
            max={speedRange.max}
            step={speedRange.step}
            onChange={changeSpeed}
          />
          <LimitedTextField
            name="instructions"
            limit="prompt"
            label={strings.instructions}
            hint={strings.instructionsHint}
            value={instructions ?? ''}
            onChange={changeInstructions}
          />
        </FieldGrid>
        <AddressModeField address={address} onChange={(next) => change({ address: next })} />
      </Disclosure>
    </>
  );
}

type CompanionVoiceConfig = Extract<TtsConfig, { kind: 'companion-voice' }>;

function CompanionVoice({ config, onChange }: EditorProps<CompanionVoiceConfig>) {
  const strings = useStrings(engineStrings);
  const tools = useTools();
  return (
    <>
      <p>{strings.companionVoice}</p>
      <ListedField
        name="speaker"
        label={strings.speaker}
        value={config.speaker}
        onChange={(speaker) => onChange({ ...config, speaker })}
        listLabel={strings.listSpeakers}
        list={async (signal) => ({ names: await listCompanionSpeakers(engineContext(tools), signal) })}
      />
    </>
  );
}
