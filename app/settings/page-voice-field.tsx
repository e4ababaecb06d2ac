import type { TtsConfig } from '../../core/profile/profile.ts';
import { SelectField } from '../ui/field.tsx';
import { useLanguage, useStrings } from '../ui/language.ts';
import { engineStrings } from './engine.strings.ts';

type PageVoiceConfig = Extract<TtsConfig, { kind: 'page-voice' }>;

interface PageVoiceFieldProps {
  readonly config: PageVoiceConfig;
  readonly onChange: (config: PageVoiceConfig) => void;
}

/** eSpeak's voices in the page's cut of its data, with the language each speaks. Source: `scripts/cut-espeak-data.ts`. */
const voices: readonly (readonly [voice: string, language: string])[] = [
  ['en-us', 'en-US'],
  ['en', 'en-GB'],
  ['cmn', 'zh'],
  ['ja', 'ja'],
  ['fr', 'fr'],
  ['de', 'de'],
  ['es', 'es'],
  ['es-419', 'es-419'],
];
/** A second timbre of each. */
const variants = ['', '+f3'] as const;

export function PageVoiceField({ config, onChange }: PageVoiceFieldProps) {
  const strings = useStrings(engineStrings);
  const ui = useLanguage();
  const names = new Intl.DisplayNames([ui === 'zh' ? 'zh-CN' : 'en'], { type: 'language' });
  const offered = voices.flatMap(([voice, language]) =>
    variants.map((variant, place) => ({
      value: `${voice}${variant}`,
      label: `${names.of(language) ?? language} ${place + 1}`,
    })),
  );
  const known = ['auto', ...offered.map(({ value }) => value)];
  return (
    <>
      <p>{strings.pageVoice}</p>
      <SelectField
        label={strings.voiceName}
        value={config.voice}
        options={[
          { value: 'auto', label: strings.autoVoice },
          ...(known.includes(config.voice) ? [] : [{ value: config.voice, label: config.voice }]),
          ...offered,
        ]}
        onChange={(voice) => onChange({ ...config, voice })}
      />
    </>
  );
}
