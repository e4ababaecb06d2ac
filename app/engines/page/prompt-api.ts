/**
 * Chrome's built-in language model (the Prompt API). A base session holds the system prompt and is cloned for each reply,
 * so that the prompt is read once. Source: sheet `providers.md` 3.5.
 */
import type { ChatMessage, LlmEngine, LlmEvent } from '../engine.ts';
import { EngineError } from '../engine-error.ts';

export type ModelAvailability = 'unavailable' | 'downloadable' | 'downloading' | 'available';

interface PromptMessage {
  readonly role: ChatMessage['role'];
  readonly content: string;
}

export interface LanguageModelSession {
  promptStreaming(input: string, options: { signal: AbortSignal }): ReadableStream<string>;
  append(messages: readonly PromptMessage[], options: { signal: AbortSignal }): Promise<void>;
  clone(options: { signal: AbortSignal }): Promise<LanguageModelSession>;
  destroy(): void;
}

/** What goes in and out; Chrome warns in the console where it is not told. */
export interface LanguageModelExpectations {
  readonly expectedInputs: readonly { readonly type: 'text'; readonly languages: readonly string[] }[];
  readonly expectedOutputs: readonly { readonly type: 'text'; readonly languages: readonly string[] }[];
}

export interface LanguageModelClass {
  availability(options: LanguageModelExpectations): Promise<ModelAvailability>;
  create(
    options: LanguageModelExpectations & {
      readonly initialPrompts?: readonly PromptMessage[];
      readonly signal?: AbortSignal;
      readonly monitor?: (monitor: EventTarget) => void;
    },
  ): Promise<LanguageModelSession>;
}

/** As much of a window as tells whether there is a model. */
interface ModelScope {
  readonly LanguageModel?: LanguageModelClass;
  readonly navigator?: {
    readonly userAgentData?: { readonly brands: readonly { readonly brand: string }[] };
  };
}

/** Brands of builds without a vendor, and the made-up ones that keep pages from counting ("Not;A=Brand"). */
const vendorless = /^(HeadlessChrome|Chromium|.*Not.*Brand.*)$/;

/**
 * The class where the browser has it, and a model may be behind it: that comes from a vendor. Builds without one have
 * the class all the same, and complain in the console as soon as they are asked.
 */
export function findLanguageModel(scope: object = globalThis): LanguageModelClass | undefined {
  const { LanguageModel, navigator } = scope as ModelScope;
  const brands = navigator?.userAgentData?.brands;
  return brands?.every(({ brand }) => vendorless.test(brand)) ? undefined : LanguageModel;
}

/** Languages that Chrome lets a page name; it may understand others. Source: the console of Chromium 156. */
const namedLanguages: ReadonlySet<string> = new Set(['de', 'en', 'es', 'fr', 'ja']);

/**
 * Named with every question: left out, Chrome warns in the console. Where the person's language cannot be named English
 * stands for it; what the model answers in is up to the system prompt.
 * @param language BCP 47
 */
export function expectationsFor(language: string): LanguageModelExpectations {
  const primary = language.split('-')[0]!.toLowerCase();
  const text = [{ type: 'text', languages: [namedLanguages.has(primary) ? primary : 'en'] }] as const;
  return { expectedInputs: text, expectedOutputs: text };
}

/** @param language BCP 47, of the answers */
export function createPromptApi(model: LanguageModelClass | undefined, language: string): LlmEngine {
  const expectations = expectationsFor(language);
  let base: { readonly prompt: string; readonly session: LanguageModelSession } | undefined;

  async function baseSession(prompt: string, signal: AbortSignal): Promise<LanguageModelSession> {
    if (model === undefined)
      throw new EngineError('model-missing', 'this browser has no built-in language model');
    if (base?.prompt === prompt) return base.session;
    base?.session.destroy();
    base = undefined;
    await mustBeAvailable(model, expectations);
    const session = await model.create({
      ...expectations,
      ...(prompt === '' ? {} : { initialPrompts: [{ role: 'system', content: prompt }] }),
      signal,
    });
    base = { prompt, session };
    return session;
  }

  async function* reply(
    messages: readonly ChatMessage[],
    { signal }: { readonly signal: AbortSignal },
  ): AsyncGenerator<LlmEvent, void> {
    signal.throwIfAborted();
    let session: LanguageModelSession | undefined;
    try {
      const { system, history, question } = split(messages);
      session = await (await baseSession(system, signal)).clone({ signal });
      if (history.length > 0) await session.append(history, { signal });
      const reader = session.promptStreaming(question, { signal }).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        signal.throwIfAborted();
        if (done) break;
        yield { type: 'text', delta: value };
      }
      yield { type: 'end', reason: 'stop' };
    } catch (cause) {
      signal.throwIfAborted();
      throw translate(cause);
    } finally {
      session?.destroy();
    }
  }

  return { kind: 'prompt-api', reply };
}

async function mustBeAvailable(
  model: LanguageModelClass,
  expectations: LanguageModelExpectations,
): Promise<void> {
  const availability = await model.availability(expectations);
  if (availability === 'available') return;
  throw new EngineError(
    availability === 'unavailable' ? 'model-missing' : 'model-needs-download',
    `the browser's language model is ${availability}`,
    { retryable: availability === 'downloading', details: { availability } },
  );
}

function split(messages: readonly ChatMessage[]) {
  const system = messages
    .filter((message) => message.role === 'system')
    .map((message) => message.content)
    .join('\n\n');
  const talk = messages.filter((message) => message.role !== 'system');
  return { system, history: talk.slice(0, -1), question: talk.at(-1)?.content ?? '' };
}

/** The DOMExceptions of the Prompt API, as ours. */
function translate(cause: unknown): EngineError {
  if (cause instanceof EngineError) return cause;
  const name = cause instanceof Error ? cause.name : '';
  const message = cause instanceof Error ? cause.message : String(cause);
  switch (name) {
    case 'QuotaExceededError':
      return new EngineError('context-too-long', message, { cause });
    case 'NotAllowedError':
      return new EngineError('model-needs-download', message, { cause });
    case 'NotSupportedError':
    case 'InvalidStateError':
      return new EngineError('model-missing', message, { cause });
    default:
      return new EngineError('service-failed', `the browser's language model: ${message}`, {
        retryable: true,
        cause,
      });
  }
}
