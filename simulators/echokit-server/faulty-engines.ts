import type { Engines } from './engines.ts';
import type { Faults } from './faults.ts';

/** Engines that fail as the faults want it, and are the given ones otherwise. */
export function withFaults(engines: Engines, { plain }: Faults): Engines {
  return {
    recognise: (pcm, signal) => engines.recognise(pcm, signal),
    reply: (messages, signal) => {
      if (plain.has('silent-llm')) return silence(signal);
      if (plain.has('llm-fails')) return refusal();
      return engines.reply(messages, signal);
    },
    speak: (text, signal) =>
      plain.has('tts-empty') ? Promise.reject(new Error('the voice fails')) : engines.speak(text, signal),
  };
}

/** Until whoever waits gives up. */
async function* silence(signal: AbortSignal): AsyncGenerator<string> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  yield '';
}

async function* refusal(): AsyncGenerator<string> {
  yield await Promise.reject<string>(new Error('the model refuses'));
}
