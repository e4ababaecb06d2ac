/**
 * The three dialects of the Realtime protocol, and what tells them apart.
 * Source: sheet `realtime.md` 0 and 5.
 */
import type { Hertz } from '../units.ts';

/** OpenAI GA; Hugging Face speech-to-speech, a subset of GA; echokit_server's `/v1/realtime`, the old beta. */
export type Dialect = 'openai' | 'hugging-face' | 'echokit';

/** Rate of the PCM in both directions: the only one that all three take. */
export const realtimeRate: Hertz = 24_000;

/** How a server writes its session: nested as in GA, flat as in the old beta, or in a way we cannot tell. */
export type SessionShape = 'nested' | 'flat' | 'unclear';

/**
 * The dialect of a server that has sent `session.created`. The shape tells GA from beta. A subset of GA looks like GA,
 * so between those two the person's choice stands.
 */
export function dialectOf(created: { readonly shape: SessionShape }, chosen: Dialect): Dialect {
  switch (created.shape) {
    case 'flat':
      return 'echokit';
    case 'nested':
      return chosen === 'hugging-face' ? 'hugging-face' : 'openai';
    case 'unclear':
      return chosen;
  }
}
