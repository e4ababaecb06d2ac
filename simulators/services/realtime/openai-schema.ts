/** What OpenAI's server takes: anything else, a field of the old beta included, makes it refuse the whole event. */
import * as v from 'valibot';
import { err, ok, type Result } from '../../../core/result.ts';
import type { RealtimeFailure } from './peer.ts';

const format = v.strictObject({ type: v.literal('audio/pcm'), rate: v.optional(v.literal(24_000)) });
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const millis = v.pipe(v.number(), v.integer(), v.minValue(0));
const turnFlags = { create_response: v.optional(v.boolean()), interrupt_response: v.optional(v.boolean()) };

const turnDetection = v.variant('type', [
  v.strictObject({
    type: v.literal('server_vad'),
    threshold: v.optional(share),
    prefix_padding_ms: v.optional(millis),
    silence_duration_ms: v.optional(millis),
    idle_timeout_ms: v.optional(v.nullable(millis)),
    ...turnFlags,
  }),
  v.strictObject({
    type: v.literal('semantic_vad'),
    eagerness: v.optional(v.picklist(['auto', 'low', 'medium', 'high'])),
    ...turnFlags,
  }),
]);
export type TurnDetection = v.InferOutput<typeof turnDetection>;

const modalities = v.pipe(v.array(v.picklist(['audio', 'text'])), v.length(1));
const tools = v.array(
  v.strictObject({
    type: v.literal('function'),
    name: v.string(),
    description: v.optional(v.string()),
    parameters: v.optional(v.record(v.string(), v.unknown())),
  }),
);
const toolChoice = v.union([v.picklist(['auto', 'none', 'required']), v.record(v.string(), v.unknown())]);
const maxTokens = v.union([
  v.literal('inf'),
  v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096)),
]);
const speed = v.pipe(v.number(), v.minValue(0.25), v.maxValue(1.5));
const output = v.strictObject({
  format: v.optional(format),
  voice: v.optional(v.union([v.string(), v.strictObject({ id: v.string() })])),
  speed: v.optional(speed),
});

export const sessionSchema = v.strictObject({
  type: v.literal('realtime'),
  model: v.optional(v.string()),
  instructions: v.optional(v.string()),
  output_modalities: v.optional(modalities),
  audio: v.optional(
    v.strictObject({
      input: v.optional(
        v.strictObject({
          format: v.optional(format),
          noise_reduction: v.optional(
            v.nullable(v.strictObject({ type: v.picklist(['near_field', 'far_field']) })),
          ),
          transcription: v.optional(
            v.nullable(
              v.strictObject({
                model: v.string(),
                language: v.optional(v.string()),
                prompt: v.optional(v.string()),
              }),
            ),
          ),
          turn_detection: v.optional(v.nullable(turnDetection)),
        }),
      ),
      output: v.optional(output),
    }),
  ),
  tools: v.optional(tools),
  tool_choice: v.optional(toolChoice),
  max_output_tokens: v.optional(maxTokens),
  truncation: v.optional(v.unknown()),
  tracing: v.optional(v.unknown()),
  prompt: v.optional(v.unknown()),
  include: v.optional(v.nullable(v.array(v.literal('item.input_audio_transcription.logprobs')))),
});
export type SessionFields = v.InferOutput<typeof sessionSchema>;

const text = { text: v.string() };
const message = (role: string, content: v.GenericSchema) =>
  v.strictObject({
    id: v.optional(v.string()),
    object: v.optional(v.string()),
    status: v.optional(v.string()),
    type: v.literal('message'),
    role: v.literal(role),
    content: v.array(content as v.GenericSchema<{ type: string; text?: string; audio?: string }>),
  });
const inputText = v.strictObject({ type: v.literal('input_text'), ...text });
const inputAudio = v.strictObject({
  type: v.literal('input_audio'),
  audio: v.string(),
  transcript: v.optional(v.string()),
});

export const itemSchema = v.union([
  message('user', v.variant('type', [inputText, inputAudio])),
  message('assistant', v.strictObject({ type: v.literal('output_text'), ...text })),
  message('system', inputText),
  v.strictObject({
    id: v.optional(v.string()),
    type: v.literal('function_call'),
    call_id: v.string(),
    name: v.string(),
    arguments: v.string(),
  }),
  v.strictObject({
    id: v.optional(v.string()),
    type: v.literal('function_call_output'),
    call_id: v.string(),
    output: v.string(),
  }),
]);
export type ItemFields = v.InferOutput<typeof itemSchema>;

export const responseSchema = v.strictObject({
  instructions: v.optional(v.string()),
  output_modalities: v.optional(modalities),
  audio: v.optional(v.strictObject({ output: v.optional(output) })),
  tools: v.optional(tools),
  tool_choice: v.optional(toolChoice),
  max_output_tokens: v.optional(maxTokens),
  metadata: v.optional(v.nullable(v.record(v.string(), v.string()))),
  conversation: v.optional(v.picklist(['auto', 'none'])),
  input: v.optional(v.array(itemSchema)),
});
export type ResponseFields = v.InferOutput<typeof responseSchema>;

/** @param at name of the field that the value stands in */
export function checkFields<T>(
  schema: v.GenericSchema<unknown, T>,
  value: unknown,
  at: string,
): Result<T, RealtimeFailure> {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return ok(parsed.output);
  const [issue] = parsed.issues;
  const path = v.getDotPath(issue);
  const param = path === null ? at : `${at}.${path}`;
  const type = 'invalid_request_error';
  if (issue.expected === 'never')
    return err({ type, code: 'unknown_parameter', message: `Unknown parameter: '${param}'.`, param });
  if (issue.received === 'undefined')
    return err({
      type,
      code: 'missing_required_parameter',
      message: `Missing required parameter: '${param}'.`,
      param,
    });
  return err({
    type,
    code: 'invalid_value',
    message: `Invalid value for '${param}': expected ${issue.expected ?? 'something else'}, got ${issue.received}.`,
    param,
  });
}
