/** The box's side of a simulated cable: serves {@link ToDevice} messages, in a worker or in the same thread. */
import type { DialBox } from '../../box/box-link.ts';
import type { BoxClock } from '../../box/clock.ts';
import { createSimulatedDevice, type SimulatedDevice } from '../board/simulated-device.ts';
import { boxFacts, withFlashSize } from '../chip-facts.ts';
import { parseFaults } from '../chip-faults.ts';
import { instantTiming, realTiming } from '../chip-timing.ts';
import { runFirmware, type RunningFirmware } from '../firmware/echokit-firmware.ts';
import { buildInstalledFlash } from '../firmware/installed-flash.ts';
import { FlashModel } from '../flash-model.ts';
import type { DeviceOptions, FromDevice, ToDevice } from './device-messages.ts';

/** More than this on the line, and whoever writes waits: what USB bridges buffer. */
const windowBytes = 4096;
const bitsPerByte = 10;
/** Full-speed USB with a good host, in bits per second; the speed of the port means nothing there. */
const usbRate = 6_000_000;

export interface DeviceHost {
  receive(message: ToDevice): void;
  /** For good. */
  close(): void;
}

export interface DeviceWorld {
  readonly clock: BoxClock;
  /** Reaches servers for the firmware; null where it shall reach none. */
  readonly dial: DialBox | null;
}

/** @param post in order; bytes are not used again */
export function createDeviceHost(world: DeviceWorld, post: (message: FromDevice) => void): DeviceHost {
  const { clock } = world;
  let device: SimulatedDevice | null = null;
  let link: DeviceOptions['link'] = 'bridge';
  let baud = 115_200;
  const receiveBytes = (id: number, bytes: Uint8Array) => {
    device?.receive(bytes);
    const excess = (device?.chip.backlogBytes ?? 0) - windowBytes;
    const taken = () => post({ type: 'taken', id });
    if (excess <= 0) taken();
    else clock.after((1000 * bitsPerByte * excess) / (link === 'bridge' ? baud : usbRate), taken);
  };
  return {
    receive(message) {
      switch (message.type) {
        case 'create':
          link = message.options.link;
          device = createDevice(message.options, world, post);
          return;
        case 'plug':
          return device?.plug();
        case 'unplug':
          return device?.unplug();
        case 'lines':
          return device?.setLines(message.dtr, message.rts);
        case 'baud':
          baud = message.baud;
          return device?.chip.setHostBaud(baud);
        case 'bytes':
          return receiveBytes(message.id, message.bytes);
        case 'button':
          return device?.press(message.button, message.isHeld);
        case 'read-flash': {
          const bytes = device?.chip.flash.read(message.offset, message.length) ?? new Uint8Array(0);
          return post({ type: 'flash', id: message.id, bytes });
        }
      }
    },
    close() {
      device?.unplug();
      device = null;
    },
  };
}

function createDevice(
  options: DeviceOptions,
  { clock, dial }: DeviceWorld,
  post: (message: FromDevice) => void,
): SimulatedDevice {
  const faults = parseFaults(options.faults ?? '');
  if (!faults.ok) throw new Error(faults.error);
  const sized = withFlashSize(boxFacts, options.flashBytes ?? boxFacts.flashSize);
  const facts = { ...sized, link: options.link, mac: colons(options.mac) ?? sized.mac };
  const flash = new FlashModel(facts.flashSize, contentOf(options));
  let firmware: RunningFirmware | null = null;
  const device = createSimulatedDevice({
    link: options.link,
    clock,
    ...(options.riseMs === undefined ? {} : { riseMs: options.riseMs }),
    chip: {
      facts,
      flash,
      faults: faults.value,
      timing:
        options.timing === 'real'
          ? realTiming(options.link === 'bridge' ? 'negotiated' : usbRate)
          : instantTiming,
      onRunApp: (host) => {
        firmware = runFirmware(host, {
          network: options.network ?? null,
          dial,
          isK0Held: () => device.isGpio0Low,
          pace: options.timing === 'real' ? 'real' : 'quick',
        });
        return firmware;
      },
    },
    onGpio0: (isLow) => firmware?.setK0(isLow),
    onOutput: (bytes) => post({ type: 'bytes', bytes }),
    onUsb: (isThere) => post({ type: 'usb', isThere }),
  });
  return device;
}

const colons = (id: string | undefined): string | undefined => id?.match(/../g)?.join(':');

function contentOf({ flash = 'echokit', layout, settings }: DeviceOptions): Uint8Array {
  if (flash === 'blank') return new Uint8Array(0);
  if (flash !== 'echokit') return flash;
  return buildInstalledFlash({
    ...(layout === undefined ? {} : { layout }),
    ...(settings === undefined ? {} : { settings }),
  });
}
