/**
 * The ports that the page's boxes are on: asks for one, leads it to the worker, notices when it stays away, and finds the
 * one of last time again. Real and simulated ports differ in the host that is asked, and in nothing else.
 */
import { transfer, type Remote } from 'comlink';
import { err, ok, type Result } from '../../core/result.ts';
import type { Millis } from '../../core/units.ts';
import type { LoaderApi } from '../../workers/loader-api.ts';
import type { SerialError } from '../platform/serial/serial-errors.ts';
import type { GrantedPort, SerialHost, SerialLineToPort } from '../platform/serial/serial-host.ts';
import type { BoxPorts } from './device-session.ts';
import type { ConnectFailure, Way } from './device-state.ts';

export interface BoxPortsOptions {
  /** Made when it is first asked for. */
  readonly host: (way: Way) => Promise<SerialHost>;
  /** @returns calls it off */
  readonly after: (ms: Millis, run: () => void) => () => void;
  readonly showAll: () => boolean;
}

/** A box on its own USB leaves the bus in each reset, and is back within seconds. */
const awayForGoodMs: Millis = 4000;

interface OpenLine {
  readonly way: Way;
  readonly granted: GrantedPort;
  readonly line: SerialLineToPort;
  readonly stopWatching: () => void;
}

export function createBoxPorts({ host, after, showAll }: BoxPortsOptions): BoxPorts {
  let open: OpenLine | undefined;
  let last: { readonly way: Way; readonly granted: GrantedPort } | undefined;

  const isSame = (a: GrantedPort, b: GrantedPort): boolean =>
    a.ids.usbVendorId === b.ids.usbVendorId && a.ids.usbProductId === b.ids.usbProductId;

  async function close(): Promise<void> {
    const closing = open;
    open = undefined;
    closing?.stopWatching();
    await closing?.line.end();
  }

  /** Tells when the device stays away, and not when it merely restarts. */
  function watch(serial: SerialHost, granted: GrantedPort, onLost: () => void): () => void {
    let callOff: (() => void) | undefined;
    const stop = serial.watch((event, port) => {
      if (!isSame(port, granted)) return;
      callOff?.();
      callOff = event === 'disconnected' ? after(awayForGoodMs, onLost) : undefined;
    });
    return () => {
      stop();
      callOff?.();
    };
  }

  return {
    close,
    async open(way, again, loader, onLost) {
      const serial = await host(way);
      const before = last?.way === way ? last.granted : undefined;
      if (again && before !== undefined) {
        const present = (await serial.granted()).find((port) => isSame(port, before));
        // The line finds its device again by itself.
        if (present !== undefined && open?.way === way) return ok(undefined);
        if (present !== undefined) return lead(way, serial, present, loader, onLost);
      }
      const chosen = await choose(serial, showAll());
      return chosen.ok ? lead(way, serial, chosen.value, loader, onLost) : chosen;
    },
  };

  async function lead(
    way: Way,
    serial: SerialHost,
    granted: GrantedPort,
    loader: Remote<LoaderApi>,
    onLost: () => void,
  ): Promise<Result<void, ConnectFailure['cause']>> {
    await close();
    const line = serial.line(granted);
    open = { way, granted, line, stopWatching: watch(serial, granted, onLost) };
    last = { way, granted };
    await loader.attach(transfer(line.workerEnd, [line.workerEnd]));
    return ok(undefined);
  }
}

async function choose(
  serial: SerialHost,
  showAll: boolean,
): Promise<Result<GrantedPort, ConnectFailure['cause']>> {
  try {
    return ok(await serial.request({ showAll }));
  } catch (cause) {
    return err((cause as SerialError).code);
  }
}
