/** Tells the page of the line to the server, and of what a person should know of it. */
import type { SessionState } from '../../../core/realtime/session-state.ts';
import { reconnectMs } from '../../../core/realtime/session-limits.ts';
import type { LinkView } from '../../conversation-api.ts';
import type { BackendTools } from '../backend.ts';

export class LinkTeller {
  readonly #tools: Pick<BackendTools, 'emit' | 'host'>;
  #last: LinkView['state'] = 'closed';

  constructor(tools: Pick<BackendTools, 'emit' | 'host'>) {
    this.#tools = tools;
  }

  /** @param isWanted a line that is closed all the same waits for the person */
  follow({ link, failures }: Pick<SessionState, 'link' | 'failures'>, isWanted: boolean): void {
    const state = linkStates[link] === 'closed' && isWanted ? 'asking' : linkStates[link];
    if (state === this.#last) return;
    this.#last = state;
    const at = this.#tools.host.now();
    const retryMs = state === 'waiting' ? reconnectMs[failures - 1] : undefined;
    this.#tools.emit({
      type: 'link',
      link: { state, ...(retryMs === undefined ? {} : { retryAt: at + retryMs }) },
      at,
    });
  }

  notice(code: string, details: Readonly<Record<string, string | number>>): void {
    const at = this.#tools.host.now();
    this.#tools.emit({ type: 'notice', notice: { code, details, at } });
  }
}

const linkStates = {
  closed: 'closed',
  waiting: 'waiting',
  connecting: 'connecting',
  configuring: 'connecting',
  live: 'open',
} as const satisfies Readonly<Record<SessionState['link'], LinkView['state']>>;
