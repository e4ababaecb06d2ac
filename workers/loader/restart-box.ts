/**
 * Out of the boot loader. esptool-js 0.7.0 only releases lines that it never asserted, and leaves GPIO0 low: the box would
 * stay in download mode. Here the lines are moved by our own steps; where the chip stays, its watchdog resets it; where
 * it stays even then, the person is told. Source: reference sheet of the box on a cable, A.5, A.11, F.3.
 */
import { findBootText, type BootText } from '../../core/esp/loader/boot-text.ts';
import { classicReset, hardReset, usbJtagReset } from '../../core/esp/loader/reset-steps.ts';
import { usbSerialFacts } from '../../core/esp/loader/usb-ids.ts';
import { createLogReader } from '../../core/esp/log/log-reader.ts';
import type { Millis } from '../../core/units.ts';
import { asText } from './as-text.ts';
import { pause } from './clock.ts';
import type { ChipLine } from './chip-line.ts';
import { comeBackMs, createLoader, romBaud } from './enter-boot-mode.ts';
import { writeRegister } from './flash-commands.ts';
import { asLoaderError, LoaderError } from './loader-error.ts';
import { answersAtOnce, tryBaud } from './raise-speed.ts';
import { moveLines } from './reset-lines.ts';

const forceDownloadRegister = 0x6000_812c;
const watchdog = {
  config: 0x6000_8098,
  timeout: 0x6000_809c,
  protect: 0x600080b0,
  key: 0x50d8_3aa1,
  /** Enabled, stage 0 resets the system; short reset pulses. */
  enable: 0x8000_0000 + 5 * 2 ** 28 + 2 ** 8 + 2,
  /** In cycles of the slow clock: some 40 ms. */
  cycles: 5000,
};
const watchdogWaitMs: Millis = 500;

/** First lines are collected for so long at most, and until so long nothing more has come. */
const longestListenMs: Millis = 3000;
const quietMs: Millis = 400;
const mostLines = 60;

/** The first lines that the box prints, without secrets. None where it cannot be heard. */
export async function restartIntoApp(
  chip: ChipLine,
  wallNow: () => Millis,
  isInBootLoader: boolean,
): Promise<readonly string[]> {
  const isNative = usbSerialFacts(chip.line.ids)?.link === 'usb-serial-jtag';
  if (isInBootLoader) {
    // Set by some firmware's "reboot into download": it outlives a reset by the lines.
    await writeRegister(chip, forceDownloadRegister, 0, 1).catch(ignoreUnlessUnplugged);
  }
  const stubBaud = chip.line.baud ?? romBaud;
  let boot = await bootBy(chip, wallNow, () => moveLines(chip.line, hardReset(isNative), chip.clock));
  const isSilent = boot.text === undefined && boot.lines.length === 0;
  const stayed =
    boot.text?.mode === 'download' || (isSilent && isInBootLoader && (await answersAt(chip, stubBaud)));
  if (!stayed) return boot.lines;
  boot = await bootBy(chip, wallNow, () => resetByWatchdog(chip));
  if (boot.text?.mode === 'app') return boot.lines;
  throw new LoaderError('stuck-in-boot-mode', 'the box did not start', {
    details: { bootLine: boot.text?.line ?? '' },
  });
}

/** Into the ROM's boot loader by the lines, and what it says. */
export async function restartIntoDownload(chip: ChipLine, wallNow: () => Millis): Promise<readonly string[]> {
  const isNative = usbSerialFacts(chip.line.ids)?.link === 'usb-serial-jtag';
  const boot = await bootBy(chip, wallNow, async () => {
    await moveLines(chip.line, isNative ? usbJtagReset : classicReset(50), chip.clock);
  });
  return boot.lines;
}

interface Boot {
  readonly lines: readonly string[];
  readonly text: BootText | undefined;
}

/** On boards without the circuit lines move nothing, and the stub is still there, at its own speed. */
async function answersAt(chip: ChipLine, baud: number): Promise<boolean> {
  await chip.line.open(baud);
  if (!(await answersAtOnce(chip))) return false;
  // The watchdog is asked in the same speed as the lines that follow.
  return baud === romBaud || tryBaud(chip, romBaud);
}

async function bootBy(chip: ChipLine, wallNow: () => Millis, reset: () => Promise<unknown>): Promise<Boot> {
  await chip.line.open(romBaud);
  const reader = createLogReader();
  const lines: string[] = [];
  const stop = chip.tap((bytes) => {
    for (const { runs } of reader.read(bytes, wallNow()).lines)
      if (lines.length < mostLines) lines.push(runs.map(({ text }) => text).join(''));
  });
  try {
    chip.forgetInput();
    await reset().catch(ignoreUnlessGone);
    // A box on its own USB leaves the bus in a reset.
    if (!(await chip.line.waitUntilBack(comeBackMs)))
      throw new LoaderError('unplugged', 'the box did not come back after a reset');
    await chip.line.open(romBaud);
    const end = chip.clock.now() + longestListenMs;
    while (chip.clock.now() < end) {
      const before = chip.lastByteAt;
      await pause(chip.clock, quietMs);
      if (chip.line.isLost || (chip.lastByteAt === before && before > -Infinity && lines.length > 0)) break;
    }
    return { lines, text: findBootText(asText(chip.recent)) };
  } finally {
    stop();
  }
}

/** The ROM may be waiting, or a stub: both take the registers once they have been spoken to. */
async function resetByWatchdog(chip: ChipLine): Promise<void> {
  await createLoader(chip).connect('no_reset', 1, true).catch(ignoreUnlessUnplugged);
  const { config, timeout, protect, key, enable, cycles } = watchdog;
  for (const [register, value] of [
    [protect, key],
    [timeout, cycles],
    [config, enable],
    [protect, 0],
  ] as const)
    await writeRegister(chip, register, value).catch(ignoreUnlessUnplugged);
  chip.forgetInput();
  await pause(chip.clock, watchdogWaitMs);
}

/** Whether it took or not is seen by what the box prints. */
function ignoreUnlessUnplugged(cause: unknown): void {
  if (asLoaderError(cause).code === 'unplugged') throw cause;
}

function ignoreUnlessGone(cause: unknown): void {
  if (asLoaderError(cause).code !== 'unplugged') throw cause;
}
