import { parseJson } from '../../core/engine-wire/json-field.ts';
import { parseModelList } from '../../core/engine-wire/service-lists.ts';
import type { ServiceAddress } from '../../core/profile/profile.ts';
import { createCallService, type CallService, type ServiceAccess } from './call-service.ts';
import { EngineError } from './engine-error.ts';
import { readText } from './response-bytes.ts';
import { normaliseBaseUrl, suggestedBase } from './service-url.ts';

const maxListBytes = 2_000_000;

export interface ModelList {
  /** Sorted. Never complete enough to forbid a name that is not in it. */
  readonly models: readonly string[];
  /** The models are here and not at the address given: it lacks `/v1`. */
  readonly suggestedUrl?: string;
}

/** What `GET {base}/models` offers; if there is nothing, what `{base}/v1/models` does. Throws EngineError. */
export async function listModels(
  address: ServiceAddress,
  access: ServiceAccess,
  signal: AbortSignal,
): Promise<ModelList> {
  const call = createCallService(access);
  try {
    return { models: await modelsAt(address, call, signal) };
  } catch (error) {
    const suggestion = suggestionFor(address, error);
    if (suggestion === undefined) throw error;
    try {
      const models = await modelsAt({ ...address, url: suggestion }, call, signal);
      return { models, suggestedUrl: suggestion };
    } catch {
      // The guess was wrong; the failure at the address itself is what counts.
      signal.throwIfAborted();
      throw error;
    }
  }
}

async function modelsAt(
  address: ServiceAddress,
  call: CallService,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const response = await call({ address, path: '/models', sibling: true, signal });
  const json = parseJson(await readText(response, signal, maxListBytes), maxListBytes);
  const list = json.ok ? parseModelList(json.value) : json;
  if (list.ok) return list.value;
  throw new EngineError('unexpected-reply', `expected a list of models: ${list.error}`);
}

/** Worth a guess where the path is unknown, or answered by a web page of the same server. */
function suggestionFor(address: ServiceAddress, error: unknown): string | undefined {
  if (address.mode !== 'base' || !(error instanceof EngineError)) return undefined;
  if (error.code !== 'not-found' && error.code !== 'unexpected-reply') return undefined;
  const base = normaliseBaseUrl(address.url);
  return base.ok ? suggestedBase(base.value) : undefined;
}
