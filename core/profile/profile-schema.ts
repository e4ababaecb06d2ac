/**
 * Reads profiles that come from outside (storage of an older version, an imported file): every field is checked, and
 * turn settings that an older version did not know take their defaults.
 */
import * as v from 'valibot';
import { gsvSampleRates } from '../gsv/speech-request.ts';
import { isRecord } from '../engine-wire/json-field.ts';
import { err, ok, type Result } from '../result.ts';
import { defaultTurnSettings, type Manner, type Profile, type TurnSettings } from './profile.ts';
import {
  maxTokensRange,
  speedRange,
  temperatureRange,
  textLimits,
  turnRanges,
  type SettingRange,
} from './profile-limits.ts';

const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
const number = ({ min, max }: SettingRange) => v.pipe(v.number(), v.minValue(min), v.maxValue(max));
const whole = ({ min, max }: SettingRange) =>
  v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));
const language = text(textLimits.language);
const prompt = text(textLimits.prompt);
const model = text(textLimits.model);
const voice = model;

const address = v.object({
  url: text(textLimits.url),
  mode: v.picklist(['base', 'exact']),
  via: v.picklist(['direct', 'companion']),
});

const asr = v.variant('kind', [
  v.object({
    kind: v.literal('openai-asr'),
    address,
    model,
    language: v.exactOptional(language),
    prompt: v.exactOptional(prompt),
    stream: v.boolean(),
    simpleRequest: v.boolean(),
  }),
  v.object({ kind: v.literal('browser-asr'), language: v.exactOptional(language), onDevice: v.boolean() }),
  v.object({ kind: v.literal('echo') }),
]);

const llm = v.variant('kind', [
  v.object({
    kind: v.literal('openai-chat'),
    address,
    model,
    temperature: v.exactOptional(number(temperatureRange)),
    maxTokens: v.exactOptional(whole(maxTokensRange)),
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
    speaker: voice,
    sampleRate: v.picklist(gsvSampleRates),
  }),
  v.object({
    kind: v.literal('openai-speech'),
    address,
    model,
    voice,
    format: v.picklist(['pcm', 'wav']),
    speed: v.exactOptional(number(speedRange)),
    instructions: v.exactOptional(prompt),
  }),
  v.object({ kind: v.literal('companion-voice'), speaker: voice }),
  v.object({ kind: v.literal('page-voice'), voice }),
  v.object({ kind: v.literal('browser-voice'), voiceUri: v.exactOptional(text(textLimits.voiceUri)) }),
]);

const turn = v.object({
  eagerness: v.picklist(['quick', 'normal', 'patient', 'custom']),
  softEndMs: number(turnRanges.softEndMs),
  hardEndMs: number(turnRanges.hardEndMs),
  earlyEndMs: number(turnRanges.earlyEndMs),
  minSpeechMs: number(turnRanges.minSpeechMs),
  maxUtteranceMs: number(turnRanges.maxUtteranceMs),
  preRollMs: number(turnRanges.preRollMs),
  speculation: v.boolean(),
  maxCancelledSpeculations: whole(turnRanges.maxCancelledSpeculations),
  cautiousSoftEndMs: number(turnRanges.cautiousSoftEndMs),
  onsetThreshold: number(turnRanges.onsetThreshold),
  offsetThreshold: number(turnRanges.offsetThreshold),
  bargeIn: v.picklist(['full', 'half-duplex']),
  sustainedMs: number(turnRanges.sustainedMs),
  committedMs: number(turnRanges.committedMs),
  pushToTalk: v.boolean(),
} satisfies Record<keyof TurnSettings, unknown>);

const manner = v.object({
  persona: v.object({
    systemPrompt: text(textLimits.systemPrompt),
    greeting: text(textLimits.greeting),
    language,
  }),
  turn,
  vadModel: v.picklist(['v5', 'v6']),
});

const server = v.variant('kind', [
  v.object({
    kind: v.literal('echokit'),
    url: text(textLimits.url),
    turnEnd: v.picklist(['auto', 'server', 'submit']),
    opus: v.boolean(),
    record: v.boolean(),
  }),
  v.object({
    kind: v.literal('realtime'),
    dialect: v.picklist(['openai', 'hugging-face', 'echokit']),
    url: text(textLimits.url),
    model,
    voice,
    turnTaking: v.picklist(['server', 'ours']),
    transcriptionModel: model,
    key: v.picklist(['browser', 'companion']),
  }),
]);

const profile = v.object({
  id: v.pipe(text(textLimits.id), v.minLength(1)),
  name: text(textLimits.name),
  partner: v.object({ kind: v.literal('pipeline'), asr, llm, tts }),
  server: v.exactOptional(server),
  ...manner.entries,
});

/** @returns the profile, or a sentence that names the first field that is wrong and what was expected there. */
export const parseProfile = (value: unknown): Result<Profile, string> => parse(profile, value, 'profile');

/** Like {@link parseProfile}. */
export const parseManner = (value: unknown): Result<Manner, string> => parse(manner, value, 'manner');

function parse<Shape extends v.GenericSchema>(
  shape: Shape,
  value: unknown,
  whole: string,
): Result<v.InferOutput<Shape>, string> {
  const parsed = v.safeParse(shape, withKnownTurn(value), { abortEarly: true });
  if (parsed.success) return ok(parsed.output);
  const issue = parsed.issues[0];
  return err(`${v.getDotPath(issue) ?? whole}: ${issue.message}`);
}

const withKnownTurn = (value: unknown): unknown =>
  isRecord(value) && isRecord(value['turn'])
    ? { ...value, turn: { ...defaultTurnSettings, ...value['turn'] } }
    : value;
