/** A session with everything around it played by hand: what a test tells, and a record of all that came of it. */
import { rulesOf } from '../../turn/turn-rules.ts';
import { defaultTurnSettings, type TurnSettings } from '../../profile/profile.ts';
import type { Hearing, VoiceNow } from '../../turn/turn-event.ts';
import { frameMs, frameSamples, type Millis } from '../../units.ts';
import type { ServerEvent } from '../server-event.ts';
import type { ClientCommand } from '../client-command.ts';
import { stepServerSession } from './session.ts';
import type { ServerSessionEffect } from './session-effect.ts';
import type { ReadyPiece, ServerSessionEvent } from './session-event.ts';
import { initialServerSession, type ServerSessionState } from './session-state.ts';

export const streaming = 'opus=true&vowel=true&stream_asr=true';
export const submitting = 'opus=true&vowel=true';

type Effect<Type extends ServerSessionEffect['type']> = Extract<ServerSessionEffect, { readonly type: Type }>;
/** Of an event without its instant. */
type Told<E = ServerSessionEvent> = E extends ServerSessionEvent ? Omit<E, 'at'> : never;

export const words = (text: string, settled = false): Hearing => ({
  kind: 'words',
  text,
  settled,
  backchannel: false,
});

export class SessionWorld {
  state: ServerSessionState = initialServerSession();
  at: Millis = 1_000_000;
  readonly effects: ServerSessionEffect[] = [];
  /** Of the last event. */
  last: readonly ServerSessionEffect[] = [];
  socket = 0;
  #rules: ReturnType<typeof rulesOf>;

  constructor(settings: Partial<TurnSettings> = {}) {
    this.#rules = rulesOf({ ...defaultTurnSettings, ...settings }, { recogniser: true });
  }

  tell(event: Told): void {
    const { state, effects } = stepServerSession(this.state, { ...event, at: this.at }, this.#rules);
    this.state = state;
    this.last = effects;
    this.effects.push(...effects);
  }

  open(query: string): void {
    this.socket += 1;
    this.tell({ type: 'socket-opened', socket: this.socket, query });
  }

  command(command: ClientCommand): void {
    this.tell({ type: 'command', socket: this.socket, command });
  }

  /** Judged frames, one after the other. @param voice of each, by the number of the frame */
  frames(count: number, voice: (n: number) => Partial<VoiceNow> | null): void {
    for (let n = 0; n < count; n += 1) {
      this.at += frameMs;
      const { heard } = this.state;
      const now = voice(n);
      const full = now && {
        start: heard,
        onset: heard,
        confirmed: true,
        silentFrames: 0,
        voicedFrames: 9,
        ...now,
      };
      this.tell({ type: 'frame', socket: this.socket, end: heard + frameSamples, voice: full });
    }
  }

  /** Somebody speaks; afterwards a segment is open. */
  speech(ms: Millis): void {
    this.frames(Math.ceil(ms / frameMs), () => ({ silentFrames: 0 }));
  }

  /** Silence in an open segment. */
  pause(ms: Millis): void {
    this.frames(Math.ceil(ms / frameMs), (n) => ({ silentFrames: n + 1 }));
  }

  /** Silence until the segment is over. */
  hardEnd(): void {
    this.pause(800 - frameMs);
    this.frames(1, () => null);
  }

  quiet(ms: Millis): void {
    this.frames(Math.ceil(ms / frameMs), () => null);
  }

  /** A whole utterance, up to its end as the server finds it. */
  utterance(): void {
    this.command({ event: 'StartChat' });
    this.speech(1000);
    this.hardEnd();
  }

  of<Type extends ServerSessionEffect['type']>(type: Type): readonly Effect<Type>[] {
    return this.effects.filter((effect): effect is Effect<Type> => effect.type === type);
  }

  get recognitions(): readonly Effect<'recognise'>[] {
    return this.of('recognise');
  }

  transcribe(hearing: Hearing, attempt = this.recognitions.at(-1)?.attempt ?? -1): void {
    this.tell({ type: 'transcribed', attempt, hearing });
  }

  get replyAttempt(): number {
    const { phase } = this.state;
    return phase.kind === 'answering' ? phase.attempt : -1;
  }

  piece(index: number, ms: Millis = 2000, attempt = this.replyAttempt): void {
    this.tell({ type: 'piece-ready', attempt, piece: pieceOf(index, ms) });
  }

  endReply(attempt = this.replyAttempt): void {
    this.tell({ type: 'reply-ended', attempt });
  }

  /** To all sockets. */
  get sent(): readonly ServerEvent[] {
    return this.of('send').map(({ event }) => event);
  }

  get sentNames(): readonly string[] {
    return this.sent.map((event) =>
      event.event === 'ASR' && 'text' in event ? `ASR ${event.text}` : event.event,
    );
  }

  /** Forgets what came so far. */
  clear(): void {
    this.effects.length = 0;
  }
}

export const pieceOf = (index: number, ms: Millis): ReadyPiece => ({
  index,
  text: `Piece ${index}.`,
  ms,
  chunks: ms === 0 ? [] : [{ event: 'AudioChunk', data: Uint8Array.of(index) }],
});
