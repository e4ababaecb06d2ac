/** What can be made to go wrong, as plain data. The grammar that people write is in `parse-faults.ts`. */
import type { Millis } from '../../../core/units.ts';

/** The services, single speech endpoints, or everything. */
export const faultTargets = [
  'asr',
  'llm',
  'tts',
  'models',
  'speakers',
  'speech',
  'batch_speech',
  'stream_speech',
  'all',
] as const;
export type FaultTarget = (typeof faultTargets)[number];

/** Shapes in which services are known to put an error. `array` is Gemini's, `text` LlamaEdge's, `detail` FastAPI's. */
export const errorBodies = ['json', 'text', 'html', 'array', 'detail', 'empty'] as const;
export type ErrorBody = (typeof errorBodies)[number];

/** What happens to a request that a fault was made for. */
export type FaultEffect =
  /** Answered with this status, nothing else done. */
  | { readonly kind: 'status'; readonly status: number; readonly body: ErrorBody }
  /** No answer at all; the connection stays open until the client leaves. */
  | { readonly kind: 'hang' }
  /** The connection is dropped after this share of the body; at 0 before the head. */
  | { readonly kind: 'cut'; readonly share: number }
  /** Nothing more comes after this share of the body, and the connection stays open. */
  | { readonly kind: 'stall'; readonly share: number }
  /** The body trickles, whatever its own pace. */
  | { readonly kind: 'drip'; readonly bytesPerSecond: number }
  /** Status and content type are right, the content is not. */
  | { readonly kind: 'garbage' }
  /** Status 200 and not one byte. */
  | { readonly kind: 'empty' }
  /** A web page with status 200, as a wrong address gives it. */
  | { readonly kind: 'html' }
  /** Instead of the delay that is set for the service. */
  | { readonly kind: 'delay'; readonly ms: Millis }
  /** ASR: these words, whatever was said. */
  | { readonly kind: 'text'; readonly text: string }
  /** ASR: the words in lines with `[00:00:00.000 --> 00:00:03.540]` in front, as whisper-api-server does. */
  | { readonly kind: 'brackets' }
  /** ASR: status 200 with an error and no text. */
  | { readonly kind: 'no-text' }
  /** LLM: plain JSON although a stream was asked for. */
  | { readonly kind: 'json' }
  /** LLM: the stream ends after its finish_reason without `[DONE]`. */
  | { readonly kind: 'no-done' }
  /** LLM: after this share of the tokens comes an error event, and the end. */
  | { readonly kind: 'mid-error'; readonly share: number }
  /** LLM: lines end with CR LF. */
  | { readonly kind: 'crlf' }
  /** LLM: comments, empty events and `data: :ping` between the tokens. */
  | { readonly kind: 'pings' }
  /** LLM: thoughts first, in the text as `<think>` or in a field of their own. */
  | { readonly kind: 'think'; readonly where: 'inline' | 'reasoning' | 'reasoning_content' }
  /** TTS: every network chunk has an odd number of bytes. */
  | { readonly kind: 'odd' }
  /** TTS: WAV headers say 0xFFFFFFFF for the length. */
  | { readonly kind: 'bogus-length' }
  /** LLM: every byte is written on its own. */
  | { readonly kind: 'bytes' };

/** A fault that waits for its requests. */
export interface Fault {
  readonly target: FaultTarget;
  readonly effect: FaultEffect;
  /** How many requests it takes; Infinity for all. */
  readonly times: number;
  /** How many matching requests pass before. */
  readonly skip: number;
  /** The answers that this fault touches carry no CORS header. */
  readonly withoutCors: boolean;
  /** As it was written, for the log. */
  readonly spec: string;
}

/** How the server answers browsers of another origin. `strict`: only Authorization and Content-Type are allowed. */
export type CorsMode = 'on' | 'strict' | 'off';

/** A whole `--fault` specification. */
export interface FaultPlan {
  readonly faults: readonly Fault[];
  /** Where the specification says nothing, the server's own mode holds. */
  readonly cors?: CorsMode;
  /** Status with which every OPTIONS request is answered, without CORS headers. */
  readonly optionsStatus?: number;
}

export const noFaults: FaultPlan = { faults: [] };

/** What a request is called in a fault: its service, and its endpoint where that has a name. */
export type RouteName = Exclude<FaultTarget, 'all'>;
