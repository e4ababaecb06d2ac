/** The session of an OpenAI client as it is now. */
import {
  field,
  isRecord,
  listField,
  textField,
  type JsonRecord,
} from '../../../core/engine-wire/json-field.ts';
import type { Millis } from '../../../core/units.ts';
import { mergeFields } from './merge.ts';
import type { SessionFields, TurnDetection } from './openai-schema.ts';
import type { VoiceRules } from './voice-turns.ts';

const pcm = { type: 'audio/pcm', rate: 24_000 };
const serverVad = {
  type: 'server_vad',
  threshold: 0.5,
  prefix_padding_ms: 300,
  silence_duration_ms: 500,
  idle_timeout_ms: null,
  create_response: true,
  interrupt_response: true,
};
const semanticVad = {
  type: 'semantic_vad',
  eagerness: 'auto',
  create_response: true,
  interrupt_response: true,
};
/** There is no model that knows when a sentence is over: silence has to do, longer where it is less eager. */
const semanticSilenceMs: Readonly<Record<string, Millis>> = { high: 300, medium: 600, auto: 600, low: 1200 };

export const firstOpenAiSession = (id: string, model: string): JsonRecord => ({
  type: 'realtime',
  object: 'realtime.session',
  id,
  model,
  output_modalities: ['audio'],
  instructions: 'You are a helpful assistant.',
  tools: [],
  tool_choice: 'auto',
  max_output_tokens: 'inf',
  truncation: 'auto',
  tracing: null,
  prompt: null,
  include: null,
  audio: {
    input: { format: pcm, noise_reduction: null, transcription: null, turn_detection: serverVad },
    output: { format: pcm, voice: 'marin', speed: 1 },
  },
});

export function updatedOpenAiSession(session: JsonRecord, changes: SessionFields): JsonRecord {
  const merged = mergeFields(session, changes, ['turn_detection', 'transcription', 'noise_reduction']);
  const detection = changes.audio?.input?.turn_detection;
  if (detection === undefined || detection === null) return merged;
  const whole = { ...(detection.type === 'server_vad' ? serverVad : semanticVad), ...detection };
  return mergeFields(merged, { audio: { input: { turn_detection: whole } } }, ['turn_detection']);
}

const minSpeechMs: Millis = 96;

/** Null where the client takes the turns. */
export function voiceRulesOf(session: JsonRecord): VoiceRules | null {
  const detection = field(session, 'audio', 'input', 'turn_detection') as TurnDetection | null;
  if (detection === null) return null;
  if (detection.type === 'semantic_vad')
    return {
      threshold: 0.5,
      prefixMs: 300,
      silenceMs: semanticSilenceMs[detection.eagerness ?? 'auto'] ?? 600,
      leastMs: minSpeechMs,
    };
  const {
    threshold = 0.5,
    prefix_padding_ms: prefixMs = 300,
    silence_duration_ms: silenceMs = 500,
  } = detection;
  return { threshold, prefixMs, silenceMs, leastMs: minSpeechMs };
}

/** Whether a flag of the turn detection is on; both are unless they were switched off. */
export const detectionFlag = (session: JsonRecord, name: 'create_response' | 'interrupt_response'): boolean =>
  field(session, 'audio', 'input', 'turn_detection', name) !== false;

export const wantsTranscription = (session: JsonRecord): boolean =>
  isRecord(field(session, 'audio', 'input', 'transcription'));

export const toolNames = (tools: readonly unknown[]): readonly string[] =>
  tools.flatMap((tool) => textField(tool, 'name') ?? []);

export const sessionTools = (session: JsonRecord): readonly string[] =>
  toolNames(listField(session, 'tools'));
