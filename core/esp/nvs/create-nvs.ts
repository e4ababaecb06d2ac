import { err, type Result } from '../../result.ts';
import { editNvs } from './edit-nvs.ts';
import { pageBytes } from './nvs-format.ts';
import type { NvsEdit, NvsEdited, NvsRefusal } from './nvs-types.ts';

/** Less cannot collect its garbage. */
const leastPages = 3;

/** A new partition. @param size in bytes, whole pages of 4096, at least three */
export function createNvs(size: number, edits: readonly NvsEdit[]): Result<NvsEdited, NvsRefusal> {
  if (!Number.isInteger(size / pageBytes) || size < leastPages * pageBytes)
    return err({
      code: 'bad-size',
      message: `${size} bytes are not ${leastPages} or more pages of ${pageBytes}`,
    });
  return editNvs(new Uint8Array(size).fill(0xff), edits);
}
