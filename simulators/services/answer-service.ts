/** From a request that was read to its end, to the answer as data: no clock and no network in here. */
import type { Millis } from '../../core/units.ts';
import { answerAsr } from './asr/asr-service.ts';
import type { FaultEffect } from './faults/fault.ts';
import { jsonReply } from './http/reply.ts';
import type { Reply } from './http/reply.ts';
import type { LogEntry, RequestLog } from './http/request-log.ts';
import type { Route } from './http/routes.ts';
import { answerChat } from './llm/chat-service.ts';
import type { Template } from './recogniser/sound-print.ts';
import type { ServiceSettings } from './settings.ts';
import { answerSpeech } from './tts/speech-service.ts';
import { speakers } from './tts/speech-request.ts';

/** Names that steer the reply, see `llm/reply-script.ts`, beside plain ones. */
const models = ['stand-in-asr', 'stand-in-llm', 'stand-in-tts', 'echo', 'empty', 'long', 'reply-seconds-3'];

export interface ServiceContext {
  readonly settings: ServiceSettings;
  readonly templates: readonly Template[];
  readonly log: RequestLog;
}

/** Makes the answer and writes into the log entry what the request was about. */
export function answerService(
  route: Route,
  body: Buffer,
  effects: readonly FaultEffect[],
  entry: LogEntry,
  context: ServiceContext,
): Reply {
  const { settings, templates, log } = context;
  const { contentType } = entry.headers;
  switch (route.service) {
    case 'asr': {
      const outcome = answerAsr(contentType, body, templates, effects);
      const { recognition, upload, text } = outcome;
      entry.body = outcome.body;
      if (upload !== undefined) log.keepUpload(entry, upload);
      if (recognition !== undefined) {
        entry.matches = recognition.matches;
        entry.audioMs = recognition.audioMs;
      }
      if (text !== undefined) entry.text = text;
      return outcome.reply;
    }
    case 'llm': {
      const outcome = answerChat(body, entry.n, settings.llmTps, effects);
      entry.body = outcome.body;
      if (outcome.text !== undefined) entry.text = outcome.text;
      return outcome.reply;
    }
    case 'tts': {
      const outcome = answerSpeech(route.endpoint, contentType, body, settings.ttsRtf, effects);
      entry.body = outcome.body;
      if (outcome.audioMs !== undefined) entry.audioMs = outcome.audioMs;
      return outcome.reply;
    }
    case 'models':
      return jsonReply({ object: 'list', data: models.map((id) => ({ id, object: 'model', created: 0 })) });
    case 'speakers':
      return jsonReply(speakers);
  }
}

/** The delay that applies to a route: a fault's, else the service's own. */
export function delayOf(route: Route, settings: ServiceSettings, effects: readonly FaultEffect[]): Millis {
  const told = effects.find((effect) => effect.kind === 'delay');
  if (told !== undefined) return told.ms;
  switch (route.service) {
    case 'asr':
      return settings.asrDelayMs;
    case 'llm':
      return settings.llmDelayMs;
    case 'tts':
      return settings.ttsDelayMs;
    case 'models':
    case 'speakers':
      return 0;
  }
}
