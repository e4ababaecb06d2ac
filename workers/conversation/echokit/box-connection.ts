/** The line to an EchoKit server: dialled, explained where it fails, and what is told about it. */
import { explainHandshake, judgeAddress } from '../../../core/echokit/box-session/link-trouble.ts';
import type { BoxNoticeCode } from '../../../core/echokit/box-session/box-messages.ts';
import type { EffectOf } from '../../../core/echokit/box-session/session-effect.ts';
import type { BoxState } from '../../../core/echokit/box-session/session-state.ts';
import { connectionUrl } from '../../../core/echokit/connection-query.ts';
import type { ConversationConfig } from '../../conversation-api.ts';
import type { BackendTools } from '../backend.ts';
import { askCompanion } from './ask-companion.ts';
import { BoxLine, type CreateSocket } from './box-line.ts';
import { listRecordings } from './list-recordings.ts';
import type { Told } from './told.ts';

export interface ConnectionParts {
  readonly tools: BackendTools;
  readonly createSocket: CreateSocket;
  readonly fetch: typeof fetch;
  readonly pageIsSecure: boolean;
  /** The name under which servers know this tab, where the page gives none. */
  readonly ownId: string;
  readonly state: () => BoxState;
  readonly tell: (told: Told) => void;
}

export class BoxConnection {
  readonly #parts: ConnectionParts;
  readonly #toldOnce = new Set<BoxNoticeCode>();
  #config: ConversationConfig | null = null;
  #url = '';
  #line: BoxLine | null = null;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
  }

  configure(config: ConversationConfig, url: string): void {
    this.#config = config;
    this.#url = url;
  }

  /** A new conversation: what was told once is told again. */
  begin(): void {
    this.#toldOnce.clear();
  }

  get url(): string {
    return this.#url;
  }

  get line(): BoxLine | null {
    return this.#line;
  }

  dial({ link, query }: EffectOf<'dial'>): void {
    const { createSocket, pageIsSecure, tell } = this.#parts;
    const trouble = judgeAddress(this.#url, pageIsSecure);
    if (trouble !== null) {
      this.notice(trouble.code);
      this.#line = null;
      tell({ type: 'link-lost', link, code: 1006 });
      tell({ type: 'hopeless', link });
      return;
    }
    this.#line = new BoxLine(createSocket, connectionUrl(this.#url, this.#id, query), {
      onOpen: () => tell({ type: 'opened', link }),
      onLost: (code) => tell({ type: 'link-lost', link, code }),
      onSaid: (said) => tell({ type: 'said', link, said }),
      onBroken: () => this.noticeOnce('wire-broken'),
    });
  }

  hangUp(): void {
    this.#line?.close();
    this.#line = null;
  }

  /** The words of a failed handshake; where they leave no hope, the session is told. */
  async explain(link: number): Promise<void> {
    const { tools, fetch, pageIsSecure, state, tell } = this.#parts;
    if (judgeAddress(this.#url, pageIsSecure) !== null) return;
    const url = this.#url;
    const answer = await askCompanion(url, this.#config?.companion, fetch);
    // Whoever has given up, or is connected, needs no reason any more.
    if (url !== this.#url || !state().on || state().link.phase === 'open') return;
    const { code, hopeless } = explainHandshake(answer?.status ?? null);
    this.notice(code, {
      ...(typeof answer?.status === 'number' ? { status: answer.status } : {}),
      ...(answer?.version === undefined ? {} : { version: answer.version }),
    });
    if (hopeless) tell({ type: 'hopeless', link });
    else tools.show();
  }

  async showRecordings(): Promise<void> {
    const recordings = await listRecordings(this.#url, this.#id, this.#config?.companion);
    if (recordings !== null) this.#parts.tools.emit({ type: 'recordings', recordings });
  }

  notice(code: BoxNoticeCode, details: Readonly<Record<string, string | number>> = {}): void {
    const { tools } = this.#parts;
    const notice = { code, details: { url: this.#url, ...details }, at: tools.host.now() };
    tools.emit({ type: 'notice', notice });
  }

  noticeOnce(code: BoxNoticeCode): void {
    if (this.#toldOnce.has(code)) return;
    this.#toldOnce.add(code);
    this.notice(code);
  }

  get #id(): string {
    return this.#config?.boxId ?? this.#parts.ownId;
  }
}
