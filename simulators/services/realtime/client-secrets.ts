/** Ephemeral keys of the OpenAI stand-in: `POST /v1/realtime/client_secrets`. Source: sheet `realtime.md` 1. */
import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { now } from '../http/clock.ts';
import { jsonReply, openAiError, type Reply } from '../http/reply.ts';
import { checkFields, sessionSchema } from './openai-schema.ts';
import { firstOpenAiSession, updatedOpenAiSession } from './openai-settings.ts';

const order = v.strictObject({
  expires_after: v.optional(
    v.strictObject({
      anchor: v.literal('created_at'),
      seconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(10), v.maxValue(7200)), 600),
    }),
  ),
  session: v.optional(sessionSchema),
});

/** The stand-in takes any long key but this one. */
const revokedKey = 'sk-revoked';

export class ClientSecrets {
  /** When each expires, in ms since 1970. */
  readonly #expiry = new Map<string, number>();

  /** Whether a key opens a session: a long one, or an ephemeral one that was made here and is not too old. */
  isGood(key: string | undefined): boolean {
    if (key === undefined || key === '' || key === revokedKey) return false;
    return key.startsWith('ek_') ? (this.#expiry.get(key) ?? 0) > now() : true;
  }

  /** @param authorization the request's header */
  mint(authorization: string | undefined, body: Buffer): Reply {
    const key = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
    // An ephemeral key makes no other.
    if (!this.isGood(key) || key?.startsWith('ek_') === true)
      return openAiError(401, 'Incorrect API key provided.');
    let fields: unknown;
    try {
      fields = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
    } catch {
      return openAiError(400, 'We could not parse the JSON body of your request.');
    }
    const checked = checkFields(order, fields, 'body');
    if (!checked.ok) return openAiError(400, checked.error.message, checked.error.param ?? null);
    const { expires_after: expires, session } = checked.value;
    const expiresAt = Math.floor(now() / 1000) + (expires?.seconds ?? 600);
    const value = `ek_${randomBytes(16).toString('hex')}`;
    this.#expiry.set(value, expiresAt * 1000);
    const first = firstOpenAiSession(`sess_${value.slice(3, 11)}`, session?.model ?? 'gpt-realtime');
    return jsonReply({
      value,
      expires_at: expiresAt,
      session: session === undefined ? first : updatedOpenAiSession(first, session),
    });
  }
}
