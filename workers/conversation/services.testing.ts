/** Recogniser, model and voice that do what a test tells them, and keep a record of every call. */
import type { Millis, Samples } from '../../core/units.ts';
import { EngineError } from '../../app/engines/engine-error.ts';
import type { ChatMessage, Engines, LlmEvent, PcmChunk } from '../../app/engines/engine.ts';
import type { Host } from './host.ts';

export type ServiceName = 'asr' | 'llm' | 'tts';

export interface Call {
  readonly service: ServiceName;
  readonly at: Millis;
  /** Text given to the voice, last user message given to the model, text that was recognised. */
  input: string;
  outcome: 'running' | 'finished' | 'aborted' | 'failed';
  readonly messages?: readonly ChatMessage[];
  readonly span?: { readonly start: Samples; readonly end: Samples };
}

/** What a call does instead of answering. `late`: answers although it was aborted, like a service that does not listen. */
export type Fault =
  | { readonly kind: 'fail'; readonly retryable?: boolean }
  | { readonly kind: 'hang' }
  | { readonly kind: 'deaf' }
  /** After its first part. */
  | { readonly kind: 'cut' };

const playedRate = 24_000;

/** Each synthesis is a constant of its own, so that the output tells what is heard. Ducked ones fall below all. */
const firstValue = 0.1;
const valueStep = 0.0005;

export class FakeServices {
  readonly calls: Call[] = [];
  asrDelay: Millis = 300;
  llmDelay: Millis = 350;
  ttsDelay: Millis = 120;
  /** Seconds of sound for a second of work; 0: all at once. */
  ttsRtf = 0;
  msPerLetter = 50;
  /** The answer to the last user message. */
  answer: (said: string, messages: readonly ChatMessage[]) => string = (said) => `You said ${said}`;
  /** Overrides what was said in a stretch. */
  transcript: ((text: string) => string) | null = null;
  tokensPerSecond = Infinity;
  /** May make single calls slower or faster. */
  delayOf: (service: ServiceName, input: string) => Millis = (service) =>
    service === 'asr' ? this.asrDelay : service === 'llm' ? this.llmDelay : this.ttsDelay;
  readonly #host: Host;
  readonly #spokenIn: (start: Samples, end: Samples) => string;
  readonly #faults: { service: ServiceName; fault: Fault; when: (input: string) => boolean }[] = [];
  readonly #texts: string[] = [];

  constructor(host: Host, spokenIn: (start: Samples, end: Samples) => string) {
    this.#host = host;
    this.#spokenIn = spokenIn;
  }

  /** The next `times` calls of a service go wrong. */
  breaks(service: ServiceName, fault: Fault, times = 1, when: (input: string) => boolean = () => true): void {
    for (let i = 0; i < times; i += 1) this.#faults.push({ service, fault, when });
  }

  of(service: ServiceName): readonly Call[] {
    return this.calls.filter((call) => call.service === service);
  }

  get running(): readonly Call[] {
    return this.calls.filter(({ outcome }) => outcome === 'running');
  }

  /** The text whose sound has this value; none for a faded or ducked one. */
  textOf(value: number): string | undefined {
    const index = Math.round((value - firstValue) / valueStep);
    return Math.abs(firstValue + index * valueStep - value) < 1e-6 ? this.#texts[index] : undefined;
  }

  engines(echo: boolean): Engines {
    return {
      asr: echo
        ? {
            kind: 'echo',
            live: false,
            transcribe: () => Promise.resolve({ text: '▶ 1.0 s' }),
          }
        : {
            kind: 'fake',
            live: false,
            transcribe: async ({ start, end }, { signal }) => {
              const spoken = this.#spokenIn(start, end);
              const text = this.transcript?.(spoken) ?? spoken;
              const call = this.#begin('asr', text, { span: { start, end } });
              await this.#wait(call, signal);
              this.#finish(call);
              return { text };
            },
          },
      llm: { kind: 'fake', reply: (messages, { signal }) => this.#reply(messages, signal) },
      tts: {
        kind: 'fake',
        output: 'pcm',
        sampleRate: playedRate,
        synthesize: (text, { signal }) => this.#synthesize(text, signal),
      },
    };
  }

  async *#reply(messages: readonly ChatMessage[], signal: AbortSignal): AsyncGenerator<LlmEvent> {
    const said = messages.at(-1)?.content ?? '';
    const call = this.#begin('llm', said, { messages });
    const fault = await this.#wait(call, signal);
    const words = this.answer(said, messages).split(/(?<= )/);
    for (const [index, delta] of words.entries()) {
      if (fault?.kind === 'cut' && index > 0) throw this.#fail(call, 'stream-cut', false);
      if (index > 0 && this.tokensPerSecond !== Infinity)
        await this.#sleep(call, 1000 / this.tokensPerSecond, signal);
      if (delta !== '') yield { type: 'text', delta };
    }
    this.#finish(call);
    yield { type: 'end', reason: 'stop' };
  }

  async *#synthesize(text: string, signal: AbortSignal): AsyncGenerator<PcmChunk> {
    const call = this.#begin('tts', text);
    const fault = await this.#wait(call, signal);
    const value = firstValue + (this.#texts.push(text) - 1) * valueStep;
    let left = Math.round((text.length * this.msPerLetter * playedRate) / 1000);
    while (left > 0) {
      const count = Math.min(left, playedRate / 10);
      left -= count;
      yield { samples: new Float32Array(count).fill(value), sampleRate: playedRate };
      if (fault?.kind === 'cut') throw this.#fail(call, 'stream-cut', false);
      if (this.ttsRtf > 0) await this.#sleep(call, (count / playedRate) * 1000 * this.ttsRtf, signal);
    }
    this.#finish(call);
  }

  #begin(service: ServiceName, input: string, more: Partial<Call> = {}): Call {
    const call: Call = { service, at: this.#host.now(), input, outcome: 'running', ...more };
    this.calls.push(call);
    return call;
  }

  #finish(call: Call): void {
    if (call.outcome === 'running') call.outcome = 'finished';
  }

  #fail(call: Call, code: 'service-failed' | 'stream-cut', retryable: boolean): EngineError {
    call.outcome = 'failed';
    return new EngineError(code, `${call.service} was told to fail`, { retryable });
  }

  /** The delay of a service, and whatever was ordered to go wrong. */
  async #wait(call: Call, signal: AbortSignal): Promise<Fault | undefined> {
    const ms = this.delayOf(call.service, call.input);
    const index = this.#faults.findIndex(({ service, when }) => service === call.service && when(call.input));
    const fault = index < 0 ? undefined : this.#faults.splice(index, 1)[0]?.fault;
    if (fault?.kind === 'deaf') {
      await new Promise<void>((resolve) => this.#host.after(ms, resolve));
      return undefined;
    }
    await this.#sleep(call, fault?.kind === 'hang' ? 10_000_000 : ms, signal);
    if (fault?.kind === 'fail') throw this.#fail(call, 'service-failed', fault.retryable ?? false);
    return fault;
  }

  #sleep(call: Call, ms: Millis, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = this.#host.after(ms, () => {
        signal.removeEventListener('abort', abort);
        resolve();
      });
      const abort = (): void => {
        cancel();
        call.outcome = 'aborted';
        reject(signal.reason);
      };
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
    });
  }
}
