import { err, ok, type Result } from '../result.ts';

/**
 * The speech API of EchoKit's gsv_tts, as far as both of its ends need it.
 * Source: second-state/gsv_tts at 5b6cca5, sheet `echokit.md` 9.1.
 */
export const gsvPaths = {
  /** GET: JSON array of speaker names. */
  speakers: '/v1/audio/speakers',
  /** POST: one WAV of the whole text. */
  speech: '/v1/audio/speech',
  /** POST: headerless s16le mono, one burst per piece of the text. */
  batchSpeech: '/v1/audio/batch_speech',
  /** POST: headerless s16le mono, sent while it is being made. */
  streamSpeech: '/v1/audio/stream_speech',
} as const;

/** The only rates the API takes, in Hz. 44,000 is no slip: 44,100 is refused upstream too. */
export const gsvSampleRates = [8_000, 16_000, 24_000, 32_000, 44_000, 48_000] as const;
export type GsvSampleRate = (typeof gsvSampleRates)[number];

/** What is sent to a client that names no rate, in Hz. */
export const defaultGsvSampleRate: GsvSampleRate = 32_000;

/** Range of the optional `speed`, 1 = as the voice speaks. Ours, after OpenAI's; gsv_tts ignores the field. */
export const gsvSpeedRange = { least: 0.25, most: 4 } as const;

export interface GsvSpeechRequest {
  /** Text to speak; may be empty, which each endpoint answers in its own way. */
  readonly input: string;
  readonly speaker: string;
  readonly sampleRate: GsvSampleRate;
  readonly speed: number;
}

/** Why a body was refused: gsv_tts's status and a plain sentence. */
export interface GsvRefusal {
  readonly status: 400 | 422;
  readonly message: string;
}

const isGsvSampleRate = (rate: number): rate is GsvSampleRate =>
  (gsvSampleRates as readonly number[]).includes(rate);

/**
 * Reads the JSON body of a speech request. `voice` is another name for `speaker`, and fields it does not know
 * are ignored, so that a request made for OpenAI's `/v1/audio/speech` fits if its voice is a speaker's name.
 */
export function parseGsvSpeechRequest(body: unknown): Result<GsvSpeechRequest, GsvRefusal> {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return unfit('expected a JSON object');
  const fields = body as Readonly<Record<string, unknown>>;

  const input = fields['input'];
  if (input === undefined) return unfit('missing field `input`');
  if (typeof input !== 'string') return unfit('field `input`: expected a string');

  const speaker = fields['speaker'] ?? fields['voice'];
  if (speaker === undefined || speaker === null) return unfit('missing field `speaker`');
  if (typeof speaker !== 'string') return unfit('field `speaker`: expected a string');

  const sampleRate = fields['sample_rate'] ?? defaultGsvSampleRate;
  if (typeof sampleRate !== 'number' || !Number.isInteger(sampleRate) || sampleRate < 0) {
    return unfit('field `sample_rate`: expected a whole number');
  }
  if (!isGsvSampleRate(sampleRate)) {
    const message = `sample_rate ${sampleRate} is not supported, expected one of ${gsvSampleRates.join(', ')}`;
    return err({ status: 400, message });
  }

  const speed = fields['speed'] ?? 1;
  const { least, most } = gsvSpeedRange;
  if (typeof speed !== 'number' || !(speed >= least && speed <= most)) {
    return unfit(`field \`speed\`: expected a number from ${least} to ${most}`);
  }
  return ok({ input, speaker, sampleRate, speed });
}

const unfit = (message: string): Result<never, GsvRefusal> => err({ status: 422, message });
