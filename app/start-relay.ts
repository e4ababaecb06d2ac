/**
 * The Relay page's part of the composition, loaded when it is first needed: the relay worker, its session, and the
 * simulated box, which in turn is loaded when somebody asks for one.
 */
import { transfer, wrap } from 'comlink';
import type { CompanionAccess, ConversationConfig } from '../workers/conversation-api.ts';
import type { RelayApi } from '../workers/relay-api.ts';
import sampleUrl from '../simulators/services/fixtures/mic_a.wav?url';
import type { PageEngines } from './engines/page-engines.ts';
import { servePageEngines } from './engines/page/page-engines-host.ts';
import { freshSession } from './platform/companion/companion-link.ts';
import { browserMicrophoneHost } from './platform/microphone/browser-host.ts';
import { createInspector } from './relay/inspector/inspector.ts';
import type { RelayPageProps } from './relay/relay-page.tsx';
import { createRelaySession } from './relay/relay-session.ts';
import { createBrowserSpeaker } from './relay/simulated/browser-speaker.ts';
import { createSimulatedSession } from './relay/simulated/simulated-session.ts';
import { answeringFlag } from './relay-answering.ts';
import { claimTabId } from './tab-id.ts';
import { saveFile } from './ui/save-file.ts';
import { watchWorker } from './watch-worker.ts';

export interface RelayParts {
  /** Absent on a plain host. */
  readonly access: CompanionAccess | undefined;
  readonly pageEngines: PageEngines;
  readonly currentConfig: () => Promise<ConversationConfig>;
}

export interface StartedRelay {
  readonly page: RelayPageProps;
  /** The profile, a key or a setting changed. */
  reconfigure(): void;
  /** Addresses that boxes find this computer's relay under, once the companion has told them. */
  pairedUrls(): Promise<readonly string[]>;
}

export async function startRelay({ access, pageEngines, currentConfig }: RelayParts): Promise<StartedRelay> {
  const tab = await claimTabId(sessionStorage, navigator.locks);
  const worker = new Worker(new URL('../workers/relay.worker.ts', import.meta.url), {
    type: 'module',
    name: 'relay',
  });
  const relay = wrap<RelayApi>(watchWorker(worker, 'relay', (cause) => session.workerFailed(cause)));
  const engines = new MessageChannel();
  servePageEngines(engines.port1, pageEngines);
  void relay.connectPageEngines(transfer(engines.port2, [engines.port2]));
  const inspector = createInspector({
    now: () => Date.now(),
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    saveFile,
  });
  const session = createRelaySession({
    relay,
    link: access && { ...access, tab },
    freshSession: () => (access === undefined ? Promise.resolve(undefined) : freshSession(access)),
    inspector,
    currentConfig,
    answering: answeringFlag(sessionStorage),
  });
  const simulated = createSimulatedSession({
    createEngine: async (options) =>
      (await import('../simulators/box/simulated-box.ts')).createSimulatedBox(options),
    createSpeaker: createBrowserSpeaker,
    // Frames are wanted in the page; the track's own way leads into a worker.
    microphoneHost: browserMicrophoneHost({ path: 'worklet' }),
    sample: async () => {
      const response = await fetch(sampleUrl);
      if (!response.ok) throw new Error(`${response.status} for the sample`);
      return new Uint8Array(await response.arrayBuffer());
    },
    relay: session,
  });
  return {
    page: {
      store: session.store,
      actions: session,
      inspector,
      simulated,
      hasCompanion: access !== undefined,
    },
    reconfigure: () => session.reconfigure(),
    pairedUrls: () => pairedUrls(session.store),
  };
}

/** A companion that does not answer keeps nobody waiting: there are none, then. */
const pairingWaitMs = 5000;

function pairedUrls(store: RelayPageProps['store']): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const end = () => {
      stop();
      clearTimeout(timer);
      resolve(store.getState().pairing?.urls ?? []);
    };
    const timer = setTimeout(end, pairingWaitMs);
    const stop = store.subscribe(({ pairing }) => {
      if (pairing !== undefined) end();
    });
    if (store.getState().pairing !== undefined) end();
  });
}
