/** With no key and no server: what is there, and which ears, brain and voice to take of it. The choice is pure. */
import {
  defaultTurnSettings,
  type AsrConfig,
  type LlmConfig,
  type Profile,
  type ServiceAddress,
  type TtsConfig,
  type Via,
} from '../../core/profile/profile.ts';
import { voicePersona } from './persona.ts';
import { builtInVoice } from './presets.ts';

/** A service on this machine, as the companion's `GET /api/discover` reports it. */
export interface FoundService {
  readonly port: number;
  readonly kind: 'asr' | 'llm' | 'tts' | 'vad';
  /** OpenAI-style base. */
  readonly url: string;
  readonly models?: readonly string[];
  readonly voices?: readonly string[];
}

/** Whether the browser's recogniser works, as far as that could be found out. */
export type RecognitionFinding =
  | 'missing'
  /** It is there and failed when it was tried. */
  | 'unusable'
  /** It is there and could not be tried without a microphone. */
  | 'untested'
  /** Works; what is said goes to the browser's vendor. */
  | 'usable'
  /** Works on this machine. */
  | 'on-device';

export interface AutoFindings {
  /** BCP 47, the person's. */
  readonly language: string;
  readonly services: readonly FoundService[];
  /** The page was served by a companion. */
  readonly companion: boolean;
  readonly companionVoice: boolean;
  readonly recognition: RecognitionFinding;
  readonly promptApi: 'missing' | 'unavailable' | 'downloadable' | 'downloading' | 'available';
  /** This build has the page's own voice, and it speaks the person's language. */
  readonly pageVoice: boolean;
  /** speechSynthesis has a voice for the person's language. */
  readonly browserVoice: boolean;
}

/** Which ears, brain and voice were taken: `kind` for the words, `name` and `at` for a service. */
export interface AutoChoice {
  readonly kind:
    | 'service'
    | 'browser-asr'
    | 'on-device-asr'
    | 'untested-asr'
    | 'no-ears'
    | 'prompt-api'
    | 'demo'
    | 'companion-voice'
    | 'page-voice'
    | 'browser-voice';
  /** Model or speaker. */
  readonly name?: string;
  /** `localhost:9092`. */
  readonly at?: string;
}

export interface AutoProfile {
  readonly profile: Profile;
  readonly ears: AutoChoice;
  readonly brain: AutoChoice;
  readonly voice: AutoChoice;
}

interface Taken<Config> {
  readonly config: Config;
  readonly choice: AutoChoice;
}

export const autoProfileId = 'auto';

/** The companion lets pages through to these; other services of this machine are called directly. */
const echoKitPorts: ReadonlySet<number> = new Set([9091, 9092, 9093, 9094]);
/** Kokoro-FastAPI, the one voice server that is looked for which is not gsv_tts. */
const kokoroPort = 8880;
const kokoroVoice = /^[abefhijpz][fm]_/;

export function chooseAutoProfile(findings: AutoFindings): AutoProfile {
  const ears = chooseEars(findings);
  const brain = chooseBrain(findings, ears.config.kind !== 'echo');
  const voice = chooseVoice(findings);
  return {
    profile: {
      id: autoProfileId,
      name: 'Auto',
      partner: { kind: 'pipeline', asr: ears.config, llm: brain.config, tts: voice.config },
      persona: voicePersona(findings.language),
      turn: defaultTurnSettings,
      vadModel: 'v6',
    },
    ears: ears.choice,
    brain: brain.choice,
    voice: voice.choice,
  };
}

/** A server of one's own first: nothing leaves the house. Then the browser's; without any, the app is an echo. */
function chooseEars(findings: AutoFindings): Taken<AsrConfig> {
  const service = find(findings, 'asr');
  if (service !== undefined) {
    const model = service.models?.[0] ?? '';
    return {
      config: {
        kind: 'openai-asr',
        address: addressOf(service, findings),
        model,
        stream: false,
        // Without the companion a whisper-api-server can only be called like this.
        simpleRequest: viaFor(service, findings) === 'direct',
      },
      choice: serviceChoice(service, model),
    };
  }
  switch (findings.recognition) {
    case 'on-device':
      return { config: { kind: 'browser-asr', onDevice: true }, choice: { kind: 'on-device-asr' } };
    case 'usable':
      return { config: { kind: 'browser-asr', onDevice: false }, choice: { kind: 'browser-asr' } };
    case 'untested':
      return { config: { kind: 'browser-asr', onDevice: false }, choice: { kind: 'untested-asr' } };
    case 'missing':
    case 'unusable':
      return { config: { kind: 'echo' }, choice: { kind: 'no-ears' } };
  }
}

/** A model that gets no words has nothing to think about: an echo takes the demo responder. */
function chooseBrain(findings: AutoFindings, hasWords: boolean): Taken<LlmConfig> {
  const service = hasWords ? find(findings, 'llm') : undefined;
  if (service !== undefined) {
    const model = service.models?.[0] ?? '';
    return {
      config: { kind: 'openai-chat', address: addressOf(service, findings), model },
      choice: serviceChoice(service, model),
    };
  }
  return hasWords && findings.promptApi === 'available'
    ? { config: { kind: 'prompt-api' }, choice: { kind: 'prompt-api' } }
    : { config: { kind: 'demo' }, choice: { kind: 'demo' } };
}

/**
 * Voices that give samples go before the browser's own, whose sound the app can neither lower, time nor keep out of
 * the microphone.
 */
function chooseVoice(findings: AutoFindings): Taken<TtsConfig> {
  const service = find(findings, 'tts');
  if (service !== undefined) return serviceVoice(service, findings);
  if (findings.companionVoice) {
    return { config: builtInVoice({ companion: true }), choice: { kind: 'companion-voice' } };
  }
  if (findings.browserVoice && !findings.pageVoice) {
    return { config: { kind: 'browser-voice' }, choice: { kind: 'browser-voice' } };
  }
  return { config: builtInVoice({ companion: false }), choice: { kind: 'page-voice' } };
}

function serviceVoice(service: FoundService, findings: AutoFindings): Taken<TtsConfig> {
  const address = addressOf(service, findings);
  const voice = service.voices?.[0] ?? '';
  const choice = serviceChoice(service, voice);
  return service.port === kokoroPort || kokoroVoice.test(voice)
    ? { config: { kind: 'openai-speech', address, model: 'kokoro', voice, format: 'pcm' }, choice }
    : { config: { kind: 'gsv', address, mode: 'stream', speaker: voice, sampleRate: 32_000 }, choice };
}

/** The first of a kind, EchoKit's usual ports before others. A voice server without a voice is none. */
function find({ services }: AutoFindings, kind: FoundService['kind']): FoundService | undefined {
  const fitting = services.filter(
    (service) => service.kind === kind && (kind !== 'tts' || (service.voices ?? []).length > 0),
  );
  return fitting.find((service) => echoKitPorts.has(service.port)) ?? fitting[0];
}

const viaFor = (service: FoundService, { companion }: AutoFindings): Via =>
  companion && echoKitPorts.has(service.port) ? 'companion' : 'direct';

const addressOf = (service: FoundService, findings: AutoFindings): ServiceAddress => ({
  url: service.url,
  mode: 'base',
  via: viaFor(service, findings),
});

const serviceChoice = (service: FoundService, name: string): AutoChoice => ({
  kind: 'service',
  at: `localhost:${service.port}`,
  ...(name === '' ? {} : { name }),
});
