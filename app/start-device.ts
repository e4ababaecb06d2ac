/**
 * The Device page's part of the composition, loaded when it is first needed: the loader's worker, its session, the
 * firmware library, and the simulated box, which in turn is loaded when somebody asks for one.
 */
import { wrap } from 'comlink';
import type { LoaderApi } from '../workers/loader-api.ts';
import { createBoxPorts } from './device/box-ports.ts';
import type { DevicePageProps } from './device/device-page.tsx';
import { createDeviceSession } from './device/device-session.ts';
import { createFirmwareLibrary } from './device/firmware/firmware-library.ts';
import { createKeptFiles } from './device/firmware/kept-files.ts';
import { guardWriting } from './device/guard-writing.ts';
import { createMonitorLog } from './device/monitor/monitor-log.ts';
import { simulatedSerialHost } from './device/simulated-host.ts';
import { createSimulatedHands } from './device/simulated/simulated-hands.ts';
import type { ServerChoice } from './device/settings-form-props.ts';
import type { CompanionLink } from './platform/companion/companion-link.ts';
import { browserSerialHost } from './platform/serial/serial-host.ts';
import { saveFile } from './ui/save-file.ts';
import { watchWorker } from './watch-worker.ts';

export interface DeviceParts {
  /** Absent on a plain host. */
  readonly companion: CompanionLink | undefined;
  /** Addresses of this computer's relay, as boxes reach it; none where there is no companion. */
  readonly relayUrls: () => Promise<readonly string[]>;
  /** `?debug=1`: `&box=` says what the simulated box is like, for tests. */
  readonly simulatedOptions: string | null;
}

/** Source: reference sheet of EchoKit, 1.1. */
const publicServers = ['edge', 'indie', 'eu', 'tw'].map((name): ServerChoice => ({
  kind: 'public',
  url: `ws://${name}.echokit.dev/ws`,
}));

export interface StartedDevice {
  readonly page: DevicePageProps;
}

export function startDevice({ companion, relayUrls, simulatedOptions }: DeviceParts): StartedDevice {
  const worker = new Worker(new URL('../workers/loader.worker.ts', import.meta.url), {
    type: 'module',
    name: 'loader',
  });
  const loader = wrap<LoaderApi>(watchWorker(worker, 'loader', (cause) => session.workerFailed(cause)));
  const monitor = createMonitorLog();
  const browser = browserSerialHost();
  const hands = createSimulatedHands(async () => {
    const parts = await import('./start-simulated-chip.ts');
    return parts.startSimulatedChip(simulatedOptions);
  });
  const session = createDeviceSession({
    loader,
    monitor,
    ports: createBoxPorts({
      host: async (way) => (way === 'usb' ? browser : simulatedSerialHost(await hands.serial())),
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
      showAll: () => true,
    }),
    saveFile: (name, bytes) => saveFile(name, bytes, 'application/octet-stream'),
  });
  guardWriting(session.store, window, navigator);
  const support = browser.support();
  return {
    page: {
      session,
      monitor,
      hands,
      simulatedBluetooth: async (firmware) =>
        (await import('./start-simulated-bluetooth.ts')).startSimulatedBluetooth(firmware),
      library: createFirmwareLibrary({
        companion,
        kept: createKeptFiles('caches' in globalThis ? caches : undefined),
        catalogueUrl: `${import.meta.env.BASE_URL}firmware/catalog.json`,
      }),
      obstacle: support.kind === 'none' ? support.why : null,
      servers: async () => [
        ...(await relayUrls()).map((url): ServerChoice => ({ kind: 'relay', url })),
        ...publicServers,
      ],
    },
  };
}
