/**
 * Everything asynchronous about turns: recognitions and replies under way, by attempt. Each ends in exactly one
 * report to the turn machine or in being cancelled; nothing of a cancelled one is reported any more.
 */
import type { TurnInstant } from '../../core/trace/turn-trace.ts';
import type { Hearing } from '../../core/turn/turn-event.ts';
import type { AttemptId, TurnId } from '../../core/turn/turn-state.ts';
import { samplesToMillis, type Millis } from '../../core/units.ts';
import type { ChatMessage, Engines, PcmChunk, Utterance } from '../../app/engines/engine.ts';
import { callWithin } from './calls.ts';
import type { Host } from './host.ts';
import { judgeTranscript, judgeUtterance } from './judge-transcript.ts';
import type { Limits } from './limits.ts';
import type { MouthNews } from './mouth.ts';
import { ResamplerPool } from './piece-sound.ts';
import type { PlayerMouth } from './player-mouth.ts';
import { Reply } from './reply.ts';

type WorkStage = 'asr' | 'llm' | 'tts';

interface AttemptEvents {
  readonly onPartial: (turn: TurnId, attempt: AttemptId, text: string) => void;
  readonly onTranscribed: (turn: TurnId, attempt: AttemptId, hearing: Hearing) => void;
  readonly onInstant: (attempt: AttemptId, instant: TurnInstant) => void;
  /** Of its reply: text, pieces or heard part. */
  readonly onChange: (reply: Reply) => void;
  readonly onFault: (turn: TurnId, stage: WorkStage, cause: unknown) => void;
  readonly onFailed: (turn: TurnId, attempt: AttemptId, stage: WorkStage, cause: unknown) => void;
  readonly onSilent: (turn: TurnId, attempt: AttemptId) => void;
  readonly tell: (news: MouthNews) => void;
}

export interface AttemptsOptions {
  readonly host: Host;
  readonly limits: Limits;
  readonly mouth: () => PlayerMouth;
  readonly events: AttemptEvents;
}

/** What is to be recognised, and how. */
export interface RecognitionOrder {
  readonly turn: TurnId;
  readonly attempt: AttemptId;
  readonly utterance: Utterance;
  readonly engines: Engines;
  readonly language: string | undefined;
  /** The recogniser's, which some write back. */
  readonly prompt: string | undefined;
  /** Of a sound over a reply: what the app was saying just then. */
  readonly spokenOver?: string;
  /** Somebody pressed a key to say it: the voice detector is not asked. */
  readonly isSurelySpeech: boolean;
}

/** What one reply is made of. */
export interface ReplyOrder {
  readonly turn: TurnId;
  readonly attempt: AttemptId;
  readonly engines: Engines;
  readonly language: string | undefined;
  readonly ownVoice: PcmChunk | undefined;
  readonly held: boolean;
}

interface Attempt {
  readonly controller: AbortController;
  reply: Reply | null;
}

/** Replies whose last playhead may still come. */
const keptReplies = 4;

export class Attempts {
  readonly #options: AttemptsOptions;
  readonly #running = new Map<AttemptId, Attempt>();
  /** Replies that are over; the player tells last where they fell silent. */
  readonly #past = new Map<AttemptId, Reply>();
  readonly #resamplers = new ResamplerPool();

  constructor(options: AttemptsOptions) {
    this.#options = options;
  }

  recognise(order: RecognitionOrder): void {
    void this.#recognise(order);
  }

  async #recognise(order: RecognitionOrder): Promise<void> {
    const { turn, attempt, utterance, engines, language, isSurelySpeech } = order;
    const { asr } = engines;
    const { host, limits, events } = this.#options;
    const { signal } = this.#start(attempt).controller;
    const worthless = isSurelySpeech ? null : judgeUtterance(utterance);
    if (worthless !== null) {
      events.onTranscribed(turn, attempt, worthless);
      return;
    }
    const clipMs = samplesToMillis(utterance.samples.length, utterance.sampleRate);
    events.onInstant(attempt, 'asrSent');
    try {
      const transcript = await callWithin(
        (callSignal) =>
          asr.transcribe(utterance, {
            signal: callSignal,
            ...(language === undefined ? {} : { language }),
            onPartial: (text) => {
              if (!callSignal.aborted) events.onPartial(turn, attempt, text);
            },
          }),
        limits.asrMs + clipMs,
        { signal, host, limits, retries: limits.retries },
      );
      if (signal.aborted) return;
      events.onInstant(attempt, 'asrDone');
      events.onTranscribed(turn, attempt, judgeTranscript(transcript, utterance, order));
    } catch (cause) {
      if (signal.aborted) return;
      this.#running.delete(attempt);
      events.onFailed(turn, attempt, 'asr', cause);
    }
  }

  think(order: ReplyOrder, messages: readonly ChatMessage[], firstTokenMs: Millis): void {
    this.#options.events.onInstant(order.attempt, 'llmSent');
    const reply = this.#createReply(order);
    if (!order.held) reply.release();
    reply.think(messages, firstTokenMs);
  }

  say(order: ReplyOrder, text: string): void {
    const reply = this.#createReply(order);
    if (!order.held) reply.release();
    reply.say(text);
  }

  reply(attempt: AttemptId): Reply | undefined {
    return this.#running.get(attempt)?.reply ?? this.#past.get(attempt);
  }

  /** Aborts its calls; a reply that was being heard is known a little longer, for its last playhead. */
  cancel(attempt: AttemptId): void {
    const running = this.#running.get(attempt);
    if (running === undefined) return;
    running.controller.abort();
    this.settle(attempt);
  }

  /** Nothing more is expected of it. */
  settle(attempt: AttemptId): void {
    const running = this.#running.get(attempt);
    this.#running.delete(attempt);
    if (running === undefined || running.reply === null) return;
    this.#past.set(attempt, running.reply);
    for (const oldest of this.#past.keys()) {
      if (this.#past.size <= keptReplies) break;
      this.#past.delete(oldest);
    }
  }

  /** Attempts that can still report something. */
  get running(): readonly AttemptId[] {
    return [...this.#running.keys()];
  }

  /** Replies that lose sound when this player takes the place of the one there was. */
  moveTo(mouth: PlayerMouth): readonly Reply[] {
    const replies = [...this.#running.values()].flatMap(({ reply }) => (reply === null ? [] : [reply]));
    return replies.filter((reply) => !reply.moveTo(mouth));
  }

  hear(news: MouthNews): Reply | undefined {
    if (!('reply' in news)) return undefined;
    const reply = this.reply(news.reply);
    reply?.hear(news);
    return reply;
  }

  #start(attempt: AttemptId): Attempt {
    const known = this.#running.get(attempt);
    if (known !== undefined) return known;
    const started: Attempt = { controller: new AbortController(), reply: null };
    this.#running.set(attempt, started);
    return started;
  }

  #createReply(order: ReplyOrder): Reply {
    const { turn, attempt, engines, language, ownVoice } = order;
    const { host, limits, mouth, events } = this.#options;
    const running = this.#start(attempt);
    const { signal } = running.controller;
    const unless = (act: () => void): void => {
      if (!signal.aborted) act();
    };
    const reply: Reply = new Reply({
      turn,
      attempt,
      engines,
      language,
      mouth: mouth(),
      resamplers: this.#resamplers,
      host,
      limits,
      signal,
      tell: events.tell,
      ...(ownVoice === undefined ? {} : { ownVoice }),
      events: {
        onInstant: (instant) => unless(() => events.onInstant(attempt, instant)),
        onChange: () => {
          events.onChange(reply);
        },
        onFault: (stage, cause) => unless(() => events.onFault(turn, stage, cause)),
        onFailed: (stage, cause) => unless(() => events.onFailed(turn, attempt, stage, cause)),
        onSilent: () => unless(() => events.onSilent(turn, attempt)),
      },
    });
    running.reply = reply;
    return reply;
  }
}
