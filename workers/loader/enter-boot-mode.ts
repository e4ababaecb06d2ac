/**
 * From an open line to a stub that runs: resets, SYNC, which chip, whether it may be written, upload. esptool-js does the
 * talking; which reset is tried when, and what a failure means, is decided here.
 * Source: reference sheet of the box on a cable, A.4, A.6, A.9, A.11, E.2, F.3.
 */
import { ESPLoader, UnexpectedChipIdError, UnexpectedChipMagicError } from 'esptool-js';
import { findBootText } from '../../core/esp/loader/boot-text.ts';
import { chipLock } from '../../core/esp/loader/chip-facts.ts';
import { classicReset, tightReset, usbJtagReset, type ResetStep } from '../../core/esp/loader/reset-steps.ts';
import { usbSerialFacts } from '../../core/esp/loader/usb-ids.ts';
import { asText } from './as-text.ts';
import type { ChipLine } from './chip-line.ts';
import { EsptoolTransport } from './esptool-transport.ts';
import { asLoaderError, LoaderError, throwIfCancelled } from './loader-error.ts';
import { moveLines } from './reset-lines.ts';

/** The ROM listens at this speed. */
export const romBaud = 115_200;
/** How long a box that left USB in a reset may take to come back. */
export const comeBackMs = 5000;

const slowHoldMs = 550;
const usualHoldMs = 50;

/** The order in which resets are tried. */
function resetsFor(line: ChipLine['line']): readonly (readonly ResetStep[])[] {
  const bridges = [
    classicReset(usualHoldMs),
    tightReset(usualHoldMs),
    classicReset(slowHoldMs),
    tightReset(slowHoldMs),
  ];
  switch (usbSerialFacts(line.ids)?.link) {
    case 'usb-serial-jtag':
      return [usbJtagReset, usbJtagReset, classicReset(usualHoldMs), usbJtagReset];
    case 'usb-otg':
    case 'bridge':
    case undefined:
      return [...bridges, classicReset(usualHoldMs)];
  }
}

/** What can be asked of a chip whose stub runs. */
export interface BootedChip {
  readonly loader: ESPLoader;
}

/**
 * @throws LoaderError `no-answer`, `not-in-boot-mode`, `wrong-chip`, `locked-chip`, `unplugged`, `cancelled`, ...
 */
export async function enterBootMode(
  chip: ChipLine,
  signal: AbortSignal,
  onUpload: () => void,
): Promise<BootedChip> {
  const loader = await synchronise(chip, signal);
  throwIfCancelled(signal);
  await refuseLocked(loader);
  onUpload();
  try {
    await loader.runStub();
  } catch (cause) {
    const { code, message } = asLoaderError(cause);
    if (code === 'unplugged') throw cause;
    throw new LoaderError(code === 'noisy-line' ? code : 'failed', `the stub did not start: ${message}`, {
      cause,
      details: { reason: 'no-stub' },
    });
  }
  return { loader };
}

async function synchronise(chip: ChipLine, signal: AbortSignal): Promise<ESPLoader> {
  let said = '';
  let lastCause: unknown;
  for (const steps of resetsFor(chip.line)) {
    throwIfCancelled(signal);
    await reopen(chip);
    chip.forgetInput();
    await moveLines(chip.line, steps, chip.clock).catch((cause: unknown) => {
      // A box on its own USB leaves the bus when it is reset.
      if (asLoaderError(cause).code !== 'unplugged') throw cause;
    });
    await reopen(chip);
    said = asText(chip.recent) || said;
    const loader = createLoader(chip);
    try {
      await loader.connect('no_reset', 1, true);
      if (loader.chip.CHIP_NAME !== 'ESP32-S3') throw wrongChip(loader.chip.CHIP_NAME);
      return loader;
    } catch (cause) {
      throwIfHopeless(cause);
      lastCause = cause;
    }
    said = asText(chip.recent) || said;
  }
  throw unreachable(said, lastCause);
}

/** Opens the port where it is closed: at first, and after the box has left USB and come back. */
async function reopen(chip: ChipLine): Promise<void> {
  if (!(await chip.line.waitUntilBack(comeBackMs)))
    throw new LoaderError('unplugged', 'the box did not come back after a reset');
  await chip.line.open(romBaud);
}

export const createLoader = (chip: ChipLine): ESPLoader =>
  new ESPLoader({
    transport: new EsptoolTransport(chip),
    baudrate: romBaud,
    // Its lines may hold what the box prints.
    terminal: { clean: () => undefined, write: () => undefined, writeLine: () => undefined },
  });

/** Trying another reset would not help. */
function throwIfHopeless(cause: unknown): void {
  if (cause instanceof UnexpectedChipIdError || cause instanceof UnexpectedChipMagicError)
    throw new LoaderError('wrong-chip', cause.message, { cause, details: { chip: 'unknown' } });
  const { code } = asLoaderError(cause);
  if (cause instanceof LoaderError && code !== 'noisy-line' && code !== 'unplugged') throw cause;
}

const wrongChip = (chip: string): LoaderError =>
  new LoaderError('wrong-chip', `an ${chip} answered, not an ESP32-S3`, { details: { chip } });

function unreachable(said: string, cause: unknown): LoaderError {
  const boot = findBootText(said);
  if (said === '') return new LoaderError('no-answer', 'nothing was received', { cause });
  // Only what the ROM prints: an application's lines may hold passwords.
  const received = boot?.line ?? '';
  return new LoaderError('not-in-boot-mode', 'something answers, but not the boot loader', {
    cause,
    details: { received, bytes: said.length },
  });
}

async function refuseLocked(loader: ESPLoader): Promise<void> {
  const { flags, flashCryptCnt } = await loader.getSecurityInfo();
  const lock = chipLock(flags, flashCryptCnt);
  if (lock !== undefined)
    throw new LoaderError('locked-chip', `${lock} is on: nothing is written`, { details: { lock } });
}
