/** What the browser can fetch to make its own engines work. Both must be called from a press: browsers insist on it. */
import { asEngineError, EngineError } from '../engine-error.ts';
import { expectationsFor, findLanguageModel, type LanguageModelClass } from './prompt-api.ts';
import { findSpeechRecognition, type SpeechRecognitionClass } from './speech-recognition.ts';

/**
 * Downloads the built-in language model; several gigabytes.
 * @param language BCP 47
 * @param onProgress from 0 to 1
 */
export async function downloadLanguageModel(
  language: string,
  options: { readonly signal: AbortSignal; readonly onProgress?: (share: number) => void },
  model: LanguageModelClass | undefined = findLanguageModel(),
): Promise<void> {
  const { signal, onProgress } = options;
  if (model === undefined)
    throw new EngineError('model-missing', 'this browser has no built-in language model');
  try {
    const session = await model.create({
      ...expectationsFor(language),
      signal,
      monitor: (monitor) =>
        monitor.addEventListener('downloadprogress', (event) => {
          onProgress?.((event as Event & { readonly loaded: number }).loaded);
        }),
    });
    session.destroy();
  } catch (cause) {
    signal.throwIfAborted();
    throw asEngineError(cause);
  }
}

/**
 * Installs the recogniser that works on this machine.
 * @param language BCP 47
 * @returns false where there is none for the language
 */
export async function installRecognition(
  language: string,
  Recognition: SpeechRecognitionClass | undefined = findSpeechRecognition(),
): Promise<boolean> {
  try {
    return (await Recognition?.install?.({ langs: [language], processLocally: true })) ?? false;
  } catch (cause) {
    throw asEngineError(cause);
  }
}
