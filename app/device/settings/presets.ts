/** Wi-Fi and server that the person keeps in this browser. The password only where they asked for it. */
import * as v from 'valibot';
import type { CarriedSettings } from '../../ui/device-address.ts';

export interface Preset {
  readonly name: string;
  readonly settings: CarriedSettings;
}

const storageKey = 'echokit.device-presets';
const most = 20;
const text = v.pipe(v.string(), v.maxLength(200));
const shape = v.pipe(
  v.array(
    v.object({
      name: text,
      settings: v.object({
        ssid: v.exactOptional(text),
        pass: v.exactOptional(text),
        server_url: v.exactOptional(text),
      }),
    }),
  ),
  v.maxLength(most),
);

/** What cannot be read is no preset. */
export function readPresets(storage: Pick<Storage, 'getItem'>): readonly Preset[] {
  try {
    const parsed = v.safeParse(shape, JSON.parse(storage.getItem(storageKey) ?? '[]'));
    return parsed.success ? parsed.output : [];
  } catch {
    return [];
  }
}

/** One of the same name is replaced; the oldest ones make room. */
export function withPreset(presets: readonly Preset[], preset: Preset): readonly Preset[] {
  return [...presets.filter(({ name }) => name !== preset.name), preset].slice(-most);
}

/** Only what says something; without the password unless it is wanted. */
export function presetOf(name: string, settings: CarriedSettings, withPassword: boolean): Preset {
  const { ssid, pass, server_url } = settings;
  return {
    name,
    settings: {
      ...(ssid ? { ssid } : {}),
      ...(pass && withPassword ? { pass } : {}),
      ...(server_url ? { server_url } : {}),
    },
  };
}

export function writePresets(storage: Pick<Storage, 'setItem'>, presets: readonly Preset[]): void {
  storage.setItem(storageKey, JSON.stringify(presets));
}
