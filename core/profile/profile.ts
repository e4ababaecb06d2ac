/**
 * What a person sets up: who listens, who thinks, who speaks, and how turns are taken. Plain data without secrets:
 * keys live in the secret store, by origin, and travel beside a profile, never inside it.
 */
import type { Hertz, Millis } from '../units.ts';

export type Via = 'direct' | 'companion';

/** Where a service is. `base`: `/audio/speech` and the like are appended; `exact`: the URL is called as it stands. */
export interface ServiceAddress {
  readonly url: string;
  readonly mode: 'base' | 'exact';
  readonly via: Via;
}

export type AsrConfig =
  /** OpenAI-compatible transcription. `simpleRequest`: no header at all, so that servers without OPTIONS can be called. */
  | {
      readonly kind: 'openai-asr';
      readonly address: ServiceAddress;
      readonly model: string;
      readonly language?: string;
      readonly prompt?: string;
      readonly stream: boolean;
      readonly simpleRequest: boolean;
    }
  | { readonly kind: 'browser-asr'; readonly language?: string; readonly onDevice: boolean }
  /** No recogniser: the app repeats the user's own utterance. */
  | { readonly kind: 'echo' };

export type LlmConfig =
  | {
      readonly kind: 'openai-chat';
      readonly address: ServiceAddress;
      readonly model: string;
      readonly temperature?: number;
      readonly maxTokens?: number;
      /** Merged into the request body, for example `{"thinking":{"type":"disabled"}}`. */
      readonly extra?: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'prompt-api' }
  /** The small rule-based responder that says plainly it is one. */
  | { readonly kind: 'demo' };

export type TtsConfig =
  | {
      readonly kind: 'gsv';
      readonly address: ServiceAddress;
      readonly mode: 'stream' | 'batch' | 'speech';
      readonly speaker: string;
      readonly sampleRate: Hertz;
    }
  | {
      readonly kind: 'openai-speech';
      readonly address: ServiceAddress;
      readonly model: string;
      readonly voice: string;
      readonly format: 'pcm' | 'wav';
      readonly speed?: number;
      readonly instructions?: string;
    }
  /** The companion's built-in eSpeak NG (its gsv API, same origin). */
  | { readonly kind: 'companion-voice'; readonly speaker: string }
  /** eSpeak NG in a worker of the page. */
  | { readonly kind: 'page-voice'; readonly voice: string }
  | { readonly kind: 'browser-voice'; readonly voiceUri?: string };

export interface Persona {
  readonly systemPrompt: string;
  /** Spoken when a conversation begins; empty for none. */
  readonly greeting: string;
  /** BCP 47 primary tag, or 'auto'. */
  readonly language: string;
}

export type Eagerness = 'quick' | 'normal' | 'patient' | 'custom';

/** How turns are taken. Times of silence count judged frames of 32 ms, rounded up. */
export interface TurnSettings {
  readonly eagerness: Eagerness;
  readonly softEndMs: Millis;
  readonly hardEndMs: Millis;
  /** Earliest end on a stable transcript with final punctuation (or on "quick"); 0 switches early release off. */
  readonly earlyEndMs: Millis;
  readonly minSpeechMs: Millis;
  readonly maxUtteranceMs: Millis;
  readonly preRollMs: Millis;
  /** Start ASR, LLM and the first synthesis before the turn is surely over. */
  readonly speculation: boolean;
  readonly maxCancelledSpeculations: number;
  /** Silence asked for once that many were thrown away. */
  readonly cautiousSoftEndMs: Millis;
  readonly onsetThreshold: number;
  readonly offsetThreshold: number;
  readonly bargeIn: 'full' | 'half-duplex';
  readonly sustainedMs: Millis;
  readonly committedMs: Millis;
  readonly pushToTalk: boolean;
}

export interface PipelinePartner {
  readonly kind: 'pipeline';
  readonly asr: AsrConfig;
  readonly llm: LlmConfig;
  readonly tts: TtsConfig;
}

/** An EchoKit server: this app behaves towards it as a box does. */
export interface EchokitPartner {
  readonly kind: 'echokit';
  /** `ws(s)://host[:port]/ws`, to which `/{id}` is appended. */
  readonly url: string;
  /** Who finds the end of what one says: the server, or we do and say Submit. `auto` finds out which, and remembers. */
  readonly turnEnd: 'auto' | 'server' | 'submit';
  /** Speech comes as Opus packets, with mouth shapes, instead of plain samples. */
  readonly opus: boolean;
  /** Nothing is answered: the server keeps what it hears. */
  readonly record: boolean;
}

/** A server with a Realtime WebSocket. */
export interface RealtimePartner {
  readonly kind: 'realtime';
  readonly dialect: 'openai' | 'hugging-face' | 'echokit';
  /** `ws(s)://...`, without the model. */
  readonly url: string;
  readonly model: string;
  /** Empty for the server's own. */
  readonly voice: string;
  /** Who finds the ends of turns; OpenAI's dialect alone leaves the choice. */
  readonly turnTaking: 'server' | 'ours';
  /** OpenAI's model that writes down what one says; empty for none. */
  readonly transcriptionModel: string;
  /** Where the key comes from: this browser, or a short-lived one from the companion, which holds the real one. */
  readonly key: 'browser' | 'companion';
}

export type ServerPartner = EchokitPartner | RealtimePartner;

export interface Profile {
  readonly id: string;
  readonly name: string;
  /** Kept while a {@link server} answers, so that one can go back and forth. */
  readonly partner: PipelinePartner;
  /** Listens, thinks and speaks in place of the engines. */
  readonly server?: ServerPartner;
  readonly persona: Persona;
  readonly turn: TurnSettings;
  readonly vadModel: 'v5' | 'v6';
}

/** How it talks, whichever engines do the work: what a person may also set for the auto profile. */
export type Manner = Pick<Profile, 'persona' | 'turn' | 'vadModel'>;

export const mannerOf = ({ persona, turn, vadModel }: Profile): Manner => ({ persona, turn, vadModel });

/** @param manner undefined where the person has set nothing: the profile's own holds */
export const withManner = (profile: Profile, manner: Manner | undefined): Profile =>
  manner === undefined ? profile : { ...profile, ...manner };

export const defaultTurnSettings: TurnSettings = {
  eagerness: 'normal',
  softEndMs: 64,
  hardEndMs: 800,
  earlyEndMs: 400,
  minSpeechMs: 96,
  maxUtteranceMs: 60_000,
  preRollMs: 500,
  speculation: true,
  maxCancelledSpeculations: 2,
  cautiousSoftEndMs: 250,
  onsetThreshold: 0.5,
  offsetThreshold: 0.35,
  bargeIn: 'full',
  sustainedMs: 250,
  committedMs: 600,
  pushToTalk: false,
};

/** The turn settings of an eagerness: "quick" may end at 400 ms whatever was said, "patient" waits 1,200 ms. */
export function withEagerness(settings: TurnSettings, eagerness: Eagerness): TurnSettings {
  switch (eagerness) {
    case 'quick':
      return { ...settings, eagerness, hardEndMs: 400, earlyEndMs: 400 };
    case 'normal':
      return { ...settings, eagerness, hardEndMs: 800, earlyEndMs: 400 };
    case 'patient':
      return { ...settings, eagerness, hardEndMs: 1200, earlyEndMs: 0 };
    case 'custom':
      return { ...settings, eagerness };
  }
}
