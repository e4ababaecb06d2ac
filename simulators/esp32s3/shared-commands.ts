/** What ROM and stubs do alike. */
import type { ChipRegisters } from './chip-registers.ts';
import type { LoaderProgram } from './loader-step.ts';
import type { LoaderRequest } from './requests.ts';

const syncHead = [0x07, 0x07, 0x12, 0x20];
const syncBytes = 36;
const syncFill = 0x55;

export const isSync = (data: Uint8Array): boolean =>
  data.length === syncBytes && data.every((byte, index) => byte === (syncHead[index] ?? syncFill));

/** Longest pause that a WRITE_REG entry may ask for: 1 s. A chip would wait for over an hour. */
const longestPauseMicros = 1e6;

/** WRITE_REG: one or more of address, value, mask, delay in microseconds before it. */
export function* runWrites(registers: ChipRegisters, request: LoaderRequest): LoaderProgram {
  for (let index = 0; index < request.length / 4; index += 4) {
    const [address, value, mask, micros] = [0, 1, 2, 3].map((word) => request.word(index + word));
    if (micros! > 0) yield { do: 'wait', ms: Math.min(micros!, longestPauseMicros) / 1000 };
    registers.write(address!, ((value! & mask!) | (registers.read(address!) & ~mask!)) >>> 0);
  }
}
