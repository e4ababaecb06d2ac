/**
 * What the Realtime stand-ins hear, think and say: the recogniser, the script and the voice of the other services, in
 * this process, with their delays and faults.
 */
import { replyTo } from '../llm/reply-script.ts';
import type { ChatMessage } from '../llm/reply-script.ts';
import type { FaultEffect } from '../faults/fault.ts';
import { now, waitUntil } from '../http/clock.ts';
import { recognise } from '../recogniser/recogniser.ts';
import type { Template } from '../recogniser/sound-print.ts';
import type { ServiceSettings } from '../settings.ts';
import { speak } from '../tts/voice.ts';
import type { Hertz, Millis } from '../../../core/units.ts';

type Service = 'asr' | 'llm' | 'tts';

export interface BrainParts {
  /** As they are now. */
  settings(): ServiceSettings;
  /** Takes the faults of the next call of this service. */
  takeFaults(service: Service): readonly FaultEffect[];
  readonly templates: readonly Template[];
}

/** `failed`: the engine behind it failed. `cut`: the line to the client is to break. */
export type Heard =
  | { readonly kind: 'words'; readonly text: string; readonly readyAt: Millis }
  | { readonly kind: 'failed'; readonly readyAt: Millis }
  | { readonly kind: 'silent' };

export interface FunctionCallPlan {
  readonly name: string;
  readonly arguments: string;
}

export type Thought =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'call'; readonly call: FunctionCallPlan }
  | { readonly kind: 'failed' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'cut' };

/** A sentence and its sound, mono int16. */
export interface SpokenPiece {
  readonly text: string;
  readonly pcm: Int16Array;
}

export interface SpokenPlan {
  readonly pieces: readonly SpokenPiece[];
  readonly rate: Hertz;
  /** Before the first sound. */
  readonly delayMs: Millis;
  /** Seconds that a second of audio takes to be sent. */
  readonly rtf: number;
  /** Share of the sound after which nothing more comes, or the line breaks; absent where all goes well. */
  readonly ending?: { readonly kind: 'stall' | 'cut'; readonly share: number };
  /** The voice failed: there is no sound. */
  readonly isMute: boolean;
}

const sentence = /[^.!?;。！？；\n]+[.!?;。！？；\n]*\s*/gu;
/** `call get_weather {"city":"Oslo"}`, said or typed. */
const orderToCall = /\bcall ([a-z][a-z0-9]*(?:_[a-z0-9]+)+)(?:\s+(\{.*\}))?/i;

export class Brain {
  readonly #parts: BrainParts;

  constructor(parts: BrainParts) {
    this.#parts = parts;
  }

  /** @param pcm mono at 16 kHz in [-1, 1] */
  hear(pcm: Float32Array): Heard {
    const effects = this.#parts.takeFaults('asr');
    const readyAt = now() + delayFor(effects, this.#parts.settings().asrDelayMs);
    if (has(effects, 'hang', 'stall')) return { kind: 'silent' };
    if (has(effects, 'status', 'garbage', 'html', 'no-text', 'cut')) return { kind: 'failed', readyAt };
    const forced = effects.find((effect) => effect.kind === 'text');
    if (forced !== undefined) return { kind: 'words', text: forced.text, readyAt };
    if (has(effects, 'empty')) return { kind: 'words', text: '', readyAt };
    return { kind: 'words', text: this.understand(pcm), readyAt };
  }

  /** The words themselves, whatever becomes of their transcription. */
  understand(pcm: Float32Array): string {
    return recognise(pcm, this.#parts.templates).text;
  }

  /**
   * @param tools names of the functions that were offered
   * @returns when the model's delay is over, or the signal fired
   */
  async think(
    messages: readonly ChatMessage[],
    model: string,
    tools: readonly string[],
    signal: AbortSignal,
  ): Promise<Thought> {
    const effects = this.#parts.takeFaults('llm');
    await waitUntil(now() + delayFor(effects, this.#parts.settings().llmDelayMs), signal);
    if (has(effects, 'hang', 'stall')) return { kind: 'silent' };
    if (has(effects, 'cut')) return { kind: 'cut' };
    if (has(effects, 'status', 'garbage', 'html', 'mid-error')) return { kind: 'failed' };
    if (has(effects, 'empty')) return { kind: 'text', text: '' };
    const last = messages.at(-1);
    if (last?.role === 'tool') return { kind: 'text', text: `The function said: ${last.text}` };
    const call = callIn(last?.text ?? '', tools);
    return call === undefined ? { kind: 'text', text: replyTo(messages, model) } : { kind: 'call', call };
  }

  /** The sound of a reply, sentence by sentence. */
  voice(text: string, rate: Hertz): SpokenPlan {
    const effects = this.#parts.takeFaults('tts');
    const { ttsDelayMs, ttsRtf } = this.#parts.settings();
    const isMute = has(effects, 'status', 'garbage', 'html', 'empty');
    const pieces = (text.match(sentence) ?? []).map((piece) => ({
      text: piece,
      pcm: isMute
        ? new Int16Array(0)
        : samplesOf(speak(piece, { speaker: 'cooper', sampleRate: rate, speed: 1 })),
    }));
    const ending = effects.flatMap((effect) => {
      if (effect.kind === 'hang') return [{ kind: 'stall' as const, share: 0 }];
      return effect.kind === 'stall' || effect.kind === 'cut'
        ? [{ kind: effect.kind, share: effect.share }]
        : [];
    })[0];
    return {
      pieces,
      rate,
      delayMs: delayFor(effects, ttsDelayMs),
      rtf: ttsRtf,
      isMute,
      ...(ending === undefined ? {} : { ending }),
    };
  }
}

const has = (effects: readonly FaultEffect[], ...kinds: readonly FaultEffect['kind'][]): boolean =>
  effects.some(({ kind }) => kinds.includes(kind));

function delayFor(effects: readonly FaultEffect[], usual: Millis): Millis {
  return effects.find((effect) => effect.kind === 'delay')?.ms ?? usual;
}

/** An order to call a function by its name, or words that hold the name of one that was offered. */
function callIn(said: string, tools: readonly string[]): FunctionCallPlan | undefined {
  const order = orderToCall.exec(said);
  if (order?.[1] !== undefined) return { name: order[1].toLowerCase(), arguments: order[2] ?? '{}' };
  const words = said.toLowerCase();
  const name = tools.find((tool) => words.includes(tool.toLowerCase().replaceAll('_', ' ')));
  return name === undefined ? undefined : { name, arguments: '{}' };
}

const samplesOf = (bytes: Uint8Array): Int16Array => {
  const copy = bytes.slice();
  return new Int16Array(copy.buffer, 0, copy.length >> 1);
};
