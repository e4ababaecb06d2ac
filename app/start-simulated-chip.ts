/** The simulated box of the Device page, in a worker of its own. Loaded when somebody asks for it. */
import * as v from 'valibot';
import type { DeviceOptions } from '../simulators/esp32s3/page/device-messages.ts';
import { createDeviceInWorker } from '../simulators/esp32s3/page/device-in-worker.ts';
import type { SimulatedSerial } from '../simulators/esp32s3/page/simulated-serial-api.ts';
import { createSimulatedSerial } from '../simulators/esp32s3/page/simulated-serial.ts';

/** What tests may ask for. */
const wishes = v.object({
  link: v.exactOptional(v.picklist(['usb-serial-jtag', 'bridge'])),
  timing: v.exactOptional(v.picklist(['real', 'instant'])),
  flash: v.exactOptional(v.picklist(['echokit', 'blank'])),
  layout: v.exactOptional(v.picklist(['nvs-2mib', 'nvs-24kib'])),
  faults: v.exactOptional(v.string()),
});

/** A box that somebody has used: it has a Wi-Fi, which is there, and a server, which is nobody's. */
const usual: DeviceOptions = {
  link: 'usb-serial-jtag',
  flash: 'echokit',
  timing: 'real',
  settings: { ssid: 'EchoKit-Demo', pass: 'correct horse battery', server_url: 'ws://server.example/ws' },
  network: { ssid: 'EchoKit-Demo', password: 'correct horse battery' },
};

/** @param text JSON of {@link wishes}, or null */
export function startSimulatedChip(text: string | null): SimulatedSerial {
  const options = { ...usual, ...(text === null ? {} : v.parse(wishes, JSON.parse(text))) };
  const worker = new Worker(new URL('../simulators/esp32s3/page/chip.worker.ts', import.meta.url), {
    type: 'module',
    name: 'simulated-chip',
  });
  return createSimulatedSerial({
    device: createDeviceInWorker(worker, options),
    link: options.link,
    isGranted: true,
  });
}
