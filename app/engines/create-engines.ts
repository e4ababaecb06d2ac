/** From a profile to the engines that a conversation uses. The only place that knows every adapter. */
import { assertNever } from '../../core/assert.ts';
import type { AsrConfig, LlmConfig, Profile, TtsConfig } from '../../core/profile/profile.ts';
import { absentAsr, absentLlm, absentVoice } from './absent-engines.ts';
import { createCallService, type ServiceAccess } from './call-service.ts';
import { createCompanionVoice } from './companion-voice.ts';
import { createDemoResponder } from './demo-responder.ts';
import { createEchoAsr } from './echo-asr.ts';
import type { AsrEngine, Engines, LlmEngine, TtsEngine } from './engine.ts';
import { EngineError } from './engine-error.ts';
import { createGsvVoice } from './gsv.ts';
import { createOpenAiAsr } from './openai-asr.ts';
import { createOpenAiChat } from './openai-chat.ts';
import { createOpenAiSpeech } from './openai-speech.ts';
import type { PageEngines } from './page-engines.ts';
import { createPageVoice } from './page-voice.ts';

/** What engines are made with. */
export interface EngineContext extends ServiceAccess {
  /** Absent where no page can be reached: engines that need one then say so when they are used. */
  readonly pageEngines?: PageEngines;
  /** BCP 47 or 'auto'. */
  readonly language?: string;
  /** For the demo responder, which tells the time. */
  readonly now?: () => Date;
}

/**
 * The engines of a profile. Never fails: an engine that cannot work here rejects each call with the reason.
 * A browser recogniser of an earlier profile stops listening.
 */
export function createEngines(profile: Profile, context: EngineContext): Engines {
  const { asr, llm, tts } = profile.partner;
  const withLanguage = { ...context, language: profile.persona.language };
  if (asr.kind !== 'browser-asr') context.pageEngines?.stopRecognition();
  return {
    asr: createAsr(asr, withLanguage),
    llm: createLlm(llm, withLanguage),
    tts: createTts(tts, withLanguage),
  };
}

export function createAsr(config: AsrConfig, context: EngineContext): AsrEngine {
  switch (config.kind) {
    case 'openai-asr':
      return createOpenAiAsr(config, createCallService(context));
    case 'browser-asr':
      return (
        context.pageEngines?.recogniser(config, context.language ?? 'auto') ?? absentAsr(config.kind, noPage)
      );
    case 'echo':
      return createEchoAsr();
    default:
      return assertNever(config);
  }
}

export function createLlm(config: LlmConfig, context: EngineContext): LlmEngine {
  switch (config.kind) {
    case 'openai-chat':
      return createOpenAiChat(config, createCallService(context));
    case 'prompt-api':
      return context.pageEngines?.promptApi(context.language ?? 'auto') ?? absentLlm(config.kind, noPage);
    case 'demo':
      return createDemoResponder({
        language: context.language ?? 'auto',
        now: context.now ?? (() => new Date()),
      });
    default:
      return assertNever(config);
  }
}

export function createTts(config: TtsConfig, context: EngineContext): TtsEngine {
  switch (config.kind) {
    case 'gsv':
      return createGsvVoice(config, createCallService(context));
    case 'openai-speech':
      return createOpenAiSpeech(config, createCallService(context));
    case 'companion-voice':
      return createCompanionVoice(config, context);
    case 'page-voice': {
      const { pageEngines } = context;
      return pageEngines === undefined
        ? absentVoice(config.kind, noPage)
        : createPageVoice(config, (signal) => pageEngines.openVoice(signal));
    }
    case 'browser-voice':
      return context.pageEngines?.browserVoice(config) ?? absentVoice(config.kind, noPage);
    default:
      return assertNever(config);
  }
}

const noPage = (): EngineError =>
  new EngineError('page-engine-missing', 'this engine lives on the page, which cannot be reached from here');
