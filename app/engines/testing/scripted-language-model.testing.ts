import type { LanguageModelClass, LanguageModelSession, ModelAvailability } from '../page/prompt-api.ts';

export interface ScriptedModel {
  readonly model: LanguageModelClass;
  /** What happened, in order: `create SYSTEM`, `clone`, `append …`, `prompt …`, `destroy`. */
  readonly log: readonly string[];
  /** Languages of the answers, as each `create` named them. */
  readonly languages: readonly (readonly string[])[];
  availability: ModelAvailability;
  /** What the next prompt streams; an error breaks the stream. */
  reply: readonly (string | Error)[];
}

/** Chrome's built-in model with scripted answers. */
export function scriptedLanguageModel(): ScriptedModel {
  const log: string[] = [];
  const languages: (readonly string[])[] = [];
  const script: ScriptedModel = {
    log,
    languages,
    availability: 'available',
    reply: [],
    model: {
      availability: () => Promise.resolve(script.availability),
      create: ({ initialPrompts = [], expectedOutputs = [] }) => {
        languages.push(expectedOutputs.flatMap((output) => output.languages));
        log.push(`create ${initialPrompts.map(({ content }) => content).join()}`);
        return Promise.resolve(session());
      },
    },
  };
  const session = (): LanguageModelSession => ({
    clone: () => {
      log.push('clone');
      return Promise.resolve(session());
    },
    append: (messages) => {
      log.push(`append ${messages.map(({ role, content }) => `${role}:${content}`).join()}`);
      return Promise.resolve();
    },
    destroy: () => void log.push('destroy'),
    promptStreaming: (input, { signal }) => {
      log.push(`prompt ${input}`);
      return new ReadableStream<string>({
        start(controller) {
          signal.addEventListener('abort', () => controller.error(signal.reason));
          for (const part of script.reply) {
            if (part instanceof Error) return controller.error(part);
            controller.enqueue(part);
          }
          if (script.reply.at(-1) !== '…') controller.close();
        },
      });
    },
  });
  return script;
}
