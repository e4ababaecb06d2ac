/**
 * Reads profiles that come from outside (storage of an older version, an imported file): every field is checked, and
 * turn settings that an older version did not know take their defaults.
 */
import * as v from 'valibot';
import { err, ok, type Result } from '../result.ts';
import { defaultTurnSettings, type Profile, type TurnSettings } from './profile.ts';

const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
const milliseconds = (min: number, max: number) => v.pipe(v.number(), v.minValue(min), v.maxValue(max));
const probability = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

const address = v.object({
  url: text(2000),
  mode: v.picklist(['base', 'exact']),
  via: v.picklist(['direct', 'companion']),
});

const asr = v.variant('kind', [
  v.object({
    kind: v.literal('openai-asr'),
    address,
    model: text(200),
    language: v.exactOptional(text(35)),
    prompt: v.exactOptional(text(4000)),
    stream: v.boolean(),
    simpleRequest: v.boolean(),
  }),
  v.object({ kind: v.literal('browser-asr'), language: v.exactOptional(text(35)), onDevice: v.boolean() }),
  v.object({ kind: v.literal('echo') }),
]);

const llm = v.variant('kind', [
  v.object({
    kind: v.literal('openai-chat'),
    address,
    model: text(200),
    temperature: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(2))),
    maxTokens: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000))),
    extra: v.exactOptional(v.record(v.string(), v.unknown())),
  }),
  v.object({ kind: v.literal('prompt-api') }),
  v.object({ kind: v.literal('demo') }),
]);

const tts = v.variant('kind', [
  v.object({
    kind: v.literal('gsv'),
    address,
    mode: v.picklist(['stream', 'batch', 'speech']),
    speaker: text(200),
    sampleRate: v.picklist([8000, 16000, 24000, 32000, 44000, 48000]),
  }),
  v.object({
    kind: v.literal('openai-speech'),
    address,
    model: text(200),
    voice: text(200),
    format: v.picklist(['pcm', 'wav']),
    speed: v.exactOptional(v.pipe(v.number(), v.minValue(0.25), v.maxValue(4))),
    instructions: v.exactOptional(text(4000)),
  }),
  v.object({ kind: v.literal('companion-voice'), speaker: text(200) }),
  v.object({ kind: v.literal('page-voice'), voice: text(200) }),
  v.object({ kind: v.literal('browser-voice'), voiceUri: v.exactOptional(text(500)) }),
]);

const turn = v.object({
  eagerness: v.picklist(['quick', 'normal', 'patient', 'custom']),
  softEndMs: milliseconds(32, 2000),
  hardEndMs: milliseconds(64, 10_000),
  earlyEndMs: milliseconds(0, 10_000),
  minSpeechMs: milliseconds(0, 5000),
  maxUtteranceMs: milliseconds(1000, 120_000),
  preRollMs: milliseconds(500, 5000),
  speculation: v.boolean(),
  maxCancelledSpeculations: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(20)),
  cautiousSoftEndMs: milliseconds(32, 5000),
  onsetThreshold: probability,
  offsetThreshold: probability,
  bargeIn: v.picklist(['full', 'half-duplex']),
  sustainedMs: milliseconds(32, 2000),
  committedMs: milliseconds(64, 5000),
  pushToTalk: v.boolean(),
} satisfies Record<keyof TurnSettings, unknown>);

const profile = v.object({
  id: v.pipe(text(100), v.minLength(1)),
  name: text(200),
  partner: v.object({ kind: v.literal('pipeline'), asr, llm, tts }),
  persona: v.object({ systemPrompt: text(50_000), greeting: text(5000), language: text(35) }),
  turn,
  vadModel: v.picklist(['v5', 'v6']),
});

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @returns the profile, or a sentence that names the first field that is wrong and what was expected there. */
export function parseProfile(value: unknown): Result<Profile, string> {
  const completed =
    isRecord(value) && isRecord(value['turn'])
      ? { ...value, turn: { ...defaultTurnSettings, ...value['turn'] } }
      : value;
  const parsed = v.safeParse(profile, completed, { abortEarly: true });
  if (parsed.success) return ok(parsed.output);
  const issue = parsed.issues[0];
  const where = v.getDotPath(issue) ?? 'profile';
  return err(`${where}: ${issue.message}`);
}
