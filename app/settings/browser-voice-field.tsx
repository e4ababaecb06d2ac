import { useEffect, useState } from 'react';
import type { TtsConfig } from '../../core/profile/profile.ts';
import { listBrowserVoices, type BrowserVoiceEntry } from '../engines/page/list-browser-voices.ts';
import { SelectField } from '../ui/field.tsx';
import { useStrings } from '../ui/language.ts';
import { engineStrings } from './engine.strings.ts';

type BrowserVoiceConfig = Extract<TtsConfig, { kind: 'browser-voice' }>;

interface BrowserVoiceFieldProps {
  readonly config: BrowserVoiceConfig;
  readonly onChange: (config: BrowserVoiceConfig) => void;
}

export function BrowserVoiceField({ config, onChange }: BrowserVoiceFieldProps) {
  const strings = useStrings(engineStrings);
  const [voices, setVoices] = useState<readonly BrowserVoiceEntry[]>();
  useEffect(() => {
    let isGone = false;
    const show = (found: readonly BrowserVoiceEntry[]) => {
      if (!isGone) setVoices(found);
    };
    // No list is no voices: the test below the field says the rest.
    listBrowserVoices().then(show, () => show([]));
    return () => {
      isGone = true;
    };
  }, []);

  const chosen = config.voiceUri ?? '';
  const isListed = voices?.some(({ id }) => id === chosen) ?? false;
  return (
    <>
      <p>{strings.browserVoiceLimits}</p>
      <SelectField
        label={strings.voiceName}
        hint={voices?.length === 0 ? strings.noBrowserVoices : undefined}
        value={chosen}
        options={[
          { value: '', label: strings.browserVoice },
          ...(chosen === '' || isListed ? [] : [{ value: chosen, label: chosen }]),
          ...(voices ?? []).map(({ id, label, local }) => ({
            value: id,
            label: local ? label : `${label}, ${strings.onlineVoice}`,
          })),
        ]}
        onChange={(voiceUri) => onChange({ kind: config.kind, ...(voiceUri === '' ? {} : { voiceUri }) })}
      />
    </>
  );
}
