import type { Millis } from '../../core/units.ts';

/** How long things take. Sources: sheet `device.md` A.7 (flash), A.8 (MD5 "in practice far faster" than 8 s per MB). */
export interface ChipTiming {
  /**
   * Bits per second, ten to a byte, in each direction; `negotiated` follows CHANGE_BAUDRATE (from 115,200), `instant`
   * takes no time.
   */
  readonly lineRate: number | 'negotiated' | 'instant';
  /** Erasing a sector of 4 KiB. */
  readonly sectorEraseMs: Millis;
  /** Erasing an aligned block of 64 KiB. */
  readonly blockEraseMs: Millis;
  /** Programming a page of 256 bytes. */
  readonly pageProgramMs: Millis;
  /** Erasing all of it, per MiB. */
  readonly chipEraseMsPerMiB: Millis;
  /** Reading a KiB and hashing it. */
  readonly digestMsPerKiB: Millis;
}

export const instantTiming: ChipTiming = {
  lineRate: 'instant',
  sectorEraseMs: 0,
  blockEraseMs: 0,
  pageProgramMs: 0,
  chipEraseMsPerMiB: 0,
  digestMsPerKiB: 0,
};

/** A chip with typical flash on a line of this speed. @param lineRate bits per second */
export const realTiming = (lineRate: number | 'negotiated'): ChipTiming => ({
  lineRate,
  sectorEraseMs: 45,
  blockEraseMs: 150,
  pageProgramMs: 0.7,
  chipEraseMsPerMiB: 2000,
  digestMsPerKiB: 0.15,
});

/** The longest that data sheets allow for an erase. */
export const withSlowErase = (timing: ChipTiming): ChipTiming => ({
  ...timing,
  sectorEraseMs: 400,
  blockEraseMs: 2000,
});
