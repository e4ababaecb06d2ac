/**
 * Which conversation is on screen, and what of it is kept. The workers tell of turns by number only, some of them after
 * another conversation has begun: numbers therefore rise as long as the page lives, and each belongs to one conversation.
 */
import type { TurnView } from '../../workers/conversation-api.ts';
import type { ConversationStorage, StoredAudio } from '../platform/storage/conversation-storage.ts';

export interface ConversationKeeperOptions {
  readonly storage: Pick<ConversationStorage, 'saveTurn' | 'saveAudio'>;
  readonly keeps: () => { readonly conversations: boolean; readonly audio: boolean };
  readonly now: () => number;
  readonly newId: () => string;
  /** Something could not be saved. */
  readonly onFailed: (cause: unknown) => void;
}

export interface ConversationIdentity {
  readonly id: string;
  /** Wall instant, ms since 1970. */
  readonly startedAt: number;
}

interface Chapter extends ConversationIdentity {
  readonly firstTurn: number;
  /** Status with which each turn was saved last. */
  readonly saved: Map<number, TurnView['status']>;
  /** Greetings, until the person has said something: a conversation nobody took part in is none. Null from then on. */
  waiting: { readonly turns: TurnView[]; readonly audio: StoredAudio[] } | null;
  forgotten: boolean;
}

/** Turns of conversations before the last few will not be told of any more. */
const keptChapters = 4;

const isOver = ({ status }: TurnView): boolean =>
  status !== 'open' && status !== 'thinking' && status !== 'speaking';

export class ConversationKeeper {
  readonly #options: ConversationKeeperOptions;
  #chapters: readonly Chapter[];
  #lastTurn = 0;

  constructor(options: ConversationKeeperOptions) {
    this.#options = options;
    this.#chapters = [this.#newChapter({ id: options.newId(), startedAt: options.now() }, true)];
  }

  get current(): ConversationIdentity {
    return this.#chapter;
  }

  /** The number that the next turn of the current conversation will bear. */
  get nextTurn(): number {
    return this.#lastTurn + 1;
  }

  /** Begins an empty conversation. */
  beginAnew(): void {
    const { newId, now } = this.#options;
    this.#begin({ id: newId(), startedAt: now() }, true);
  }

  /** Goes on with one from the storage. */
  reopen(conversation: ConversationIdentity & { readonly turnViews: readonly TurnView[] }): void {
    this.#lastTurn = Math.max(this.#lastTurn, ...conversation.turnViews.map(({ id }) => id));
    this.#begin({ id: conversation.id, startedAt: conversation.startedAt }, false);
  }

  /** Whether a turn that was just told of is one of the conversation on screen. */
  isCurrent(turn: number): boolean {
    return turn >= this.#chapter.firstTurn;
  }

  /** Saves what has changed since the last time, as far as turns go: each at every change of its status. */
  keepTurn(turn: TurnView): void {
    this.#lastTurn = Math.max(this.#lastTurn, turn.id);
    const chapter = this.#ownerOf(turn.id);
    if (chapter === undefined) return;
    // Text grows several times a second: a change of the status, and all that comes after the end, is often enough.
    if (!isOver(turn) && (turn.status === 'open' || chapter.saved.get(turn.id) === turn.status)) return;
    this.#save(chapter, turn);
  }

  /**
   * The page may go away: saves turns that are not over as well.
   * @returns those that were saved, for who has a quicker place for them than the storage
   */
  keepUnfinished(turns: readonly TurnView[]): readonly TurnView[] {
    const unfinished = turns.filter(
      (turn) => !isOver(turn) && (turn.user.text !== '' || turn.reply.text !== '') && this.isCurrent(turn.id),
    );
    const chapter = this.#chapter;
    if (chapter.forgotten || !this.#options.keeps().conversations) return [];
    for (const turn of unfinished) this.#save(chapter, turn);
    return unfinished;
  }

  keepAudio(audio: StoredAudio): void {
    const chapter = this.#ownerOf(audio.turn);
    if (chapter === undefined || !this.#options.keeps().audio) return;
    if (chapter.waiting === null) this.#report(this.#options.storage.saveAudio(chapter.id, audio));
    else chapter.waiting.audio.push(audio);
  }

  /** It was deleted: nothing of it is saved again, whatever comes late. */
  forget(id: string): void {
    for (const chapter of this.#chapters) if (chapter.id === id) chapter.forgotten = true;
  }

  get #chapter(): Chapter {
    return this.#chapters.at(-1)!;
  }

  #begin(identity: ConversationIdentity, isNew: boolean): void {
    this.#chapters = [...this.#chapters, this.#newChapter(identity, isNew)].slice(-keptChapters);
  }

  #newChapter(identity: ConversationIdentity, isNew: boolean): Chapter {
    const waiting = isNew ? { turns: [], audio: [] } : null;
    return { ...identity, firstTurn: this.nextTurn, saved: new Map(), waiting, forgotten: false };
  }

  #ownerOf(turn: number): Chapter | undefined {
    const owner = this.#chapters.findLast(({ firstTurn }) => turn >= firstTurn);
    return owner?.forgotten === false ? owner : undefined;
  }

  #save(chapter: Chapter, turn: TurnView): void {
    // What was never taken for speech is no part of a conversation; one that was saved before is shown as what it is.
    if (turn.status === 'dropped' && !chapter.saved.has(turn.id)) return;
    if (!this.#options.keeps().conversations) return;
    if (chapter.waiting !== null && turn.source === 'greeting') {
      const others = chapter.waiting.turns.filter(({ id }) => id !== turn.id);
      chapter.waiting.turns.splice(0, Infinity, ...others, turn);
      return;
    }
    const { storage } = this.#options;
    const { turns, audio } = chapter.waiting ?? { turns: [], audio: [] };
    chapter.waiting = null;
    for (const next of [...turns, turn]) {
      chapter.saved.set(next.id, next.status);
      this.#report(storage.saveTurn({ id: chapter.id, startedAt: chapter.startedAt }, next));
    }
    for (const recording of audio) this.#report(storage.saveAudio(chapter.id, recording));
  }

  #report(saving: Promise<void>): void {
    saving.catch((cause: unknown) => this.#options.onFailed(cause));
  }
}
