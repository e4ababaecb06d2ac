/** What the Settings page needs from the outside. `app/main.tsx` gives it the real ones, tests give scripted ones. */
import type { StoreApi } from 'zustand';
import type { Profile } from '../../core/profile/profile.ts';
import type { AutoProfile } from '../engines/auto-profile.ts';
import type { PageEngines } from '../engines/page-engines.ts';
import type { CompanionLink } from '../platform/companion/companion-link.ts';
import type { MicrophoneHost } from '../platform/microphone/microphone-host.ts';
import type { PlaybackHost } from '../platform/playback/playback-host.ts';
import type { SecretStore } from '../platform/storage/secret-store.ts';
import type { SettingsStore } from '../platform/storage/settings-store.ts';

/** The auto profile as it stands: kept by whoever looks for services, drawn here. */
export interface AutoProfileState {
  /** A look around is under way. */
  readonly looking: boolean;
  /** What was taken at the last look; absent before the first one has ended. */
  readonly profile?: Profile;
  /** Why it was taken, as the finder tells it. */
  readonly choices?: Pick<AutoProfile, 'ears' | 'brain' | 'voice'>;
}

export interface SettingsPageProps {
  /** Every change goes there at once; whoever uses a profile subscribes to it. */
  readonly settings: SettingsStore;
  readonly secrets: SecretStore;
  /** Absent when the app is hosted as plain files. */
  readonly companion: CompanionLink | undefined;
  /** For testing engines that the browser itself brings. */
  readonly pageEngines: PageEngines;
  readonly auto: StoreApi<AutoProfileState>;
  /** Looks for services again; the outcome arrives in {@link auto}. */
  readonly onLookAgain: () => void;
  readonly microphone: Pick<MicrophoneHost, 'inputs' | 'onInputsChanged' | 'open'>;
  readonly playback: Pick<PlaybackHost, 'canChooseOutput' | 'outputs' | 'onOutputsChanged'>;
}
