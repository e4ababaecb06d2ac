import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { InputDevice, MicrophoneHost } from '../platform/microphone/microphone-host.ts';
import { changeSettings, type SettingsStore } from '../platform/storage/settings-store.ts';
import { Icon } from '../ui/icon.tsx';
import { useStrings } from '../ui/language.ts';
import styles from './microphone-picker.module.css';
import { talkStrings } from './talk.strings.ts';
import type { TimelineFeed } from './timeline-feed.ts';
import { useLevel } from './use-level.ts';

interface MicrophonePickerProps {
  readonly feed: TimelineFeed;
  readonly settings: SettingsStore;
  readonly microphones: Pick<MicrophoneHost, 'inputs' | 'onInputsChanged'>;
}

/** Entries that only repeat another one under the system's name for it. */
const aliases: ReadonlySet<string> = new Set(['default', 'communications', '']);

/** Which microphone listens, and how loud it is. Drawn while one is open: only then do browsers tell their names. */
export function MicrophonePicker({ feed, settings, microphones }: MicrophonePickerProps) {
  const strings = useStrings(talkStrings);
  const meter = useRef<HTMLElement>(null);
  const [inputs, setInputs] = useState<readonly InputDevice[]>([]);
  const chosen = useStore(settings, (state) => state.settings.microphone.deviceId) ?? '';
  useLevel(feed, 'microphone', (level) => {
    if (meter.current) meter.current.style.transform = `scaleX(${level.toFixed(2)})`;
  });

  useEffect(() => {
    let isShown = true;
    const read = () =>
      void microphones.inputs().then((found) => {
        if (isShown) setInputs(found.filter(({ deviceId }) => !aliases.has(deviceId)));
      });
    read();
    const stop = microphones.onInputsChanged(read);
    return () => {
      isShown = false;
      stop();
    };
  }, [microphones]);

  const choose = (deviceId: string) => {
    const { deviceId: _, ...processing } = settings.getState().settings.microphone;
    changeSettings(settings, { microphone: deviceId === '' ? processing : { ...processing, deviceId } });
  };

  return (
    <div className={styles['picker']}>
      <label className={styles['choice']}>
        <Icon name="microphone" size={16} />
        <span className="visually-hidden">{strings.microphone}</span>
        <select value={chosen} onChange={(event) => choose(event.target.value)}>
          <option value="">{strings.usualMicrophone}</option>
          {inputs.map(({ deviceId, label }) => (
            <option key={deviceId} value={deviceId}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <div className={styles['meter']} aria-hidden="true">
        <i ref={meter} />
      </div>
    </div>
  );
}
