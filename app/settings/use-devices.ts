import { useEffect, useState } from 'react';

export interface Device {
  readonly deviceId: string;
  /** Empty until the person has once allowed a microphone. */
  readonly label: string;
}

/** The sources of one list of devices; the same functions at each call. */
interface DeviceSource {
  readonly load: () => Promise<readonly Device[]>;
  /** @returns how to stop listening */
  readonly onChanged: (listener: () => void) => () => void;
}

/**
 * The devices there are, read again when one comes or goes.
 * @returns undefined until they are known, and what reads them again
 */
export function useDevices({ load, onChanged }: DeviceSource): [readonly Device[] | undefined, () => void] {
  const [devices, setDevices] = useState<readonly Device[]>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isStale = false;
    const show = (found: readonly Device[]) => {
      if (!isStale) setDevices(found);
    };
    // A browser that lists nothing offers its default.
    load().then(show, () => show([]));
    return () => {
      isStale = true;
    };
  }, [load, round]);
  useEffect(() => onChanged(() => setRound((before) => before + 1)), [onChanged]);
  return [devices, () => setRound((before) => before + 1)];
}

/** Those that can be chosen by name: the default has an entry of its own. */
export const choosable = (devices: readonly Device[]): readonly Device[] =>
  devices.filter(({ deviceId }) => deviceId !== '' && deviceId !== 'default');
