/** Another kind of engine in the same place: what it begins with, and that what was written before comes back. */
import type {
  AsrConfig,
  LlmConfig,
  PipelinePartner,
  ServiceAddress,
  TtsConfig,
} from '../../core/profile/profile.ts';

export type EnginePart = 'asr' | 'llm' | 'tts';
export type EngineConfigOf<Part extends EnginePart> = PipelinePartner[Part];
export type EngineKindOf<Part extends EnginePart> = EngineConfigOf<Part>['kind'];

const nowhere: ServiceAddress = { url: '', mode: 'base', via: 'direct' };

/** In the order in which they are offered. */
const fresh: { readonly [Part in EnginePart]: Readonly<Record<EngineKindOf<Part>, EngineConfigOf<Part>>> } = {
  asr: {
    'browser-asr': { kind: 'browser-asr', onDevice: false },
    'openai-asr': { kind: 'openai-asr', address: nowhere, model: '', stream: false, simpleRequest: false },
    echo: { kind: 'echo' },
  },
  llm: {
    'openai-chat': { kind: 'openai-chat', address: nowhere, model: '' },
    'prompt-api': { kind: 'prompt-api' },
    demo: { kind: 'demo' },
  },
  tts: {
    'companion-voice': { kind: 'companion-voice', speaker: 'auto' },
    'page-voice': { kind: 'page-voice', voice: 'auto' },
    'browser-voice': { kind: 'browser-voice' },
    gsv: { kind: 'gsv', address: nowhere, mode: 'stream', speaker: '', sampleRate: 32_000 },
    'openai-speech': { kind: 'openai-speech', address: nowhere, model: '', voice: '', format: 'pcm' },
  },
};

export const engineKinds = {
  asr: Object.keys(fresh.asr) as readonly AsrConfig['kind'][],
  llm: Object.keys(fresh.llm) as readonly LlmConfig['kind'][],
  tts: Object.keys(fresh.tts) as readonly TtsConfig['kind'][],
} as const;

/** What was set up for kinds that are not in use any more; lives as long as the page. */
export interface EngineMemory {
  /** Remembers `current` and gives the config to go on with. */
  change<Part extends EnginePart>(
    profileId: string,
    part: Part,
    current: EngineConfigOf<Part>,
    kind: EngineKindOf<Part>,
  ): EngineConfigOf<Part>;
}

export function createEngineMemory(): EngineMemory {
  const left = new Map<string, PipelinePartner[EnginePart]>();
  return {
    change<Part extends EnginePart>(
      profileId: string,
      part: Part,
      current: EngineConfigOf<Part>,
      kind: EngineKindOf<Part>,
    ): EngineConfigOf<Part> {
      left.set(`${profileId}/${part}/${current.kind}`, current);
      // Both hold only configs of this part and kind under these names.
      return (left.get(`${profileId}/${part}/${kind}`) ?? fresh[part][kind]) as EngineConfigOf<Part>;
    },
  };
}

export const engineMemory = createEngineMemory();
