/**
 * What echokit_server can read. A message that is none of these ends its read loop, and with it the connection; fields
 * it does not know are passed over. Source: sheet `realtime.md` 5.
 */
import * as v from 'valibot';

const content = v.variant('type', [
  v.object({ type: v.literal('input_text'), text: v.string() }),
  v.object({ type: v.literal('input_audio'), audio: v.string(), transcript: v.nullish(v.string()) }),
  v.object({ type: v.literal('text'), text: v.string() }),
  v.object({ type: v.literal('audio'), audio: v.nullish(v.string()), transcript: v.nullish(v.string()) }),
]);

const item = v.object({
  type: v.string(),
  id: v.nullish(v.string()),
  role: v.nullish(v.string()),
  content: v.nullish(v.array(content)),
  arguments: v.nullish(v.string()),
  output: v.nullish(v.string()),
});

const session = v.object({
  modalities: v.nullish(v.array(v.picklist(['text', 'audio']))),
  instructions: v.nullish(v.string()),
  voice: v.nullish(v.string()),
  input_audio_format: v.nullish(v.picklist(['pcm16', 'g711_ulaw', 'g711_alaw'])),
  output_audio_format: v.nullish(v.picklist(['pcm16', 'g711_ulaw', 'g711_alaw'])),
  turn_detection: v.nullish(
    v.object({
      type: v.picklist(['server_vad', 'semantic_vad', 'none']),
      threshold: v.nullish(v.number()),
      prefix_padding_ms: v.nullish(v.number()),
      silence_duration_ms: v.nullish(v.number()),
      create_response: v.nullish(v.boolean()),
    }),
  ),
  tools: v.nullish(v.array(v.object({ type: v.literal('function') }))),
  temperature: v.nullish(v.number()),
});
export type EchoKitSessionFields = v.InferOutput<typeof session>;

export const echoKitMessage = v.pipe(
  v.string(),
  v.parseJson(),
  v.variant('type', [
    v.object({ type: v.literal('session.update'), session }),
    v.object({ type: v.literal('input_audio_buffer.append'), audio: v.string() }),
    v.object({ type: v.literal('input_audio_buffer.commit') }),
    v.object({ type: v.literal('input_audio_buffer.clear') }),
    v.object({
      type: v.literal('conversation.item.create'),
      previous_item_id: v.nullish(v.string()),
      item,
    }),
    v.object({
      type: v.literal('conversation.item.truncate'),
      item_id: v.string(),
      content_index: v.number(),
      audio_end_ms: v.number(),
    }),
    v.object({ type: v.literal('conversation.item.delete'), item_id: v.string() }),
    v.object({ type: v.literal('response.create') }),
    v.object({ type: v.literal('response.cancel') }),
  ]),
);
export type EchoKitMessage = v.InferOutput<typeof echoKitMessage>;
export type EchoKitItem = v.InferOutput<typeof item>;

export const textOfContent = (parts: EchoKitItem['content']): string =>
  (parts ?? []).map((part) => ('text' in part ? part.text : (part.transcript ?? ''))).join(' ');
