/**
 * Serves one box: drives the server-side session with what comes from its socket, from the detector and from the
 * services, and performs what the session wants done. It decides nothing.
 */
import { assertNever } from '../../core/assert.ts';
import { decodeClientCommand } from '../../core/echokit/client-command.ts';
import { encodeServerEvent } from '../../core/echokit/encode-server-event.ts';
import type { ServerEvent } from '../../core/echokit/server-event.ts';
import { helloEvents, type HelloClip } from '../../core/echokit/server-session/hello-clip.ts';
import { aheadMs } from '../../core/echokit/server-session/playback-estimate.ts';
import { stepServerSession } from '../../core/echokit/server-session/session.ts';
import type { ServerSessionEffect } from '../../core/echokit/server-session/session-effect.ts';
import type { ServerSessionEvent } from '../../core/echokit/server-session/session-event.ts';
import {
  initialServerSession,
  type ServerSessionState,
} from '../../core/echokit/server-session/session-state.ts';
import { voiceFormOf, type VoiceForm } from '../../core/echokit/server-session/segment-encoder.ts';
import type { TurnSettings } from '../../core/profile/profile.ts';
import type { SocketId } from '../../core/relay/relay-message.ts';
import { rulesOf, type TurnRules } from '../../core/turn/turn-rules.ts';
import type { Millis } from '../../core/units.ts';
import type { Host } from '../conversation/host.ts';
import type { Limits } from '../conversation/limits.ts';
import type { Partner } from '../conversation/turn-driver.ts';
import type { PastTurn, TurnView } from '../conversation-api.ts';
import { BoxEars, type OnFrame } from './box-ears.ts';
import { BoxEncoder } from './box-encoder.ts';
import { BoxTurns } from './box-turns.ts';
import type { SpeechJudge } from './speech-judge.ts';

export interface BoxSessionOptions {
  readonly host: Host;
  readonly limits: Limits;
  readonly judge: SpeechJudge;
  readonly vadModel: 'v5' | 'v6';
  readonly partner: () => Partner;
  readonly settings: () => TurnSettings;
  readonly prefersSamples: () => boolean;
  readonly hello: () => HelloClip | null;
  /** Goes on from here. */
  readonly past: readonly PastTurn[];
  readonly firstTurn: number;
  readonly send: (socket: SocketId, payload: Uint8Array) => void;
  readonly onTurns: (turns: readonly TurnView[]) => void;
  readonly onReset: () => void;
  /** It will have played what it was sent by then. */
  readonly onPlaysUntil: (until: Millis) => void;
  /** Something that outlives a reload has changed. */
  readonly onChange: () => void;
}

/** One frame of the box. */
interface BoxFrame {
  readonly socket: SocketId;
  readonly seq: number;
  /** Wall instant at which it came. */
  readonly at: Millis;
  readonly payload: string | Uint8Array;
}

/** What pieces are made for while no socket is there: nobody is sent them. */
const noForm: VoiceForm = { kind: 'pcm', vowel: false };

export class BoxSession {
  readonly #options: BoxSessionOptions;
  readonly #ears: BoxEars;
  readonly #encoder: BoxEncoder;
  readonly #turns: BoxTurns;
  #state: ServerSessionState;
  readonly #events: ServerSessionEvent[] = [];
  #isStepping = false;
  readonly #frames: BoxFrame[] = [];
  #isHearing = false;
  #dealt = -1;
  #beforeUtterance = -1;
  #cancelWake: () => void = () => undefined;
  /** Nothing is sent any more: somebody else answers. */
  #isMute = false;

  constructor(options: BoxSessionOptions) {
    this.#options = options;
    const { host, limits, judge, vadModel, settings, partner, past, firstTurn, onTurns } = options;
    this.#state = initialServerSession(firstTurn);
    this.#ears = new BoxEars(host, judge.stream(vadModel), settings);
    this.#encoder = new BoxEncoder(() => this.#form());
    this.#turns = new BoxTurns({
      host,
      limits,
      ears: this.#ears,
      encoder: this.#encoder,
      partner,
      past,
      aheadMs: () => this.#aheadMs(),
      tell: (event) => this.#tell(event),
      onTurns,
    });
  }

  /** The socket that is served. */
  get socket(): SocketId | null {
    return this.#state.line?.socket ?? null;
  }

  /** It neither hears nor answers. */
  get isQuiet(): boolean {
    return this.#state.phase.kind === 'quiet';
  }

  get nextTurn(): number {
    return this.#state.nextTurn;
  }

  /** What happened, as the model is told. */
  get past(): readonly PastTurn[] {
    return this.#turns.past;
  }

  /** For whoever takes the socket over: what goes on, and the frame from which on it can be done again. */
  get position(): { readonly was: 'quiet' | 'hearing' | 'owed'; readonly seq: number } {
    const { kind } = this.#state.phase;
    if (kind === 'quiet') return { was: 'quiet', seq: this.#dealt };
    if (kind === 'hearing') return { was: 'hearing', seq: this.#beforeUtterance };
    return { was: 'owed', seq: this.#dealt };
  }

  open(socket: SocketId, query: string): void {
    this.#takeSocket();
    this.#tell({ type: 'socket-opened', at: this.#now(), socket, query });
  }

  /** @param seq of the last frame that was dealt with */
  resume(socket: SocketId, query: string, was: 'quiet' | 'hearing' | 'owed', seq: number): void {
    this.#takeSocket();
    this.#dealt = seq;
    this.#beforeUtterance = seq;
    this.#tell({ type: 'socket-resumed', at: this.#now(), socket, query, was });
  }

  closeSocket(socket: SocketId): void {
    if (socket === this.socket) this.#frames.length = 0;
    this.#tell({ type: 'socket-closed', at: this.#now(), socket });
  }

  receive(frame: BoxFrame): void {
    if (frame.socket !== this.socket) return;
    this.#frames.push(frame);
    void this.#hearAll();
  }

  sendText(text: string): void {
    this.#tell({ type: 'text-submitted', at: this.#now(), text });
  }

  interrupt(): void {
    this.#tell({ type: 'interrupt', at: this.#now() });
  }

  /**
   * Ends it for good.
   * @param isOurs the box can still be sent what ends its turn
   */
  dismiss(isOurs: boolean): void {
    this.#isMute = !isOurs;
    this.#tell({ type: 'dismissed', at: this.#now() });
    this.#frames.length = 0;
    this.#ears.close();
    this.#encoder.close();
    this.#cancelWake();
    this.#turns.showNow();
  }

  #takeSocket(): void {
    this.#frames.length = 0;
    this.#dealt = -1;
    this.#beforeUtterance = -1;
  }

  /** In order: a command counts when the sound before it has been judged. */
  async #hearAll(): Promise<void> {
    if (this.#isHearing) return;
    this.#isHearing = true;
    try {
      for (let frame = this.#frames.shift(); frame !== undefined; frame = this.#frames.shift()) {
        if (frame.socket !== this.socket) continue;
        if (typeof frame.payload === 'string') await this.#hearCommand(frame, frame.payload);
        else await this.#hearSound(frame, frame.payload);
        if (frame.socket === this.socket) this.#dealt = frame.seq;
      }
    } finally {
      this.#isHearing = false;
    }
  }

  async #hearCommand({ socket, at, seq }: BoxFrame, text: string): Promise<void> {
    const command = decodeClientCommand(text);
    if (!command.ok) return;
    if (command.value.event === 'Submit') await this.#ears.flush(at, this.#onFrame(socket));
    if (command.value.event === 'StartChat') this.#beforeUtterance = seq - 1;
    this.#tell({ type: 'command', at: this.#now(), socket, command: command.value });
  }

  async #hearSound({ socket, at }: BoxFrame, pcm: Uint8Array): Promise<void> {
    this.#tell({ type: 'sound', at: this.#now(), socket });
    await this.#ears.hear(pcm, at, this.#onFrame(socket));
  }

  #onFrame(socket: SocketId): OnFrame {
    return (end, voice) => this.#tell({ type: 'frame', at: this.#now(), socket, end, voice });
  }

  /** Told while an event is being performed, it waits for that one's effects. */
  #tell(event: ServerSessionEvent): void {
    this.#events.push(event);
    if (this.#isStepping) return;
    this.#isStepping = true;
    const before = this.#state;
    try {
      for (let next = this.#events.shift(); next !== undefined; next = this.#events.shift()) {
        const { state, effects } = stepServerSession(this.#state, next, this.#rules());
        this.#state = state;
        for (const effect of effects) this.#perform(effect);
      }
    } finally {
      this.#isStepping = false;
    }
    if (event.type === 'woke') this.#turns.goOn();
    if (before.phase.kind !== this.#state.phase.kind || before.line !== this.#state.line)
      this.#options.onChange();
    this.#turns.show();
  }

  #perform(effect: ServerSessionEffect): void {
    const turns = this.#turns;
    switch (effect.type) {
      case 'send':
        return this.#send(effect.socket, effect.event);
      case 'greet':
        return this.#greet(effect.socket);
      case 'reset-history':
        turns.resetHistory();
        return this.#options.onReset();
      case 'begin-hearing':
        return this.#ears.begin(effect.from);
      case 'end-hearing':
        return this.#ears.end();
      case 'open-turn':
        return turns.open(effect);
      case 'recognise':
        return void turns.recognise(effect);
      case 'show-user':
        return turns.showUser(effect);
      case 'commit-utterance':
        return turns.commit(effect);
      case 'begin-reply':
        return turns.beginReply(effect);
      case 'begin-apology':
        return turns.apologise(effect);
      case 'cancel':
        return turns.cancel(effect.attempt);
      case 'set-heard':
        return turns.setHeard(effect);
      case 'note':
        turns.note(effect.turn, effect.instant, effect.at, this.#state.heard);
        if (effect.instant === 'replyEnded') this.#options.onPlaysUntil(effect.at);
        return;
      case 'close-turn':
        return turns.close(effect);
      case 'wake':
        return this.#wakeAt(effect.at);
      default:
        return assertNever(effect);
    }
  }

  #send(socket: SocketId, event: ServerEvent): void {
    if (!this.#isMute) this.#options.send(socket, encodeServerEvent(event));
  }

  #greet(socket: SocketId): void {
    const clip = this.#options.hello();
    if (clip !== null) for (const event of helloEvents(clip)) this.#send(socket, event);
  }

  #wakeAt(at: Millis): void {
    this.#cancelWake();
    this.#cancelWake = this.#options.host.after(Math.max(0, at - this.#now()), () =>
      this.#tell({ type: 'woke', at: this.#now() }),
    );
  }

  /** Sound that was made and is not heard yet. */
  #aheadMs(): Millis {
    const { phase, playback } = this.#state;
    const waiting = phase.kind === 'answering' ? phase.waiting.reduce((sum, { ms }) => sum + ms, 0) : 0;
    return waiting + (playback === null ? 0 : aheadMs(playback, this.#now()));
  }

  #form(): VoiceForm {
    const { line } = this.#state;
    return line === null ? noForm : voiceFormOf(line.query, this.#options.prefersSamples());
  }

  #rules(): TurnRules {
    return rulesOf(this.#options.settings(), {
      recogniser: this.#options.partner().engines.asr.kind !== 'echo',
    });
  }

  #now(): Millis {
    return this.#options.host.now();
  }
}
