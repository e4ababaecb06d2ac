/** What a person sets up for one box: who answers it, its character, how sound is sent, its greeting. */
import { useState } from 'react';
import type { BoxSettings, BoxVoice, RelayBox } from '../../workers/relay-api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SelectField, SwitchField, TextField } from '../ui/field.tsx';
import { useStrings } from '../ui/language.ts';
import { BoxHello } from './box-hello.tsx';
import { formatBoxId } from './box-id.ts';
import { BoxMode } from './box-mode.tsx';
import styles from './box-set-up.module.css';
import { boxStrings } from './box.strings.ts';
import type { RelayActions } from './relay-actions.ts';

interface BoxSetUpProps {
  readonly box: RelayBox;
  readonly actions: RelayActions;
}

export function BoxSetUp({ box, actions }: BoxSetUpProps) {
  const strings = useStrings(boxStrings);
  const { id, settings, simulated } = box;
  const setSettings = (next: BoxSettings) => actions.setBoxSettings(id, next);
  return (
    <div className={styles['parts']}>
      {!simulated && <BoxMode box={box} actions={actions} />}
      <Persona settings={settings} onChange={setSettings} />
      <SelectField
        label={strings.voice}
        hint={strings.voiceHint}
        value={settings.voice}
        options={(['auto', 'samples'] satisfies BoxVoice[]).map((value) => ({
          value,
          label: strings.voices[value],
        }))}
        onChange={(voice) => setSettings({ ...settings, voice })}
      />
      <BoxHello box={box} actions={actions} />
      {!simulated && <Forget box={box} actions={actions} />}
    </div>
  );
}

interface PersonaProps {
  readonly settings: BoxSettings;
  readonly onChange: (settings: BoxSettings) => void;
}

/** Kept when it is asked for, and not with every letter: a turn may begin meanwhile. */
function Persona({ settings, onChange }: PersonaProps) {
  const strings = useStrings(boxStrings);
  const kept = settings.persona?.systemPrompt;
  const [draft, setDraft] = useState<string>();
  const isOwn = draft !== undefined || kept !== undefined;
  const prompt = draft ?? kept ?? '';
  const toggle = (own: boolean) => {
    setDraft(own ? '' : undefined);
    if (!own && kept !== undefined) {
      const { persona: _, ...rest } = settings;
      onChange(rest);
    }
  };
  return (
    <div className={styles['part']}>
      <SwitchField
        label={strings.persona}
        hint={isOwn ? strings.personaHint : strings.personaLike}
        checked={isOwn}
        onChange={toggle}
      />
      {isOwn && (
        <>
          <TextField
            label={strings.prompt}
            hint={strings.promptHint}
            rows={4}
            maxLength={8000}
            value={prompt}
            onChange={setDraft}
          />
          <div>
            <Button
              size="small"
              disabled={prompt.trim() === '' || prompt === kept}
              onClick={() => {
                const language = settings.persona?.language ?? 'auto';
                onChange({ ...settings, persona: { systemPrompt: prompt, greeting: '', language } });
              }}
            >
              {prompt !== '' && prompt === kept ? strings.saved : strings.save}
            </Button>
          </div>
        </>
      )}
    </div>
  );
}

function Forget({ box, actions }: BoxSetUpProps) {
  const strings = useStrings(boxStrings);
  const [isAsking, setIsAsking] = useState(false);
  return (
    <div>
      <Button size="small" look="danger" onClick={() => setIsAsking(true)}>
        {strings.forget}
      </Button>
      <Dialog
        title={strings.forgetSure(formatBoxId(box.id))}
        isOpen={isAsking}
        closeLabel={strings.close}
        onClose={() => setIsAsking(false)}
        actions={
          <>
            <Button onClick={() => setIsAsking(false)}>{strings.cancel}</Button>
            <Button
              look="danger"
              onClick={() => {
                setIsAsking(false);
                actions.forget(box.id);
              }}
            >
              {strings.forget}
            </Button>
          </>
        }
      >
        <p>{strings.forgetMeans}</p>
      </Dialog>
    </div>
  );
}
