/** From a failure of an engine to words for the person. */
import type { Suspect } from '../../core/engine-wire/engine-failure.ts';
import type { EngineMessageCode, EngineMessages, FailureDetails, FailureWords } from './engine-messages.ts';
import { englishEngineMessages } from './messages.en.ts';
import { chineseEngineMessages } from './messages.zh.ts';

/** The tables by language of the interface. */
export const engineMessages: Readonly<Record<'en' | 'zh', EngineMessages>> = {
  en: englishEngineMessages,
  zh: chineseEngineMessages,
};

export interface ExplainedFailure extends FailureWords {
  /** Possible causes, most likely first. */
  readonly causes: readonly string[];
  /** The service's own words, where it gave any. */
  readonly service?: string;
}

/** @param failure an EngineError, or the `TurnFailure` that the conversation made of one */
export function explainFailure(
  failure: { readonly code: string; readonly details: FailureDetails },
  messages: EngineMessages,
): ExplainedFailure {
  const { code, details } = failure;
  const words = (isMessageCode(code, messages) ? messages.failures[code] : messages.failures.unknown)(
    details,
  );
  const { service, suspects } = details;
  return {
    ...words,
    causes: typeof suspects === 'string' ? causesOf(suspects, messages) : [],
    ...(typeof service === 'string' ? { service } : {}),
  };
}

const isMessageCode = (code: string, { failures }: EngineMessages): code is EngineMessageCode =>
  Object.hasOwn(failures, code);

const causesOf = (suspects: string, messages: EngineMessages): readonly string[] =>
  suspects.split(',').flatMap((suspect) => {
    return isSuspect(suspect, messages) ? [messages.suspects[suspect]] : [];
  });

const isSuspect = (name: string, { suspects }: EngineMessages): name is Suspect =>
  Object.hasOwn(suspects, name);
