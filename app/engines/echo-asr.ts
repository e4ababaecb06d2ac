import { ownVoiceText } from '../../core/llm/demo/demo-rules.ts';
import type { AsrEngine } from './engine.ts';

/**
 * Stands where no recogniser is: the "transcript" only says how long the user spoke. The demo responder answers it with
 * "You said:", and whoever runs the turn plays the utterance itself after these words (`kind` is `echo`).
 */
export function createEchoAsr(): AsrEngine {
  return {
    kind: 'echo',
    live: false,
    transcribe: ({ samples, sampleRate }, { signal }) =>
      signal.aborted
        ? Promise.reject(signal.reason as Error)
        : Promise.resolve({ text: ownVoiceText(samples.length / sampleRate) }),
  };
}
