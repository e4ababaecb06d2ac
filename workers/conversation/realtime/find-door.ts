/** The address, the subprotocols and the key of a Realtime server. Source: sheet `realtime.md` 1. */
import { EchoError } from '../../../core/errors.ts';
import { numberField, parseJson, textField } from '../../../core/engine-wire/json-field.ts';
import type { RealtimePartner } from '../../../core/profile/profile.ts';
import { readServerUrl } from '../../../core/profile/server-url.ts';
import type { NoDoorCode } from '../../../core/realtime/session-messages.ts';
import type { ConversationConfig } from '../../conversation-api.ts';
import type { Door } from './realtime-socket.ts';

/** There is no way in, and trying again would change nothing. */
export class NoDoorError extends EchoError<NoDoorCode> {
  override readonly name = 'NoDoorError';
}

/** `fetch`, or a test's. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** A key is a few hundred letters. */
const longestAnswer = 100_000;
const keyProtocol = 'openai-insecure-api-key.';

/** Rejects with a {@link NoDoorError}. */
export async function findDoor(
  partner: RealtimePartner,
  config: Pick<ConversationConfig, 'keys' | 'companion'>,
  fetch: Fetch,
): Promise<Door> {
  const read = readServerUrl(partner.url);
  if (!read.ok) throw new NoDoorError('address-wrong', `"${partner.url}" is no address: ${read.error}`);
  const { url, origin } = read.value;
  switch (partner.dialect) {
    case 'openai': {
      const key =
        partner.key === 'companion'
          ? await askForSecret(url.replace(/^ws/, 'http'), partner.model, config, fetch)
          : config.keys[origin];
      if (key === undefined || key === '')
        throw new NoDoorError('key-missing', `there is no key for ${origin}`);
      return { url: withModel(url, partner.model), protocols: ['realtime', `${keyProtocol}${key}`] };
    }
    case 'hugging-face':
      return { url: withModel(url, partner.model), protocols: ['realtime'] };
    case 'echokit':
      // It picks no subprotocol, and browsers give up where one was offered.
      return { url, protocols: [] };
  }
}

function withModel(url: string, model: string): string {
  if (model === '') return url;
  const whole = new URL(url);
  whole.searchParams.set('model', model);
  return whole.href;
}

/**
 * A short-lived key, made by the companion with the one that it keeps.
 * @param url of the endpoint, by http
 */
async function askForSecret(
  url: string,
  model: string,
  { companion }: Pick<ConversationConfig, 'companion'>,
  fetch: Fetch,
): Promise<string> {
  if (companion === undefined)
    throw new NoDoorError('companion-missing', 'the page came without a companion');
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${companion.origin}/api/realtime/client-secret`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-echokit-session': companion.session },
      body: JSON.stringify({ url, model }),
      cache: 'no-store',
      credentials: 'omit',
    });
    text = await response.text();
  } catch (cause) {
    throw new NoDoorError('companion-unreachable', 'the companion does not answer', { cause });
  }
  const json = parseJson(text, longestAnswer);
  const value = json.ok ? textField(json.value, 'value') : undefined;
  if (response.ok && value !== undefined) return value;
  const reason = json.ok ? textField(json.value, 'error', 'message') : undefined;
  const upstream = json.ok ? numberField(json.value, 'error', 'status') : undefined;
  throw new NoDoorError('secret-refused', reason ?? 'the companion gave no key', {
    details: { status: upstream ?? response.status },
  });
}
