/** Items that an OpenAI client makes itself. */
import { int16ToFloat32 } from '../../../core/audio/pcm.ts';
import { resample } from '../../../core/audio/resampler.ts';
import { decodePcmText } from '../../../core/realtime/base64.ts';
import { ok, type Result } from '../../../core/result.ts';
import { heardRate } from '../../../core/units.ts';
import type { Item } from './conversation.ts';
import { checkFields, itemSchema, type ItemFields } from './openai-schema.ts';
import type { Ids, RealtimeFailure } from './peer.ts';

export type ItemOfClient = Result<Item, RealtimeFailure>;

/** @param understand words in mono PCM at 16 kHz */
export function createItem(
  fields: unknown,
  ids: Ids,
  understand: (pcm: Float32Array) => string,
): ItemOfClient {
  const checked = checkFields(itemSchema, fields, 'item');
  if (!checked.ok) return checked;
  const item = checked.value;
  const id = item.id ?? ids.next('item');
  const wire = { ...item, id, object: 'realtime.item', status: 'completed' };
  switch (item.type) {
    case 'function_call':
      return ok({ id, wire, role: null, text: '' });
    case 'function_call_output':
      return ok({ id, wire, role: 'tool', text: item.output });
    case 'message':
      return ok({
        id,
        wire,
        role: item.role as 'user' | 'assistant' | 'system',
        text: textOf(item, understand),
      });
  }
}

function textOf(
  { content }: Extract<ItemFields, { type: 'message' }>,
  understand: (pcm: Float32Array) => string,
): string {
  return content
    .map((part) => {
      if (part.text !== undefined) return part.text;
      const pcm = decodePcmText(part.audio ?? '');
      return pcm === undefined ? '' : understand(resample(int16ToFloat32(pcm), 24_000, heardRate));
    })
    .join(' ');
}
