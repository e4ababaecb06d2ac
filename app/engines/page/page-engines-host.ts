import { assertNever } from '../../../core/assert.ts';
import type { AsrEngine, Utterance } from '../engine.ts';
import { EngineError } from '../engine-error.ts';
import type { PageCall, PageEvent, PageValue } from '../page-engines-api.ts';
import type { PageEngines } from '../page-engines.ts';
import { serveCalls, type CallContext, type MessageEndpoint } from '../port-calls.ts';

/** Lets another thread use the page's engines through a port; the other end is `connectPageEngines`. */
export function servePageEngines(port: MessageEndpoint, engines: PageEngines): void {
  let recogniser: AsrEngine | undefined;

  async function answer(call: PageCall, { signal, emit }: CallContext<PageEvent>): Promise<PageValue> {
    switch (call.kind) {
      case 'listen':
        recogniser = engines.recogniser(call.config, call.language);
        return null;
      case 'stop-listening':
        recogniser = undefined;
        engines.stopRecognition();
        return null;
      case 'prepare':
        recogniser?.prepare?.();
        return null;
      case 'dismiss':
        recogniser?.dismiss?.();
        return null;
      case 'transcribe':
        if (recogniser === undefined) throw new EngineError('page-engine-missing', 'no recogniser listens');
        return recogniser.transcribe(timesOnly(call.start, call.lengthMs), {
          signal,
          ...(call.language === undefined ? {} : { language: call.language }),
          onPartial: (text) => emit({ kind: 'partial', text }),
        });
      case 'reply':
        for await (const event of engines.promptApi(call.language).reply(call.messages, { signal })) {
          emit({ kind: 'llm', event });
        }
        return null;
      case 'speak':
        await engines.browserVoice(call.config).speak(call.text, {
          signal,
          ...(call.language === undefined ? {} : { language: call.language }),
          onStart: () => emit({ kind: 'speech-started' }),
          onWord: (charIndex) => emit({ kind: 'word', charIndex }),
        });
        return null;
      case 'open-voice': {
        const voice = (await engines.openVoice(signal)) as MessagePort;
        emit({ kind: 'voice-port', port: voice }, [voice]);
        return null;
      }
      default:
        return assertNever(call);
    }
  }

  serveCalls(port, answer);
}

/** A live recogniser hears the microphone by itself: of the utterance it only needs to know when it was. */
function timesOnly(start: number, lengthMs: number): Utterance {
  const sampleRate = 16_000;
  return {
    samples: new Float32Array(0),
    sampleRate,
    start,
    end: start + Math.round((lengthMs * sampleRate) / 1000),
    evidence: { voicedMs: lengthMs, meanProbability: 1, maxProbability: 1, speechDb: 0, noiseDb: -100 },
  };
}
