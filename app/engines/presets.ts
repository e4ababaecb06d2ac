/** Profiles to begin with. All of it can be edited; models and voices are starting points, never a closed list. */
import {
  defaultTurnSettings,
  type Profile,
  type ServerPartner,
  type TtsConfig,
  type TurnSettings,
} from '../../core/profile/profile.ts';
import { voicePersona } from './persona.ts';
import { serverDefaults, usualRealtime } from './server-defaults.ts';

export type PresetId =
  'echokit' | 'echokit-server' | 'openai' | 'openai-realtime' | 'hugging-face' | 'groq' | 'local' | 'browser';

export interface Preset {
  readonly profile: Profile;
  /** Origins that want a key. */
  readonly keyOrigins: readonly string[];
}

export interface PresetSurroundings {
  /** BCP 47, the person's. */
  readonly language: string;
  /** The page was served by a companion: calls can go through it, and it has a voice. */
  readonly companion: boolean;
}

const openAi = 'https://api.openai.com';
const groq = 'https://api.groq.com';

/** Billed by the request: nothing is asked for that may be thrown away. */
const billed: TurnSettings = { ...defaultTurnSettings, speculation: false };

/** The voice that needs nothing installed. */
export const builtInVoice = ({ companion }: Pick<PresetSurroundings, 'companion'>): TtsConfig =>
  companion ? { kind: 'companion-voice', speaker: 'auto' } : { kind: 'page-voice', voice: 'auto' };

export function createPresets(around: PresetSurroundings): Readonly<Record<PresetId, Preset>> {
  const persona = voicePersona(around.language);
  const via = around.companion ? 'companion' : 'direct';
  const profile = (
    id: PresetId,
    name: string,
    partner: Omit<Profile['partner'], 'kind'>,
    turn: TurnSettings = defaultTurnSettings,
  ): Profile => ({
    id: `preset-${id}`,
    name,
    partner: { kind: 'pipeline', ...partner },
    persona,
    turn,
    vadModel: 'v6',
  });

  /** The engines are what is there without any set-up, for whoever goes back to them. */
  const serverProfile = (id: PresetId, name: string, server: ServerPartner): Profile => ({
    ...profile(id, name, { asr: { kind: 'echo' }, llm: { kind: 'demo' }, tts: builtInVoice(around) }),
    server,
  });

  return {
    'echokit-server': {
      keyOrigins: [],
      profile: serverProfile('echokit-server', 'EchoKit server', serverDefaults.echokit),
    },
    'openai-realtime': {
      keyOrigins: [openAi],
      profile: serverProfile('openai-realtime', 'OpenAI Realtime', serverDefaults.realtime),
    },
    'hugging-face': {
      keyOrigins: [],
      profile: serverProfile('hugging-face', 'Hugging Face speech-to-speech', {
        ...serverDefaults.realtime,
        dialect: 'hugging-face',
        ...usualRealtime['hugging-face'],
      }),
    },
    /** EchoKit's usual local stack: LlamaEdge, whisper-api-server, gsv_tts. Source: sheet `echokit.md` 6. */
    echokit: {
      keyOrigins: [],
      profile: profile('echokit', 'EchoKit', {
        asr: {
          kind: 'openai-asr',
          address: { url: 'http://localhost:9092/v1', mode: 'base', via },
          model: 'whisper',
          stream: false,
          // whisper-api-server answers no OPTIONS; through the companion none is asked.
          simpleRequest: !around.companion,
        },
        llm: {
          kind: 'openai-chat',
          address: { url: 'http://localhost:9091/v1', mode: 'base', via },
          model: 'default',
        },
        tts: {
          kind: 'gsv',
          address: { url: 'http://localhost:9094/v1', mode: 'base', via },
          mode: 'stream',
          speaker: 'ad',
          sampleRate: 32_000,
        },
      }),
    },
    openai: {
      keyOrigins: [openAi],
      profile: profile(
        'openai',
        'OpenAI',
        {
          asr: {
            kind: 'openai-asr',
            address: { url: `${openAi}/v1`, mode: 'base', via: 'direct' },
            model: 'gpt-4o-mini-transcribe',
            stream: true,
            simpleRequest: false,
          },
          llm: {
            kind: 'openai-chat',
            address: { url: `${openAi}/v1`, mode: 'base', via: 'direct' },
            model: 'gpt-4.1-mini',
          },
          tts: {
            kind: 'openai-speech',
            address: { url: `${openAi}/v1`, mode: 'base', via: 'direct' },
            model: 'gpt-4o-mini-tts',
            voice: 'marin',
            format: 'pcm',
          },
        },
        billed,
      ),
    },
    groq: {
      keyOrigins: [groq],
      profile: profile(
        'groq',
        'Groq',
        {
          asr: {
            kind: 'openai-asr',
            address: { url: `${groq}/openai/v1`, mode: 'base', via: 'direct' },
            model: 'whisper-large-v3-turbo',
            stream: false,
            simpleRequest: false,
          },
          llm: {
            kind: 'openai-chat',
            address: { url: `${groq}/openai/v1`, mode: 'base', via: 'direct' },
            model: 'openai/gpt-oss-20b',
          },
          // Groq's own voice speaks English only.
          tts: around.language.toLowerCase().startsWith('en')
            ? {
                kind: 'openai-speech',
                address: { url: `${groq}/openai/v1`, mode: 'base', via: 'direct' },
                model: 'canopylabs/orpheus-v1-english',
                voice: 'hannah',
                format: 'wav',
              }
            : builtInVoice(around),
        },
        billed,
      ),
    },
    /** llama.cpp and whisper.cpp with their own defaults, the latter on 8081: both want 8080. */
    local: {
      keyOrigins: [],
      profile: profile('local', 'llama.cpp + whisper.cpp', {
        asr: {
          kind: 'openai-asr',
          address: { url: 'http://localhost:8081/inference', mode: 'exact', via: 'direct' },
          model: '',
          stream: false,
          simpleRequest: true,
        },
        llm: {
          kind: 'openai-chat',
          address: { url: 'http://localhost:8080/v1', mode: 'base', via: 'direct' },
          model: '',
        },
        tts: builtInVoice(around),
      }),
    },
    /** No server, no key: what the browser itself has. */
    browser: {
      keyOrigins: [],
      profile: profile('browser', 'Browser', {
        asr: { kind: 'browser-asr', onDevice: false },
        llm: { kind: 'prompt-api' },
        tts: { kind: 'browser-voice' },
      }),
    },
  };
}
