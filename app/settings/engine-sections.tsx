/** Ears, brain and voice of the profile in use: what they are, how to set them up, and whether they work. */
import { Fragment, type ReactNode } from 'react';
import type { PipelinePartner, Profile } from '../../core/profile/profile.ts';
import type { EngineConfig } from '../engines/test-connection.ts';
import { SelectField } from '../ui/field.tsx';
import { useStrings } from '../ui/language.ts';
import { AsrEditor } from './asr-editor.tsx';
import { changePartner, useEditing } from './editing.ts';
import {
  engineKinds,
  engineMemory,
  type EngineConfigOf,
  type EngineKindOf,
  type EnginePart,
} from './engine-kinds.ts';
import { EngineTest } from './engine-test.tsx';
import { engineInWords, engineNames } from './engine-words.ts';
import { engineStrings } from './engine.strings.ts';
import { FieldScope } from './limited-text.ts';
import { LlmEditor } from './llm-editor.tsx';
import type { SectionId } from './sections.ts';
import { serviceStrings } from './service.strings.ts';
import { useTools } from './settings-context.tsx';
import { SettingsSection } from './settings-section.tsx';
import { TtsEditor } from './tts-editor.tsx';
import { UnknownSection } from './unknown-section.tsx';

const sectionOf = { asr: 'ears', llm: 'brain', tts: 'voice' } as const satisfies Record<
  EnginePart,
  SectionId
>;

export function EngineSections() {
  const editing = useEditing();
  const { settings } = useTools();
  if (editing.kind === 'auto') return <AutoEngines profile={editing.profile} />;
  const { profile } = editing;
  if (profile.server !== undefined) return null;
  const { asr, llm, tts } = profile.partner;
  const { language } = profile.persona;
  const change = (part: Partial<PipelinePartner>) => changePartner(settings, profile, part);
  // What is on screen belongs to one profile: tests, lists and half-typed keys do not move to another.
  return (
    <Fragment key={profile.id}>
      <EngineSection
        engine={{ part: 'asr', config: asr }}
        language={language}
        kind={<KindField part="asr" profile={profile} onChange={(next) => change({ asr: next })} />}
      >
        <AsrEditor config={asr} language={language} onChange={(next) => change({ asr: next })} />
      </EngineSection>
      <EngineSection
        engine={{ part: 'llm', config: llm }}
        language={language}
        kind={<KindField part="llm" profile={profile} onChange={(next) => change({ llm: next })} />}
      >
        <LlmEditor
          profileId={profile.id}
          config={llm}
          language={language}
          onChange={(next) => change({ llm: next })}
        />
      </EngineSection>
      <EngineSection
        engine={{ part: 'tts', config: tts }}
        language={language}
        kind={<KindField part="tts" profile={profile} onChange={(next) => change({ tts: next })} />}
      >
        <TtsEditor config={tts} onChange={(next) => change({ tts: next })} />
      </EngineSection>
    </Fragment>
  );
}

function AutoEngines({ profile }: { readonly profile: Profile | undefined }) {
  const names = useStrings(engineNames);
  const strings = useStrings(engineStrings);
  const parts = ['asr', 'llm', 'tts'] as const;
  return parts.map((part) => {
    if (profile === undefined) return <UnknownSection key={part} id={sectionOf[part]} />;
    const config = profile.partner[part];
    return (
      <EngineSection
        key={part}
        engine={{ part, config } as EngineConfig}
        language={profile.persona.language}
        kind={<p>{engineInWords(config, names)}</p>}
      >
        <p>{strings.autoDecides}</p>
      </EngineSection>
    );
  });
}

interface EngineSectionProps {
  readonly engine: EngineConfig;
  readonly language: string;
  readonly kind: ReactNode;
  readonly children: ReactNode;
}

function EngineSection({ engine, language, kind, children }: EngineSectionProps) {
  const strings = useStrings(engineStrings);
  const id = sectionOf[engine.part];
  return (
    <SettingsSection id={id} lead={strings[id]}>
      {kind}
      <FieldScope value={`${engine.part}/${engine.config.kind}`}>{children}</FieldScope>
      <EngineTest key={JSON.stringify(engine.config)} engine={engine} language={language} />
    </SettingsSection>
  );
}

interface KindFieldProps<Part extends EnginePart> {
  readonly part: Part;
  readonly profile: Profile;
  readonly onChange: (config: EngineConfigOf<Part>) => void;
}

function KindField<Part extends EnginePart>({ part, profile, onChange }: KindFieldProps<Part>) {
  const service = useStrings(serviceStrings);
  const names = useStrings(engineNames);
  const { companion } = useTools();
  const current = profile.partner[part];
  const kinds: readonly EngineKindOf<Part>[] = engineKinds[part];
  const offered = kinds.filter(
    (kind) => kind !== 'companion-voice' || companion !== undefined || kind === current.kind,
  );
  return (
    <SelectField<EngineKindOf<Part>>
      label={service.kind}
      value={current.kind}
      options={offered.map((kind) => ({ value: kind, label: names[kind] }))}
      onChange={(kind) => onChange(engineMemory.change(profile.id, part, current, kind))}
    />
  );
}
