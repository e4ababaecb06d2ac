import { demoDeltas, demoReply } from '../../core/llm/demo/demo-rules.ts';
import type { LlmEngine } from './engine.ts';

export interface DemoResponderOptions {
  /** BCP 47 or 'auto', for where the message itself does not tell. */
  readonly language: string;
  readonly now: () => Date;
}

/** The rule-based responder behind the interface of a language model: word by word, and no model at all. */
export function createDemoResponder({ language, now }: DemoResponderOptions): LlmEngine {
  return {
    kind: 'demo',
    async *reply(messages, { signal }) {
      const time = now();
      const reply = demoReply({ messages, language, hour: time.getHours(), minute: time.getMinutes() });
      const deltas = demoDeltas(reply);
      for (const delta of deltas) {
        // One turn of the event loop's queue per word, so that whoever listens can stop in between.
        await Promise.resolve();
        signal.throwIfAborted();
        yield { type: 'text', delta };
      }
      yield { type: 'end', reason: 'stop', tokens: deltas.length };
    },
  };
}
