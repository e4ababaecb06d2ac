import { invariant } from '../../core/assert.ts';
import { samplesToMillis } from '../../core/units.ts';
import type { AsrEngine, DirectVoice, LlmEngine, Transcript } from './engine.ts';
import type { PageCall, PageEvent, PageValue } from './page-engines-api.ts';
import type { PageEngines } from './page-engines.ts';
import { createPortCaller, type MessageEndpoint } from './port-calls.ts';

/** The page's engines, called from another thread through a port that `servePageEngines` answers. */
export function connectPageEngines(port: MessageEndpoint): PageEngines {
  const page = createPortCaller<PageCall, PageEvent, PageValue>(port);

  const promptApi = (language: string): LlmEngine => ({
    kind: 'prompt-api',
    async *reply(messages, { signal }) {
      const events = page.stream({ kind: 'reply', messages, language }, signal);
      for await (const event of events) if (event.kind === 'llm') yield event.event;
    },
  });

  return {
    recogniser(config, language): AsrEngine {
      page.tell({ kind: 'listen', config, language });
      return {
        kind: 'browser-asr',
        live: true,
        prepare: () => page.tell({ kind: 'prepare' }),
        dismiss: () => page.tell({ kind: 'dismiss' }),
        async transcribe({ start, end, sampleRate }, options): Promise<Transcript> {
          const value = await page.ask(
            {
              kind: 'transcribe',
              start,
              lengthMs: samplesToMillis(end - start, sampleRate),
              ...(options.language === undefined ? {} : { language: options.language }),
            },
            options.signal,
            (event) => {
              if (event.kind === 'partial') options.onPartial?.(event.text);
            },
          );
          invariant(value !== null, 'a transcription ends with a transcript');
          return value;
        },
      };
    },
    stopRecognition: () => page.tell({ kind: 'stop-listening' }),
    promptApi,
    browserVoice: (config): DirectVoice => ({
      kind: 'browser-voice',
      output: 'direct',
      async speak(text, { signal, language, onStart, onWord }) {
        const call = {
          kind: 'speak',
          config,
          text,
          ...(language === undefined ? {} : { language }),
        } as const;
        await page.ask(call, signal, (event) => {
          if (event.kind === 'speech-started') onStart?.();
          else if (event.kind === 'word') onWord?.(event.charIndex);
        });
      },
    }),
    async openVoice(signal) {
      let opened: MessagePort | undefined;
      await page.ask({ kind: 'open-voice' }, signal, (event) => {
        if (event.kind === 'voice-port') opened = event.port;
      });
      invariant(opened !== undefined, 'an opened voice comes with its port');
      return opened;
    },
  };
}
