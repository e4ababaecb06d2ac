/** A box in a worker of its own, so that 16 MB of flash never keep the page. */
import type { DeviceEnd, DeviceOptions, FromDevice, ToDevice } from './device-messages.ts';

/** What this needs of a Worker whose script is `chip.worker.ts`. */
export interface DeviceWorker {
  postMessage(message: ToDevice, transfer: ArrayBuffer[]): void;
  addEventListener(type: 'message', listener: (event: { readonly data: FromDevice }) => void): void;
  terminate(): void;
}

/** @param worker a fresh one, owned from here on */
export function createDeviceInWorker(worker: DeviceWorker, options: DeviceOptions): DeviceEnd {
  const end: DeviceEnd = {
    send: (message) => worker.postMessage(message, message.type === 'bytes' ? [message.bytes.buffer] : []),
    onMessage: () => undefined,
    close: () => worker.terminate(),
  };
  worker.addEventListener('message', ({ data }) => end.onMessage(data));
  end.send({ type: 'create', options });
  return end;
}
