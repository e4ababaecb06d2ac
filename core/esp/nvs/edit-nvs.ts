/** Changes values of a partition with as few changed pages as the library's own way of writing allows. */
import { err, ok, type Result } from '../../result.ts';
import { mountNvs } from './mount-nvs.ts';
import { NvsEditor } from './nvs-editor.ts';
import type { NvsEdit, NvsEdited, NvsRefusal } from './nvs-types.ts';
import { eraseHidden } from './stored-values.ts';
import { writeOrder } from './write-order.ts';

/**
 * Applies the edits in their order. A value that is stored already is not written again; if nothing is left to do, the
 * image stays as it is. Otherwise what mounting would repair is repaired too, since firmware could not tell it any more.
 * Everything that is not asked for keeps its value, and one page stays free. Never throws on any image.
 * @param image the whole partition, left as it is
 */
export function editNvs(image: Uint8Array, edits: readonly NvsEdit[]): Result<NvsEdited, NvsRefusal> {
  const { volume, values } = mountNvs(image);
  if (!values.ok) return values;
  eraseHidden(volume, values.value);
  const mounted = volume.image.slice();
  const editor = new NvsEditor(volume, values.value);
  for (const edit of edits) {
    const refusal = editor.apply(edit);
    if (refusal !== null) return err(refusal);
  }
  if (editor.moves.length === 0) return ok({ image: new Uint8Array(image), changedPages: [] });
  editor.finish();
  return ok({
    image: volume.image,
    changedPages: writeOrder({ before: image, mounted, after: volume.image }, editor.moves),
  });
}
