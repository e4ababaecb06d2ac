/** What a person sets up for a Realtime session, and the `session` object that each dialect is told it with. */
import type { Millis } from '../units.ts';
import { realtimeRate, type Dialect } from './dialect.ts';

export interface RealtimeSettings {
  /** The system prompt; empty for the server's own. */
  readonly instructions: string;
  /** Empty for the server's own. */
  readonly voice: string;
  /**
   * Who finds the ends of the user's turns. OpenAI alone leaves the choice: a Hugging Face server always does it
   * itself, towards EchoKit we always do.
   */
  readonly turnTaking: 'server' | 'ours';
  /** OpenAI's model that writes down what the user said; empty for none. The others always write it down. */
  readonly transcriptionModel: string;
  /** ISO 639-1 code for that model; empty where it is not known. */
  readonly language: string;
  /** Of the server's detector. */
  readonly vad: {
    /** 0 to 1. */
    readonly threshold: number;
    readonly prefixPaddingMs: Millis;
    readonly silenceMs: Millis;
  };
}

/** Thresholds as OpenAI has them. Source: sheet `realtime.md` 2. */
export const defaultRealtimeSettings: RealtimeSettings = {
  instructions: '',
  voice: '',
  turnTaking: 'server',
  transcriptionModel: 'gpt-4o-mini-transcribe',
  language: '',
  vad: { threshold: 0.5, prefixPaddingMs: 300, silenceMs: 500 },
};

/** Whether the server says when the user speaks and stops. */
export const serverTakesTurns = (dialect: Dialect, settings: RealtimeSettings): boolean =>
  dialect === 'hugging-face' || (dialect === 'openai' && settings.turnTaking === 'server');

type Session = Readonly<Record<string, unknown>>;

/** The `session` of a `session.update`. The shapes are never mixed: OpenAI refuses an update over one foreign field. */
export function sessionFor(dialect: Dialect, settings: RealtimeSettings): Session {
  switch (dialect) {
    case 'openai':
      return openAiSession(settings);
    case 'hugging-face':
      return huggingFaceSession(settings);
    case 'echokit':
      return echoKitSession(settings);
  }
}

const format = { type: 'audio/pcm', rate: realtimeRate };
const named = (key: string, value: string): Session => (value === '' ? {} : { [key]: value });

function openAiSession(settings: RealtimeSettings): Session {
  const { instructions, voice, transcriptionModel, language, turnTaking, vad } = settings;
  return {
    type: 'realtime',
    ...named('instructions', instructions),
    output_modalities: ['audio'],
    audio: {
      input: {
        format,
        transcription:
          transcriptionModel === '' ? null : { model: transcriptionModel, ...named('language', language) },
        turn_detection:
          turnTaking === 'ours'
            ? null
            : {
                type: 'server_vad',
                threshold: vad.threshold,
                prefix_padding_ms: vad.prefixPaddingMs,
                silence_duration_ms: vad.silenceMs,
                create_response: true,
                interrupt_response: true,
              },
      },
      output: { format, ...named('voice', voice) },
    },
  };
}

/** The formats must be named: left out they mean 16 kHz. Updates are merged into what was, so tools are cleared. */
function huggingFaceSession({ instructions, voice, vad }: RealtimeSettings): Session {
  return {
    type: 'realtime',
    ...named('instructions', instructions),
    audio: {
      input: {
        format,
        turn_detection: {
          type: 'server_vad',
          threshold: vad.threshold,
          silence_duration_ms: vad.silenceMs,
          interrupt_response: true,
        },
      },
      output: { format, ...named('voice', voice) },
    },
    tools: [],
  };
}

/** `null` would mean "unchanged" for the turn detection. Instructions are not applied: they go as a system item. */
function echoKitSession({ voice }: RealtimeSettings): Session {
  return {
    modalities: ['text', 'audio'],
    ...named('voice', voice),
    input_audio_format: 'pcm16',
    output_audio_format: 'pcm16',
    turn_detection: { type: 'none' },
  };
}
