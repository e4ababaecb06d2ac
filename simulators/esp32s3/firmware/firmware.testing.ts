/** A box with an installed firmware, in time that the test moves. */
import { createLogReader } from '../../../core/esp/log/log-reader.ts';
import type { BoxStatus } from '../../../core/esp/log/log-types.ts';
import type { Millis } from '../../../core/units.ts';
import type { DialBox } from '../../box/box-link.ts';
import { VirtualClock } from '../../box/virtual-clock.testing.ts';
import { createSimulatedDevice, type SimulatedDevice } from '../board/simulated-device.ts';
import { boxFacts } from '../chip-facts.ts';
import { FlashModel } from '../flash-model.ts';
import { runFirmware, type RunningFirmware } from './echokit-firmware.ts';

export interface RigOptions {
  /** From offset 0 on. */
  readonly content?: Uint8Array;
  readonly network?: { readonly ssid: string; readonly password: string };
  readonly dial?: DialBox;
}

export class FirmwareRig {
  readonly clock = new VirtualClock();
  readonly flash: FlashModel;
  readonly device: SimulatedDevice;
  /** Without escape sequences, passwords in clear. */
  text = '';
  status: BoxStatus = { heap: [], reboots: 0 };
  #firmware: RunningFirmware | null = null;

  constructor({ content = new Uint8Array(0), network, dial }: RigOptions) {
    this.flash = new FlashModel(boxFacts.flashSize, content);
    const reader = createLogReader();
    const decoder = new TextDecoder();
    this.device = createSimulatedDevice({
      link: 'bridge',
      clock: this.clock,
      chip: {
        flash: this.flash,
        onRunApp: (host) => {
          this.#firmware = runFirmware(host, {
            network: network ?? null,
            dial: dial ?? null,
            isK0Held: () => this.device.isGpio0Low,
            pace: 'real',
          });
          return this.#firmware;
        },
      },
      onGpio0: (isLow) => this.#firmware?.setK0(isLow),
      onOutput: (bytes) => {
        this.text += decoder.decode(bytes, { stream: true }).replace(/\u001b\[[\d;]*m/g, '');
        ({ status: this.status } = reader.read(bytes, this.clock.now()));
      },
      onUsb: () => undefined,
    });
    this.device.plug();
  }

  /** Moves time, and lets what waits for promises go on. */
  async run(ms: Millis): Promise<void> {
    for (let left = ms; left > 0; left -= 50) {
      this.clock.advance(Math.min(50, left));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Moves time until it is so. */
  async until(isSo: () => boolean): Promise<void> {
    for (let n = 0; !isSo(); n += 1) {
      if (n > 20_000) throw new Error(`it never is so: ${this.text.slice(-600)}`);
      await this.run(20);
    }
  }

  press(button: 'k0' | 'rst'): void {
    this.device.press(button, true);
    this.device.press(button, false);
  }
}
