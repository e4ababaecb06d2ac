/** A box in the same thread: for Node, and for tests that move its time. */
import { systemClock } from '../../box/clock.ts';
import { createDeviceHost, type DeviceWorld } from './device-host.ts';
import type { DeviceEnd, DeviceOptions, FromDevice } from './device-messages.ts';

/** Messages come soon and in order, never within `send`. */
export function createDeviceHere(options: DeviceOptions, world: Partial<DeviceWorld> = {}): DeviceEnd {
  let isClosed = false;
  const end: DeviceEnd = {
    send: (message) => {
      if (!isClosed) host.receive(message);
    },
    onMessage: () => undefined,
    close: () => {
      isClosed = true;
      host.close();
    },
  };
  const post = (message: FromDevice) =>
    queueMicrotask(() => {
      if (!isClosed) end.onMessage(message);
    });
  const host = createDeviceHost({ clock: systemClock, dial: null, ...world }, post);
  host.receive({ type: 'create', options });
  return end;
}
