/** The server that is set up: its door, its session's settings, and whether a change makes it another one. */
import type { Profile, RealtimePartner } from '../../../core/profile/profile.ts';
import type { RealtimeSettings } from '../../../core/realtime/session-settings.ts';
import type { ConversationConfig } from '../../conversation-api.ts';
import { findDoor, type Fetch } from './find-door.ts';
import { settingsOf } from './partner-settings.ts';
import type { Door } from './realtime-socket.ts';

export class ConfiguredPartner {
  readonly #fetch: Fetch;
  #config: ConversationConfig | null = null;

  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  /** @returns whether a connection that stands would have to be another one */
  configure(config: ConversationConfig): boolean {
    const before = this.#config;
    this.#config = config;
    return before === null || signatureOf(before) !== signatureOf(config);
  }

  get isDebug(): boolean {
    return this.#config?.debug === true;
  }

  get dialect(): RealtimePartner['dialect'] {
    return partnerIn(this.#required.profile).dialect;
  }

  get settings(): RealtimeSettings {
    const { profile } = this.#required;
    return settingsOf(partnerIn(profile), profile);
  }

  /** Rejects with a `NoDoorError`. */
  async findDoor(): Promise<Door> {
    return findDoor(partnerIn(this.#required.profile), this.#required, this.#fetch);
  }

  get #required(): ConversationConfig {
    if (this.#config === null) throw new Error('the conversation is used before it is configured');
    return this.#config;
  }
}

function partnerIn({ server }: Profile): RealtimePartner {
  if (server?.kind !== 'realtime') throw new Error('the profile names no Realtime server');
  return server;
}

const signatureOf = ({ profile: { server, persona, turn }, keys }: ConversationConfig): string =>
  JSON.stringify([server, persona.systemPrompt, persona.language, turn.preRollMs, turn.hardEndMs, keys]);
