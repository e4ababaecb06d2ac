/** Understands what is sent to the speech endpoints: gsv_tts's shape, and OpenAI's, told apart by `model`. */
import { gsvSampleRates, parseGsvSpeechRequest } from '../../../core/gsv/speech-request.ts';
import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import type { Hertz } from '../../../core/units.ts';
import { openAiError, textReply } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';

/** The voices that gsv requests may name; `sine` is a plain tone. OpenAI requests may name any voice. */
export const speakers = ['cooper', 'ad', 'ht', 'sine'] as const;

export interface SpeechOrder {
  readonly dialect: 'gsv' | 'openai';
  readonly input: string;
  readonly speaker: string;
  readonly sampleRate: Hertz;
  readonly speed: number;
  readonly format: 'wav' | 'pcm';
}

const openAiRate: Hertz = 24_000;
const openAiLongestInput = 4096;

/**
 * Reads the JSON body of a speech request.
 * @param takesOpenAi whether the endpoint is one that OpenAI's servers have too
 * @param body parsed JSON; undefined where it is none
 * @returns the answer to send where the request cannot be served
 */
export function readSpeechOrder(
  takesOpenAi: boolean,
  contentType: string | null,
  body: unknown,
): Result<SpeechOrder, Reply> {
  const isOpenAi = takesOpenAi && typeof body === 'object' && body !== null && 'model' in body;
  if (isOpenAi) return readOpenAiOrder(body);
  if (!/^application\/([\w.-]+\+)?json\b/i.test(contentType ?? '')) {
    return err(textReply('Expected request with `Content-Type: application/json`', 415));
  }
  if (body === undefined) return err(textReply('the body is not JSON', 400));
  const order = parseGsvSpeechRequest(body);
  if (!order.ok) return err(textReply(order.error.message, order.error.status));
  const { input, speaker, sampleRate, speed } = order.value;
  return ok({ dialect: 'gsv', input, speaker, sampleRate, speed, format: 'wav' });
}

function readOpenAiOrder(body: Readonly<Record<string, unknown>>): Result<SpeechOrder, Reply> {
  const { model, input, voice, response_format: format = 'mp3', speed = 1, sample_rate: rate } = body;
  const refuse = (message: string, param: string) => err(openAiError(400, message, param));
  if (typeof model !== 'string') return refuse('model must be a string', 'model');
  if (typeof input !== 'string' || input === '') return refuse('input must be a text', 'input');
  if (input.length > openAiLongestInput) {
    return refuse(`input has ${input.length} characters, at most ${openAiLongestInput} are spoken`, 'input');
  }
  if (typeof voice !== 'string' || voice === '') return refuse('voice must be the name of a voice', 'voice');
  if (format !== 'wav' && format !== 'pcm') {
    return refuse(
      `response_format is ${JSON.stringify(format)}; this stand-in gives wav and pcm`,
      'response_format',
    );
  }
  if (typeof speed !== 'number' || !(speed >= 0.25 && speed <= 4)) {
    return refuse('speed must be a number from 0.25 to 4', 'speed');
  }
  // Some servers of this shape let the client choose the rate.
  if (rate !== undefined && !(gsvSampleRates as readonly unknown[]).includes(rate)) {
    return refuse(`sample_rate must be one of ${gsvSampleRates.join(', ')}`, 'sample_rate');
  }
  const sampleRate = typeof rate === 'number' ? rate : openAiRate;
  return ok({ dialect: 'openai', input, speaker: voice, sampleRate, speed, format });
}
