import { useCallback, useState } from 'react';
import { microphoneMessagesEn } from '../platform/microphone/messages.en.ts';
import { microphoneMessagesZh } from '../platform/microphone/messages.zh.ts';
import type { MicrophoneError } from '../platform/microphone/microphone-errors.ts';
import type { InputHooks } from '../platform/microphone/microphone-host.ts';
import { changeSettings, type MicrophonePreferences } from '../platform/storage/settings-store.ts';
import { Button } from '../ui/button.tsx';
import { SelectField, SwitchField } from '../ui/field.tsx';
import { useStrings } from '../ui/language.ts';
import { Notice } from '../ui/notice.tsx';
import { useSettings, useTools } from './settings-context.tsx';
import { FieldGrid, SettingsSection } from './settings-section.tsx';
import { soundStrings } from './sound.strings.ts';
import { choosable, useDevices, type Device } from './use-devices.ts';

const microphoneMessages = { en: microphoneMessagesEn, zh: microphoneMessagesZh };

export function SoundSection() {
  const strings = useStrings(soundStrings);
  const { settings } = useTools();
  const microphone = useSettings((state) => state.microphone);
  const listenOnOpen = useSettings((state) => state.listenOnOpen);
  const change = (part: Partial<MicrophonePreferences>) =>
    changeSettings(settings, { microphone: { ...microphone, ...part } });
  return (
    <SettingsSection id="sound" lead={strings.lead}>
      <FieldGrid>
        <MicrophoneField />
        <LoudspeakerField />
      </FieldGrid>
      <SwitchField
        label={strings.echo}
        hint={strings.echoHint}
        checked={microphone.echoCancellation}
        onChange={(echoCancellation) => change({ echoCancellation })}
      />
      <SwitchField
        label={strings.noise}
        hint={strings.noiseHint}
        checked={microphone.noiseSuppression}
        onChange={(noiseSuppression) => change({ noiseSuppression })}
      />
      <SwitchField
        label={strings.gain}
        hint={strings.gainHint}
        checked={microphone.autoGainControl}
        onChange={(autoGainControl) => change({ autoGainControl })}
      />
      <SwitchField
        label={strings.listenOnOpen}
        hint={strings.listenOnOpenHint}
        checked={listenOnOpen}
        onChange={(isOn) => changeSettings(settings, { listenOnOpen: isOn })}
      />
    </SettingsSection>
  );
}

function MicrophoneField() {
  const strings = useStrings(soundStrings);
  const messages = useStrings(microphoneMessages);
  const { settings, microphone: host } = useTools();
  const { deviceId, ...switches } = useSettings((state) => state.microphone);
  const [devices, readAgain] = useDevices({
    load: useCallback(() => host.inputs(), [host]),
    onChanged: useCallback((listener: () => void) => host.onInputsChanged(listener), [host]),
  });
  const [refusal, setRefusal] = useState<MicrophoneError>();
  const areNamesHidden = devices !== undefined && devices.length > 0 && devices.every(({ label }) => !label);

  const showNames = async () => {
    try {
      const input = await host.open(switches, unheard);
      input.close();
      setRefusal(undefined);
      readAgain();
    } catch (error) {
      // The host translates everything to its own errors.
      setRefusal(error as MicrophoneError);
    }
  };
  const choose = (id: string) =>
    changeSettings(settings, { microphone: { ...switches, ...(id === '' ? {} : { deviceId: id }) } });

  return (
    <div>
      <DeviceField
        label={strings.microphone}
        hint={areNamesHidden ? strings.namesHidden : undefined}
        devices={devices ?? []}
        chosen={deviceId ?? ''}
        onChoose={choose}
      />
      {areNamesHidden && (
        <Button size="small" look="quiet" onClick={() => void showNames()}>
          {strings.showNames}
        </Button>
      )}
      {refusal && (
        <Notice tone="danger" title={messages[refusal.code].title}>
          {messages[refusal.code].whatToDo}
        </Notice>
      )}
    </div>
  );
}

/** It is opened for its name only. */
const unheard: InputHooks = {
  onAlive: () => undefined,
  onStopped: () => undefined,
  onEnded: () => undefined,
  onMuted: () => undefined,
};

function LoudspeakerField() {
  const strings = useStrings(soundStrings);
  const { settings, playback: host } = useTools();
  const chosen = useSettings((state) => state.outputDeviceId) ?? '';
  const [devices] = useDevices({
    load: useCallback(() => host.outputs(), [host]),
    onChanged: useCallback((listener: () => void) => host.onOutputsChanged(listener), [host]),
  });
  const choose = (id: string) =>
    settings.setState(({ settings: { outputDeviceId: _, ...rest } }) => ({
      settings: id === '' ? rest : { ...rest, outputDeviceId: id },
    }));
  return (
    <DeviceField
      label={strings.loudspeaker}
      hint={host.canChooseOutput ? undefined : strings.cannotChoose}
      devices={host.canChooseOutput ? (devices ?? []) : []}
      chosen={chosen}
      onChoose={choose}
    />
  );
}

interface DeviceFieldProps {
  readonly label: string;
  readonly hint: string | undefined;
  readonly devices: readonly Device[];
  /** Empty: the system's default. */
  readonly chosen: string;
  readonly onChoose: (deviceId: string) => void;
}

function DeviceField({ label, hint, devices, chosen, onChoose }: DeviceFieldProps) {
  const strings = useStrings(soundStrings);
  const listed = choosable(devices);
  const isThere = chosen === '' || listed.some(({ deviceId }) => deviceId === chosen);
  return (
    <SelectField
      label={label}
      hint={hint}
      value={chosen}
      options={[
        { value: '', label: strings.systemDefault },
        ...(isThere ? [] : [{ value: chosen, label: strings.notThere }]),
        ...listed.map((device, index) => ({
          value: device.deviceId,
          label: device.label || strings.unnamed(index + 1),
        })),
      ]}
      onChange={onChoose}
    />
  );
}
