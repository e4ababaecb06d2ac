/** What the page is shown of each turn, kept up to date piece by piece and told when something has changed. */
import {
  note,
  type DiscardedSpeculation,
  type DiscardedStage,
  type TurnInstant,
  type TurnInstants,
  type TurnTrace,
} from '../../core/trace/turn-trace.ts';
import type { AttemptId, HeardSpan, TurnId } from '../../core/turn/turn-state.ts';
import type { Millis, Samples } from '../../core/units.ts';
import type { PastTurn, TurnFailure, TurnView } from '../conversation-api.ts';

type Instants = { [Instant in TurnInstant]?: Millis };
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What belongs to the turn however often its work is begun anew. */
interface TurnPage {
  readonly id: TurnId;
  readonly source: TurnView['source'];
  readonly startedAt: Millis;
  status: TurnView['status'];
  user: TurnView['user'];
  reply: TurnView['reply'];
  failure: TurnFailure | undefined;
  /** Instants of the turn itself; those of its work are with the attempt. */
  trace: TurnTrace;
  attempt: AttemptId | null;
}

const noReply: TurnView['reply'] = { text: '', complete: false, pieces: [], heard: 0 };
/** Pages further back do not change any more. */
const keptPages = 32;

export class TurnBook {
  readonly #pages = new Map<TurnId, TurnPage>();
  readonly #attempts = new Map<AttemptId, Instants>();
  readonly #changed = new Set<TurnId>();
  #discarded = 0;

  /** Speculations thrown away so far. */
  get discarded(): number {
    return this.#discarded;
  }

  open(id: TurnId, source: TurnView['source'], at: Millis, text = ''): void {
    this.#pages.set(id, {
      id,
      source,
      startedAt: at,
      status: source === 'voice' ? 'open' : 'thinking',
      user: { text, partial: false },
      reply: noReply,
      failure: undefined,
      trace: { discarded: [] },
      attempt: null,
    });
    this.#changed.add(id);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= keptPages) break;
      this.#pages.delete(oldest);
    }
  }

  /** The turn is open, or under way, again: what was made for it so far is void. */
  reopen(id: TurnId, status: 'open' | 'thinking'): void {
    const page = this.#pages.get(id);
    if (page === undefined) return;
    const { voiceStart } = page.trace;
    page.status = status;
    page.failure = undefined;
    // A reply that is to be spoken again is known by its text.
    page.reply = { ...noReply, text: status === 'thinking' ? page.reply.text : '' };
    page.attempt = null;
    page.trace = {
      discarded: page.trace.discarded,
      ...(voiceStart === undefined ? {} : { voiceStart }),
    };
    this.#changed.add(id);
  }

  hasPage(id: TurnId): boolean {
    return this.#pages.has(id);
  }

  textOf(id: TurnId): string {
    return this.#pages.get(id)?.user.text ?? '';
  }

  replyOf(id: TurnId): TurnView['reply'] {
    return this.#pages.get(id)?.reply ?? noReply;
  }

  /** Of a spoken turn. */
  audioStartOf(id: TurnId): Samples | undefined {
    return this.#pages.get(id)?.user.audio?.start;
  }

  attemptOf(id: TurnId): AttemptId | null {
    return this.#pages.get(id)?.attempt ?? null;
  }

  setStatus(id: TurnId, status: TurnView['status']): void {
    this.#change(id, (page) => {
      page.status = status;
    });
  }

  setUser(id: TurnId, user: Partial<Mutable<TurnView['user']>>): void {
    this.#change(id, (page) => {
      page.user = { ...page.user, ...user };
    });
  }

  setSpan(id: TurnId, { start, end }: HeardSpan): void {
    this.setUser(id, { audio: { start, end } });
  }

  setReply(id: TurnId, reply: TurnView['reply']): void {
    this.#change(id, (page) => {
      page.reply = reply;
    });
  }

  fail(id: TurnId, failure: TurnFailure): void {
    this.#change(id, (page) => {
      page.failure = failure;
    });
  }

  /** From now on this attempt is the turn's. */
  assign(id: TurnId, attempt: AttemptId): void {
    this.#change(id, (page) => {
      page.attempt = attempt;
    });
  }

  note(id: TurnId, instant: TurnInstant, at: Millis): void {
    this.#change(id, (page) => {
      page.trace = note(page.trace, instant, at);
    });
  }

  /** An instant of an attempt, whose turn may not exist yet. The first one counts. */
  noteAttempt(attempt: AttemptId, instant: TurnInstant, at: Millis): void {
    const instants = this.#attempts.get(attempt) ?? {};
    instants[instant] ??= at;
    this.#attempts.set(attempt, instants);
    for (const page of this.#pages.values()) if (page.attempt === attempt) this.#changed.add(page.id);
  }

  /** Work made ahead that was thrown away. */
  discard(id: TurnId, attempt: AttemptId, at: Millis, because: DiscardedSpeculation['because']): void {
    this.#discarded += 1;
    const stages = stagesOf(this.#attempts.get(attempt) ?? {});
    this.#attempts.delete(attempt);
    this.#change(id, (page) => {
      const discarded = [...page.trace.discarded, { attempt, stages, discardedAt: at, because }];
      page.trace = { ...page.trace, discarded };
      if (page.attempt === attempt) page.attempt = null;
    });
  }

  forget(attempt: AttemptId): void {
    this.#attempts.delete(attempt);
  }

  view(id: TurnId): TurnView | undefined {
    const page = this.#pages.get(id);
    if (page === undefined) return undefined;
    const { source, status, startedAt, user, reply, failure } = page;
    return {
      id,
      source,
      status,
      startedAt,
      user,
      reply,
      trace: this.trace(id),
      ...(failure === undefined ? {} : { failure }),
    };
  }

  trace(id: TurnId): TurnTrace {
    const page = this.#pages.get(id);
    if (page === undefined) return { discarded: [] };
    const work: TurnInstants = (page.attempt === null ? undefined : this.#attempts.get(page.attempt)) ?? {};
    return { ...work, ...page.trace };
  }

  /** What happened, as whoever takes over is told: what was said, and what was heard of the replies. */
  past(): readonly PastTurn[] {
    return [...this.#pages.values()]
      .filter(({ status, user }) => user.text !== '' && status !== 'dropped' && status !== 'open')
      .map(({ user, reply }) => ({ user: user.text, assistant: reply.text.slice(0, reply.heard) }));
  }

  /** Views of all turns that changed since the last call. */
  takeChanged(): readonly TurnView[] {
    if (this.#changed.size === 0) return [];
    const views = [...this.#changed].sort((a, b) => a - b).map((id) => this.view(id));
    this.#changed.clear();
    return views.filter((view) => view !== undefined);
  }

  #change(id: TurnId, change: (page: TurnPage) => void): void {
    const page = this.#pages.get(id);
    if (page === undefined) return;
    change(page);
    this.#changed.add(id);
  }
}

function stagesOf(instants: TurnInstants): readonly DiscardedStage[] {
  const stage = (
    name: DiscardedStage['stage'],
    start: Millis | undefined,
    end: Millis | undefined,
  ): readonly DiscardedStage[] => {
    if (start === undefined) return [];
    return [{ stage: name, start, ...(end === undefined ? {} : { end }) }];
  };
  return [
    ...stage('asr', instants.asrSent, instants.asrDone),
    ...stage('llm', instants.llmSent, instants.llmFirstToken),
    ...stage('tts', instants.ttsSent, instants.ttsFirstByte),
  ];
}
