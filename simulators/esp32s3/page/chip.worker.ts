/** The thread of a simulated box. See `device-in-worker.ts`. */
import { systemClock } from '../../box/clock.ts';
import { dialFromPage } from '../firmware/browser-link.ts';
import { createDeviceHost } from './device-host.ts';
import type { FromDevice, ToDevice } from './device-messages.ts';

/** The worker's global scope; this file is compiled without a browser's types. */
interface Scope {
  postMessage(message: FromDevice, transfer: ArrayBuffer[]): void;
  onmessage: ((event: { readonly data: ToDevice }) => void) | null;
}

const scope = globalThis as unknown as Scope;
const host = createDeviceHost({ clock: systemClock, dial: dialFromPage }, (message) =>
  scope.postMessage(message, 'bytes' in message ? [message.bytes.buffer] : []),
);
scope.onmessage = ({ data }) => host.receive(data);
