import { EchoError } from '../../errors.ts';

/**
 * Why bytes are no partition table for a box. `details` has label and numbers where they help.
 * - `too-short`: fewer bytes than a row.
 * - `blank`: nothing but 0xFF: no firmware was ever written, or it was erased.
 * - `bad-row`: a row that is neither partition, MD5 nor end, or in the wrong place; `details.row` counts from 0.
 * - `no-terminator`: 3,072 bytes without an end.
 * - `bad-md5`: damaged.
 * - `outside-flash`, `overlap`: rows that reach past the chip, into each other or into boot loader and table.
 * - `not-aligned`: applications begin at multiples of 64 KiB, everything else at multiples of 4 KiB.
 * - `bad-nvs-size`: no whole pages, or fewer than three that can be written.
 */
export type PartitionTableRefusalCode =
  | 'too-short'
  | 'blank'
  | 'bad-row'
  | 'no-terminator'
  | 'bad-md5'
  | 'outside-flash'
  | 'overlap'
  | 'not-aligned'
  | 'bad-nvs-size';
export type PartitionTableRefusal = EchoError<PartitionTableRefusalCode>;

export const tableRefusal = (
  code: PartitionTableRefusalCode,
  message: string,
  details: Readonly<Record<string, string | number>> = {},
): PartitionTableRefusal => new EchoError(code, message, { details });
