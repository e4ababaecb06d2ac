/** The replies of an EchoKit server on their way to the player: the one that is heard, and those that were stopped. */
import type { BoxNoticeCode } from '../../../core/echokit/box-session/box-messages.ts';
import type { EffectOf } from '../../../core/echokit/box-session/session-effect.ts';
import type { BoxState } from '../../../core/echokit/box-session/session-state.ts';
import type { Millis } from '../../../core/units.ts';
import type { BackendTools } from '../backend.ts';
import type { MouthNews } from '../mouth.ts';
import { ResamplerPool } from '../piece-sound.ts';
import type { PlayerMouth } from '../player-mouth.ts';
import type { BoxPages } from './box-pages.ts';
import { BoxSpeaker } from './box-speaker.ts';
import type { PacketDecoder } from './packet-decoder.ts';
import type { Told } from './told.ts';

/** How long the player may take to tell where a reply fell silent. */
const lastWordMs: Millis = 500;

export interface ReplyParts {
  readonly tools: BackendTools;
  readonly pages: BoxPages;
  readonly state: () => BoxState;
  /** Of the packets that come now; null where the server sends samples. */
  readonly decoder: () => Promise<PacketDecoder> | null;
  readonly tell: (told: Told) => void;
  readonly noticeOnce: (code: BoxNoticeCode) => void;
}

export class BoxReplies {
  readonly #parts: ReplyParts;
  readonly #resamplers = new ResamplerPool();
  /** Replies that were stopped and whose last playhead is to be told. */
  readonly #stopped = new Map<number, { readonly speaker: BoxSpeaker; readonly settle: () => void }>();
  #speaker: BoxSpeaker | null = null;
  #isStopping = false;

  constructor(parts: ReplyParts) {
    this.#parts = parts;
  }

  /** The one that is heard, or will be. */
  get current(): BoxSpeaker | null {
    return this.#speaker;
  }

  hear(news: MouthNews): void {
    const { tools, pages, tell } = this.#parts;
    if (news.type === 'silent') {
      if (this.#isStopping) tools.mark('barge.silent', news.at);
      this.#isStopping = false;
    }
    if (!('reply' in news)) return;
    const stopped = this.#stopped.get(news.reply);
    if (stopped !== undefined) {
      stopped.speaker.hear(news);
      if (news.type === 'playhead') stopped.settle();
      return;
    }
    const speaker = this.#speaker;
    if (speaker?.reply !== news.reply) return;
    speaker.hear(news);
    if (news.type === 'first-sample') {
      pages.noteSound(speaker.turn, 'firstSample', news.at);
      tools.mark('reply.firstSample', news.at);
      tools.book.setStatus(speaker.turn, 'speaking');
      tell({ type: 'reply-audible', reply: news.reply });
    }
    if (news.type === 'drained') {
      pages.noteSound(speaker.turn, 'replyEnded', news.at);
      pages.recordReply(speaker);
      tell({ type: 'reply-drained', reply: news.reply });
    }
  }

  changePlayer(mouth: PlayerMouth): void {
    const speaker = this.#speaker;
    if (speaker === null || speaker.moveTo(mouth)) return;
    const { floor } = this.#parts.state();
    if (floor.phase === 'replying' && floor.reply.audible) this.#parts.tell({ type: 'interrupt' });
    else this.#parts.tell({ type: 'reply-unheard', reply: speaker.reply, code: 'player-lost' });
  }

  /** Of this reply; a new one begins with its first call. */
  of({ turn, reply }: { readonly turn: number; readonly reply: number }): BoxSpeaker {
    if (this.#speaker?.reply === reply) return this.#speaker;
    const { tools, pages, tell } = this.#parts;
    const { host, limits, mouth } = tools;
    const speaker: BoxSpeaker = new BoxSpeaker({
      reply,
      turn,
      mouth: mouth(),
      host,
      limits,
      resamplers: this.#resamplers,
      decoder: this.#parts.decoder(),
      events: {
        onHandedOver: () => pages.noteSound(turn, 'audioToPlayer', host.now()),
        onUnheard: () => tell({ type: 'reply-unheard', reply, code: 'player-silent' }),
        onSilent: () => tell({ type: 'reply-drained', reply }),
        onBroken: (kind) => this.#parts.noticeOnce(kind),
        onShape: (shape, at) => tools.emit({ type: 'mouth-shape', shape, at }),
        onChange: () => {
          if (this.#speaker === speaker) pages.showReply(speaker, this.#isSpeaking());
          tools.show();
        },
      },
    });
    this.#speaker = speaker;
    return speaker;
  }

  pause(): void {
    this.#isStopping = true;
    this.#parts.tools.mark('barge.stopCommand', this.#parts.tools.host.now());
    this.#speaker?.pause();
  }

  /** Flushed at once; where it fell silent is told a moment later. */
  stop({ reply }: EffectOf<'stop-reply'>): void {
    const { tools, pages, tell } = this.#parts;
    const speaker = this.#speaker;
    this.#speaker = null;
    const settle = (): void => {
      cancel();
      if (!this.#stopped.delete(reply)) return;
      tell({ type: 'playback-stopped', reply, heard: speaker?.heard ?? 0 });
      if (speaker !== null) pages.recordReply(speaker);
    };
    const cancel = tools.host.after(lastWordMs, settle);
    if (speaker !== null) {
      this.#stopped.set(reply, { speaker, settle });
      pages.showReply(speaker, false);
      speaker.flush();
    } else settle();
  }

  setHeard({ turn, heard }: EffectOf<'set-heard'>): void {
    const { pages } = this.#parts;
    if (this.#speaker?.turn === turn) pages.showReply(this.#speaker, false);
    pages.setHeard(turn, heard);
  }

  /** Its turn is over. */
  forget(turn: number): void {
    if (this.#speaker?.turn === turn) this.#speaker = null;
  }

  /** Nobody waits for a playhead any more. */
  settle(): void {
    for (const { settle } of [...this.#stopped.values()]) settle();
  }

  #isSpeaking(): boolean {
    const { floor } = this.#parts.state();
    return floor.phase === 'replying' && floor.reply.audible && floor.doubt === null;
  }
}
