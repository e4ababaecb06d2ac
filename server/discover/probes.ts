/** Which ports of this computer are looked at for speech and language services, and how their answers read. Pure. */

export type ServiceKind = 'llm' | 'asr' | 'vad' | 'tts';

/** The calls that tell services apart: cheap, harmless, and answered by their kind only. */
export type ProbeCall = 'models' | 'speakers' | 'voices' | 'vad' | 'whisper-cpp';

export interface Probe {
  readonly port: number;
  readonly calls: readonly ProbeCall[];
  /** What a list of models means on this port; elsewhere their names decide. */
  readonly modelsAre?: 'llm' | 'asr';
}

/**
 * EchoKit's usual ports, then the defaults of other self-hosted services.
 * Source: sheets `echokit.md` 6.1 and 9, `providers.md` 11.
 */
export const usualProbes: readonly Probe[] = [
  { port: 9091, calls: ['models'], modelsAre: 'llm' },
  { port: 9092, calls: ['models', 'whisper-cpp'], modelsAre: 'asr' },
  { port: 9093, calls: ['vad'] },
  { port: 9094, calls: ['speakers'] },
  { port: 8080, calls: ['models', 'whisper-cpp'] }, // llama.cpp, LlamaEdge, whisper.cpp
  { port: 11434, calls: ['models'], modelsAre: 'llm' }, // Ollama
  { port: 8000, calls: ['models', 'speakers'] }, // vLLM, speaches, gsv_tts
  { port: 8880, calls: ['voices'] }, // Kokoro-FastAPI
];

export interface FoundService {
  readonly port: number;
  readonly kind: ServiceKind;
  /** OpenAI-style base, to which `/models` and the like are appended. */
  readonly url: string;
  /** Names of models (llm, asr) or voices (tts), as far as the service tells them. */
  readonly models?: readonly string[];
  readonly voices?: readonly string[];
}

/** Most names taken from one answer, and the longest one. */
const mostNames = 200;
const longestName = 200;

/**
 * The services that one answer shows. Other programs answer on these ports too, so anything unexpected is nothing.
 * @param body the answer's text
 */
export function servicesIn(call: ProbeCall, probe: Probe, body: string): readonly FoundService[] {
  const at = { port: probe.port, url: `http://localhost:${probe.port}/v1` };
  if (call === 'whisper-cpp') return /whisper\.cpp/i.test(body) ? [{ ...at, kind: 'asr' }] : [];
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return [];
  }
  switch (call) {
    case 'models':
      return byKind(namesIn(fieldOf(value, 'data')), probe).map((found) => ({ ...at, ...found }));
    case 'speakers':
      return Array.isArray(value) && value.every((name) => typeof name === 'string')
        ? [{ ...at, kind: 'tts', voices: namesIn(value) }]
        : [];
    case 'voices': {
      const voices = fieldOf(value, 'voices');
      return Array.isArray(voices) ? [{ ...at, kind: 'tts', voices: namesIn(voices) }] : [];
    }
    case 'vad':
      return ['error', 'timestamps'].some((field) => fieldOf(value, field) !== undefined)
        ? [{ ...at, kind: 'vad' }]
        : [];
  }
}

type FoundModels = Pick<FoundService, 'kind' | 'models'>;

/** One server may hold models of several kinds. */
function byKind(names: readonly string[], { modelsAre }: Probe): readonly FoundModels[] {
  if (names.length === 0) return [];
  if (modelsAre !== undefined) return [{ kind: modelsAre, models: names }];
  const asr = names.filter((name) => /whisper|paraformer|sense-?voice|transcribe|parakeet/i.test(name));
  const llm = names.filter((name) => !asr.includes(name) && !/embed|kokoro|piper|tts/i.test(name));
  return [
    ...(llm.length > 0 ? [{ kind: 'llm', models: llm } as const] : []),
    ...(asr.length > 0 ? [{ kind: 'asr', models: asr } as const] : []),
  ];
}

/** Names in a list of strings, or of objects with an `id`. */
function namesIn(list: unknown): readonly string[] {
  if (!Array.isArray(list)) return [];
  return list
    .map((item: unknown) => (typeof item === 'string' ? item : fieldOf(item, 'id')))
    .filter((name): name is string => typeof name === 'string' && name !== '' && name.length <= longestName)
    .slice(0, mostNames);
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
