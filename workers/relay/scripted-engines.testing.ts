/** Engines that answer at once, as a test tells them, and keep a record. */
import { tone } from '../../core/audio/random.testing.ts';
import { EngineError } from '../../app/engines/engine-error.ts';
import type { ChatMessage, Engines, Utterance } from '../../app/engines/engine.ts';

export class ScriptedEngines {
  readonly heard: Utterance[] = [];
  readonly asked: (readonly ChatMessage[])[] = [];
  /** One for each recognition, the last one again and again. */
  transcripts: string[] = ['Hello there.'];
  reply: (said: string) => string = (said) => `You said ${said} And that was all of it.`;
  failing = new Set<'asr' | 'llm' | 'tts'>();
  /** A call of this service waits for it. */
  gates: Partial<Record<'asr' | 'llm' | 'tts', Promise<void>>> = {};
  /** Of each letter. */
  samplesPerLetter = 1600;
  readonly rate = 24_000;

  readonly engines: Engines = {
    asr: {
      kind: 'scripted',
      live: false,
      transcribe: async (utterance) => {
        await this.#enter('asr');
        this.heard.push(utterance);
        const text = this.transcripts.length > 1 ? this.transcripts.shift() : this.transcripts[0];
        return { text: text ?? '' };
      },
    },
    llm: {
      kind: 'scripted',
      reply: (messages) => this.#reply(messages),
    },
    tts: {
      kind: 'scripted',
      output: 'pcm',
      sampleRate: this.rate,
      synthesize: (text) => this.#speak(text),
    },
  };

  async #enter(service: 'asr' | 'llm' | 'tts'): Promise<void> {
    await this.gates[service];
    if (this.failing.has(service)) throw new EngineError('service-failed', 'was told to fail');
  }

  async *#reply(messages: readonly ChatMessage[]): AsyncGenerator<{ type: 'text'; delta: string }> {
    await this.#enter('llm');
    this.asked.push(messages);
    for (const delta of this.reply(messages.at(-1)?.content ?? '').split(/(?<= )/))
      yield { type: 'text', delta };
  }

  async *#speak(text: string): AsyncGenerator<{ samples: Float32Array; sampleRate: number }> {
    await this.#enter('tts');
    const length = text.length * this.samplesPerLetter;
    for (let at = 0; at < length; at += 12_000)
      yield {
        samples: tone(220 + text.length, this.rate, Math.min(12_000, length - at), 0.4),
        sampleRate: this.rate,
      };
  }
}

/** Something that the energy detector takes for speech, `seconds` long with a second of near silence around it. */
export function speechLike(seconds: number, lead = 0.3): Float32Array {
  const rate = 16_000;
  const samples = new Float32Array(Math.round((lead + seconds + 0.2) * rate));
  for (let n = 0; n < samples.length; n += 1) {
    const at = n / rate - lead;
    const hiss = 0.0005 * Math.sin(n * n * 0.013);
    const isVoice = at >= 0 && at < seconds;
    const voice = isVoice ? 0.3 * Math.sin(n * 0.06) * (0.6 + 0.4 * Math.sin(n * 0.0025)) : 0;
    samples[n] = hiss + voice;
  }
  return samples;
}
