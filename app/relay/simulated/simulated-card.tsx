/** "Try a simulated box": a box drawn in the page, for somebody without one. */
import { useRef, useState } from 'react';
import { useStore } from 'zustand';
import { microphoneMessagesEn } from '../../platform/microphone/messages.en.ts';
import { microphoneMessagesZh } from '../../platform/microphone/messages.zh.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { SelectField } from '../../ui/field.tsx';
import { useStrings } from '../../ui/language.ts';
import { engineVersions, type EngineVersion } from './box-engine.ts';
import { K0Button } from './k0-button.tsx';
import type { SimulatedBoxSession, SimulatedTrouble } from './simulated-session.ts';
import styles from './simulated.module.css';
import { simulatedStrings } from './simulated.strings.ts';

const microphoneMessages = { en: microphoneMessagesEn, zh: microphoneMessagesZh };

export function SimulatedCard({ session }: { readonly session: SimulatedBoxSession }) {
  const strings = useStrings(simulatedStrings);
  const { phase, version, trouble } = useStore(session.store);
  const [wanted, setWanted] = useState<EngineVersion>(version);
  // Who has started it by hand goes on with its button; who comes back to the page does not lose their place.
  const [isAsked, setIsAsked] = useState(false);
  const start = () => {
    setIsAsked(true);
    void session.start(wanted);
  };
  if (phase === 'on')
    return (
      <Card
        title={strings.box}
        tools={
          <Button size="small" look="quiet" onClick={() => session.stop()}>
            {strings.stop}
          </Button>
        }
      >
        <div className={styles['bench']}>
          <Device session={session} takesFocus={isAsked} />
          <Voice session={session} />
        </div>
        {trouble && <Trouble trouble={trouble} />}
      </Card>
    );
  return (
    <Card title={strings.title} lead={strings.lead}>
      <div className={styles['start']}>
        <Button disabled={phase === 'loading'} onClick={start}>
          {phase === 'loading' ? strings.loading : strings.start}
        </Button>
        <SelectField
          label={strings.version}
          value={wanted}
          options={engineVersions.map((value) => ({ value, label: value }))}
          onChange={setWanted}
        />
      </div>
      {trouble && <Trouble trouble={trouble} />}
    </Card>
  );
}

interface DeviceProps {
  readonly session: SimulatedBoxSession;
  readonly takesFocus: boolean;
}

function Device({ session, takesFocus }: DeviceProps) {
  const strings = useStrings(simulatedStrings);
  const { state, screen, subtitle } = useStore(session.store);
  return (
    <div className={styles['part']}>
      <div className={styles['device']} data-state={state}>
        <div className={styles['screen']} role="group" aria-label={strings.screen}>
          <p className={styles['bar']} data-testid="box-screen">
            {screen}
          </p>
          <span className={styles['eye']} aria-hidden="true" />
          <p className={styles['subtitle']}>{subtitle}</p>
        </div>
        <K0Button label={strings.k0} autoFocus={takesFocus} onPress={(button) => session.press(button)} />
      </div>
      <p className={styles['next']}>{strings.next[state] ?? strings.nextElse}</p>
      <div>
        <Button size="small" onClick={() => session.press('k0-long')}>
          {strings.hold}
        </Button>
      </div>
    </div>
  );
}

function Voice({ session }: { readonly session: SimulatedBoxSession }) {
  const strings = useStrings(simulatedStrings);
  const { voice } = useStore(session.store);
  const file = useRef<HTMLInputElement>(null);
  return (
    <div className={styles['voice']} role="group" aria-label={strings.voice}>
      <p className={styles['label']}>{strings.voice}</p>
      <div className={styles['ways']}>
        <Button
          size="small"
          aria-pressed={voice.kind === 'microphone'}
          onClick={() => void session.speakByMicrophone()}
        >
          {strings.microphone}
        </Button>
        <Button size="small" onClick={() => void session.speakSample(strings.sampleName)}>
          {strings.sample}
        </Button>
        <Button size="small" onClick={() => file.current?.click()}>
          {strings.clip}
        </Button>
        <input
          ref={file}
          type="file"
          accept=".wav,audio/wav"
          aria-label={strings.clip}
          hidden
          onChange={({ target }) => {
            const chosen = target.files?.[0];
            target.value = '';
            if (chosen) void session.speakClip(chosen);
          }}
        />
        {voice.kind !== 'none' && (
          <Button size="small" look="quiet" onClick={() => session.hush()}>
            {strings.hush}
          </Button>
        )}
      </div>
      <p className={styles['next']} role="status">
        {strings.says(voice)}
      </p>
    </div>
  );
}

function Trouble({ trouble }: { readonly trouble: SimulatedTrouble }) {
  const strings = useStrings(simulatedStrings);
  const messages = useStrings(microphoneMessages);
  const words =
    typeof trouble === 'string'
      ? strings.troubles[trouble]
      : `${messages[trouble.microphone].title}. ${messages[trouble.microphone].whatToDo}`;
  return (
    <p className={styles['trouble']} role="alert">
      {words}
    </p>
  );
}
