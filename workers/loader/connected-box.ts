/** A box whose stub runs: who it is, at what speed it is spoken with, and how that is set right when it goes wrong. */
import { describeChip, describeFlash, factRegisters } from '../../core/esp/loader/chip-facts.ts';
import { op, words } from '../../core/esp/loader/commands.ts';
import { usbSerialFacts } from '../../core/esp/loader/usb-ids.ts';
import type { ChipReport } from '../loader-api.ts';
import type { ChipLine } from './chip-line.ts';
import { enterBootMode, romBaud, type BootedChip } from './enter-boot-mode.ts';
import { readRegister } from './flash-commands.ts';
import type { Job } from './job.ts';
import { LoaderError, throwIfCancelled } from './loader-error.ts';
import { answersAtOnce, speedsFor, tryBaud } from './raise-speed.ts';
import type { WriteTarget } from './write-flash.ts';

const magicBytes = 0xffff;

export class ConnectedBox implements WriteTarget {
  readonly chip: ChipLine;
  readonly report: ChipReport;
  /** The one in use first, then those below it. */
  #speeds: readonly number[];
  #troubles = 0;

  private constructor(chip: ChipLine, report: ChipReport, speeds: readonly number[]) {
    this.chip = chip;
    this.report = report;
    this.#speeds = speeds;
  }

  get isUsbOtg(): boolean {
    return this.report.link === 'usb-otg';
  }

  /** Boot mode, stub, speed, identity. @throws LoaderError */
  static async connect(chip: ChipLine, wantedBaud: number, { signal, progress }: Job): Promise<ConnectedBox> {
    const start = (): Promise<BootedChip> => {
      progress.begin('connecting');
      return enterBootMode(chip, signal, () => progress.begin('uploading-stub'));
    };
    let booted = await start();
    const speeds = speedsFor(chip.line, wantedBaud);
    let baud = romBaud;
    let tried = 0;
    for (; tried < speeds.length; tried += 1) {
      progress.begin('raising-speed');
      throwIfCancelled(signal);
      if (await tryBaud(chip, speeds[tried]!)) {
        baud = speeds[tried]!;
        break;
      }
      booted = await start();
    }
    progress.begin('identifying');
    const report = await identify(chip, booted, baud, baud < (speeds[0] ?? romBaud));
    return new ConnectedBox(chip, report, speeds.slice(tried));
  }

  /**
   * After noise. The first time it is enough that the stub still answers; else, and from then on, everything begins
   * afresh, at a lower speed where there is one.
   */
  async recover(signal: AbortSignal): Promise<void> {
    this.#troubles += 1;
    await this.chip.endFrame();
    await this.chip.drain(100, 2000);
    throwIfCancelled(signal);
    if (this.#troubles === 1 && (await answersAtOnce(this.chip))) return;
    await enterBootMode(this.chip, signal, () => undefined);
    this.#speeds = this.#speeds.slice(1);
    while (this.#speeds[0] !== undefined && !(await tryBaud(this.chip, this.#speeds[0]))) {
      this.#speeds = this.#speeds.slice(1);
      await enterBootMode(this.chip, signal, () => undefined);
    }
    await setFlashParameters(this.chip, this.report.flashBytes);
  }
}

async function identify(
  chip: ChipLine,
  { loader }: BootedChip,
  baud: number,
  slowedDown: boolean,
): Promise<ChipReport> {
  const registers = new Map<number, number>();
  for (const address of factRegisters) registers.set(address, await readRegister(chip, address));
  const { mac, revision, psramBytes } = describeChip((address) => registers.get(address) ?? 0);
  const id = (await loader.readFlashId()) & 0xff_ffff;
  const flash = describeFlash(id);
  if (flash === undefined)
    throw new LoaderError('no-flash', 'no flash answers', { details: { id: `0x${id.toString(16)}` } });
  await setFlashParameters(chip, flash.bytes);
  return {
    chip: loader.chip.CHIP_NAME,
    revision,
    mac,
    boxId: mac.replaceAll(':', ''),
    flashBytes: flash.bytes,
    flashMaker: flash.maker,
    psramBytes,
    link: usbSerialFacts(chip.line.ids)?.link ?? 'unknown',
    baud,
    slowedDown,
  };
}

async function setFlashParameters(chip: ChipLine, flashBytes: number): Promise<void> {
  await chip.command(op.setSpiParameters, words(0, flashBytes, 0x1_0000, 0x1000, 0x100, magicBytes));
}
