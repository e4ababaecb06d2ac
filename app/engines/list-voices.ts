import { parseJson } from '../../core/engine-wire/json-field.ts';
import { parseVoiceList, type ServiceVoice } from '../../core/engine-wire/service-lists.ts';
import type { ServiceAddress } from '../../core/profile/profile.ts';
import { createCallService, type ServiceAccess } from './call-service.ts';
import { EngineError } from './engine-error.ts';
import { readText } from './response-bytes.ts';
import { serviceOrigin } from './service-url.ts';

export type { ServiceVoice } from '../../core/engine-wire/service-lists.ts';

const maxListBytes = 2_000_000;

/** Voices that services document and have no list for. */
const documentedVoices: Readonly<Record<string, readonly string[]>> = {
  'https://api.openai.com':
    'alloy ash ballad cedar coral echo fable marin nova onyx sage shimmer verse'.split(' '),
  'https://api.groq.com': 'autumn daniel diana hannah austin troy'.split(' ').sort(),
};

/** Speakers of a gsv_tts. Throws EngineError. */
export const listSpeakers = (
  address: ServiceAddress,
  access: ServiceAccess,
  signal: AbortSignal,
): Promise<readonly ServiceVoice[]> => voicesAt(address, '/audio/speakers', access, signal);

/** Speakers of the companion's built-in voice. Throws EngineError. */
export function listCompanionSpeakers(
  access: ServiceAccess,
  signal: AbortSignal,
): Promise<readonly ServiceVoice[]> {
  const { companion } = access;
  if (companion === undefined) {
    return Promise.reject(new EngineError('companion-missing', 'there is no companion to ask for voices'));
  }
  const address = { url: `${companion.origin}/v1`, mode: 'base', via: 'direct' } as const;
  return listSpeakers(address, { keys: {}, companion }, signal);
}

/** Voices for `POST /audio/speech`: asked for, or as documented by the vendor. Throws EngineError. */
export async function listSpeechVoices(
  address: ServiceAddress,
  access: ServiceAccess,
  signal: AbortSignal,
): Promise<readonly ServiceVoice[]> {
  const documented = documentedVoices[serviceOrigin(address) ?? ''];
  if (documented !== undefined) return documented.map((id) => ({ id, label: id }));
  return voicesAt(address, '/audio/voices', access, signal);
}

async function voicesAt(
  address: ServiceAddress,
  path: string,
  access: ServiceAccess,
  signal: AbortSignal,
): Promise<readonly ServiceVoice[]> {
  const response = await createCallService(access)({ address, path, sibling: true, signal });
  const json = parseJson(await readText(response, signal, maxListBytes), maxListBytes);
  const list = json.ok ? parseVoiceList(json.value) : json;
  // gsv_tts answers every unknown path with its demo page.
  if (list.ok) return list.value;
  throw new EngineError('unexpected-reply', `expected a list of voices: ${list.error}`);
}
