import type {
  LanguageModelClass,
  LanguageModelExpectations,
  LanguageModelSession,
  ModelAvailability,
} from '../page/prompt-api.ts';

export interface ScriptedModel {
  readonly model: LanguageModelClass;
  /** What happened, in order: `create SYSTEM`, `clone`, `append …`, `prompt …`, `destroy`. */
  readonly log: readonly string[];
  /** Each question and session, with the languages that it named: `availability de de`. */
  readonly asked: readonly string[];
  availability: ModelAvailability;
  /** What the next prompt streams; an error breaks the stream. */
  reply: readonly (string | Error)[];
}

/** Chrome's built-in model with scripted answers. */
export function scriptedLanguageModel(): ScriptedModel {
  const log: string[] = [];
  const asked: string[] = [];
  const note = (what: string, { expectedInputs, expectedOutputs }: LanguageModelExpectations): void => {
    const languages = [...expectedInputs, ...expectedOutputs].flatMap((expected) => expected.languages);
    asked.push([what, ...languages].join(' '));
  };
  const script: ScriptedModel = {
    log,
    asked,
    availability: 'available',
    reply: [],
    model: {
      availability: (expectations) => {
        note('availability', expectations);
        return Promise.resolve(script.availability);
      },
      create: ({ initialPrompts = [], ...expectations }) => {
        note('create', expectations);
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
