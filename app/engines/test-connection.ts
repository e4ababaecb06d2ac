/** "Test connection": the real call with a tiny payload, and what came of it. Source: sheet `providers.md` 0 and 1.3. */
import type { AsrConfig, LlmConfig, TtsConfig } from '../../core/profile/profile.ts';
import type { Millis } from '../../core/units.ts';
import { createAsr, createLlm, createTts, type EngineContext } from './create-engines.ts';
import type { TtsEngine, Utterance } from './engine.ts';
import { asEngineError, type EngineError } from './engine-error.ts';
import { voiceLikeSound } from './voice-like-sound.ts';

export type EngineConfig =
  | { readonly part: 'asr'; readonly config: AsrConfig }
  | { readonly part: 'llm'; readonly config: LlmConfig }
  | { readonly part: 'tts'; readonly config: TtsConfig };

/** What a service that works has shown. */
export interface ConnectionProof {
  /** The transcript or the reply, shortened; empty is possible and fine for a sound without words. */
  readonly text?: string;
  /** Length of the speech that came. */
  readonly speechMs?: Millis;
}

export type ConnectionOutcome =
  | {
      readonly ok: true;
      /** Until the first part of an answer, which is what a turn waits for. */
      readonly firstMs: Millis;
      /** Until its end. */
      readonly ms: Millis;
      readonly detail: ConnectionProof;
    }
  | { readonly ok: false; readonly ms: Millis; readonly error: EngineError };

const longestText = 200;
/** Enough for "OK" from a model that thinks a little first. */
const fewTokens = 64;

/** Makes one call. Rejects only with the signal's reason. */
export async function testConnection(
  engine: EngineConfig,
  context: EngineContext,
  signal: AbortSignal,
): Promise<ConnectionOutcome> {
  const begunAt = performance.now();
  let firstAt: Millis | undefined;
  const onFirst = () => (firstAt ??= performance.now());
  const since = (at: Millis) => Math.round(at - begunAt);
  try {
    const detail = await prove(engine, context, signal, onFirst);
    const endedAt = performance.now();
    return { ok: true, firstMs: since(firstAt ?? endedAt), ms: since(endedAt), detail };
  } catch (error) {
    signal.throwIfAborted();
    return { ok: false, ms: since(performance.now()), error: asEngineError(error) };
  }
}

function prove(
  engine: EngineConfig,
  context: EngineContext,
  signal: AbortSignal,
  onFirst: () => void,
): Promise<ConnectionProof> {
  switch (engine.part) {
    case 'asr':
      return proveAsr(engine.config, context, signal);
    case 'llm':
      return proveLlm(engine.config, context, signal, onFirst);
    case 'tts':
      return proveTts(createTts(engine.config, context), context, signal, onFirst);
  }
}

async function proveAsr(
  config: AsrConfig,
  context: EngineContext,
  signal: AbortSignal,
): Promise<ConnectionProof> {
  const asr = createAsr(config, context);
  const { text } = await asr.transcribe(testUtterance(), { signal });
  return { text: text.slice(0, longestText) };
}

/** One second of something between a hum and a voice: no service refuses it, and it costs next to nothing. */
function testUtterance(): Utterance {
  const sampleRate = 16_000;
  const samples = voiceLikeSound(sampleRate, sampleRate);
  return {
    samples,
    sampleRate,
    start: 0,
    end: samples.length,
    evidence: { voicedMs: 1000, meanProbability: 1, maxProbability: 1, speechDb: -20, noiseDb: -80 },
  };
}

async function proveLlm(
  config: LlmConfig,
  context: EngineContext,
  signal: AbortSignal,
  onFirst: () => void,
): Promise<ConnectionProof> {
  const short = config.kind === 'openai-chat' ? { ...config, maxTokens: fewTokens } : config;
  const messages = [{ role: 'user', content: 'Say OK' }] as const;
  let text = '';
  for await (const event of createLlm(short, context).reply(messages, { signal })) {
    onFirst();
    if (event.type === 'text') text += event.delta;
  }
  return { text: text.trim().slice(0, longestText) };
}

async function proveTts(
  tts: TtsEngine,
  { language }: EngineContext,
  signal: AbortSignal,
  onFirst: () => void,
): Promise<ConnectionProof> {
  const options = { signal, ...(language === undefined ? {} : { language }) };
  if (tts.output === 'direct') {
    await tts.speak('OK', { ...options, onStart: onFirst });
    return {};
  }
  let speechMs = 0;
  for await (const { samples, sampleRate } of tts.synthesize('OK.', options)) {
    onFirst();
    speechMs += (samples.length * 1000) / sampleRate;
  }
  return { speechMs: Math.round(speechMs) };
}
