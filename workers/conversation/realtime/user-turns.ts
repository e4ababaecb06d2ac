/** The user's side of a Realtime session: which frames go up, and what our detector and the key make of them. */
import { float32ToInt16 } from '../../../core/audio/pcm.ts';
import type { TurnId, TurnOutcome } from '../../../core/realtime/session-effect.ts';
import type { SessionEvent } from '../../../core/realtime/session-event.ts';
import { serverTakesTurns } from '../../../core/realtime/session-settings.ts';
import type { SessionState } from '../../../core/realtime/session-state.ts';
import type { HeardSpan } from '../../../core/turn/turn-state.ts';
import { heardRate, millisToSamples, type Samples } from '../../../core/units.ts';
import type { Utterance } from '../../../app/engines/engine.ts';
import type { BackendTools, HeardFrame } from '../backend.ts';
import { Uplink } from './uplink.ts';
import { VoiceGate, type VoiceAct } from './voice-gate.ts';

export interface UserTurnsOptions {
  readonly tools: BackendTools;
  readonly tell: (event: SessionEvent) => void;
  readonly state: () => SessionState;
  /** A reply is being heard. */
  readonly isSounding: () => boolean;
}

/** A shorter press is an accident. */
const minPress: Samples = millisToSamples(200, heardRate);

/** Turns whose place on the heard clock is remembered. */
const keptSpans = 16;

export class UserTurns {
  readonly #options: UserTurnsOptions;
  readonly #uplink = new Uplink();
  readonly #gate = new VoiceGate();
  /** Just past the last sample that was heard. */
  #heard: Samples = 0;
  #isPausing = false;
  /** Where the key went down; null while it is up. */
  #pressed: Samples | null = null;
  #isReleaseDue = false;
  /** Where the voice began that opens the next turn. */
  #nextStart: Samples | null = null;
  /** The turns that were spoken last. */
  readonly #spans = new Map<TurnId, HeardSpan>();

  constructor(options: UserTurnsOptions) {
    this.#options = options;
  }

  get isPausing(): boolean {
    return this.#isPausing;
  }

  /** A reply is lowered or paused by a voice that may be an interruption. */
  get isHolding(): boolean {
    return this.#gate.isHolding;
  }

  hear(frame: HeardFrame, isMuted: boolean): void {
    const { tools, isSounding } = this.#options;
    const settings = tools.settings();
    this.#heard = frame.end;
    this.#isPausing = (frame.voice?.silentFrames ?? 0) > 0;
    const isKeyed = settings.pushToTalk || this.#pressed !== null;
    const isOurs = !this.#serverTakesTurns;
    if (!isOurs) {
      this.#nextStart = frame.voice?.start ?? null;
      const isClosed =
        isMuted ||
        (settings.pushToTalk && this.#pressed === null) ||
        (settings.bargeIn === 'half-duplex' && isSounding());
      this.#sayHeard(isClosed ? this.#uplink.pushSilence() : this.#uplink.push(frame.samples));
    } else if (this.#isUserSpeaking) {
      this.#sayHeard(this.#uplink.push(frame.samples));
    }
    const decides = isOurs && !isKeyed && !isMuted;
    for (const act of this.#gate.hear({ ...frame, isSounding: isSounding(), decides }, settings))
      this.#perform(act);
    if (this.#isReleaseDue) this.#finishPress();
    else if (isOurs && this.#isTooLong) this.#stop();
  }

  /** Frames stopped coming: what was heard has to do. */
  captureLost(): void {
    if (this.#isReleaseDue) this.#finishPress();
    else if (!this.#serverTakesTurns && this.#isUserSpeaking) this.#stop();
  }

  press(): void {
    if (this.#pressed !== null) return;
    this.#pressed = this.#heard;
    this.#gate.close();
    const { tools, tell, isSounding } = this.#options;
    if (this.#serverTakesTurns) {
      if (isSounding()) tell({ type: 'interrupt' });
    } else if (!this.#isUserSpeaking) {
      this.#begin(Math.max(0, this.#heard - millisToSamples(tools.settings().preRollMs, heardRate)));
    }
  }

  /** The frame that is being captured still belongs to the turn. */
  release(): void {
    this.#isReleaseDue = this.#pressed !== null;
  }

  /** Muting in a pause sends what was said, else it is given up. */
  mute(): void {
    this.#pressed = null;
    this.#isReleaseDue = false;
    if (this.#serverTakesTurns || !this.#isUserSpeaking) return;
    if (this.#isPausing) this.#stop();
    else this.#drop();
  }

  /** Whatever is being said is not wanted any more. */
  giveUp(): void {
    this.#pressed = null;
    this.#isReleaseDue = false;
    if (!this.#serverTakesTurns && this.#isUserSpeaking) this.#drop();
    this.#gate.close();
  }

  /** An utterance that was kept, once more. */
  sayAgain({ samples, start, end }: Utterance): void {
    this.#gate.close();
    this.#nextStart = start;
    const now = this.#heard;
    this.#heard = end;
    this.#options.tell({ type: 'voice-started', preRoll: this.#uplink.begin(samples) });
    this.#sayHeard(this.#uplink.end());
    this.#options.tell({ type: 'voice-stopped' });
    this.#heard = now;
  }

  /** The session has opened this turn for the voice that is being heard. */
  opened(turn: TurnId): void {
    const preRoll = millisToSamples(this.#options.tools.settings().preRollMs, heardRate);
    const start = this.#nextStart ?? Math.max(0, this.#heard - preRoll);
    this.#nextStart = null;
    this.#spans.set(turn, { start, end: this.#heard });
    for (const oldest of this.#spans.keys()) {
      if (this.#spans.size <= keptSpans) break;
      this.#spans.delete(oldest);
    }
  }

  /** What was said in the turn is with the server. */
  sent(turn: TurnId): void {
    const span = this.#spans.get(turn);
    if (span === undefined) return;
    const whole = { start: span.start, end: Math.max(span.start, this.#heard) };
    this.#spans.set(turn, whole);
    this.#options.tools.keeper.keep(turn, whole);
  }

  spanOf(turn: TurnId): HeardSpan | undefined {
    return this.#spans.get(turn);
  }

  closed(turn: TurnId, outcome: TurnOutcome): void {
    const { keeper, recorded } = this.#options.tools;
    const utterance = outcome === 'dropped' || !this.#spans.has(turn) ? undefined : keeper.of(turn);
    if (utterance === undefined) return;
    const { samples, sampleRate } = utterance;
    recorded({ turn, side: 'user', pcm: float32ToInt16(samples), sampleRate });
  }

  #perform(act: VoiceAct): void {
    const mouth = this.#options.tools.mouth();
    switch (act.type) {
      case 'begin':
        return this.#begin(act.start);
      case 'end':
        return this.#stop();
      case 'pause':
        return mouth.pause();
      case 'resume':
        return mouth.resume();
      case 'restore':
        return mouth.restore();
    }
  }

  #begin(start: Samples): void {
    const { tools, tell } = this.#options;
    this.#nextStart = start;
    const { samples } = tools.keeper.cut({ start, end: this.#heard });
    tell({ type: 'voice-started', preRoll: this.#uplink.begin(samples) });
    // Nobody listens yet: the voice is not to be taken for the rest of a turn later on.
    if (!this.#isUserSpeaking) this.#gate.close();
  }

  #stop(): void {
    const { tools, tell } = this.#options;
    this.#gate.close();
    this.#sayHeard(this.#uplink.end());
    tell({ type: 'voice-stopped' });
    tools.endSegment();
  }

  #drop(): void {
    const { tools, tell } = this.#options;
    this.#gate.close();
    this.#uplink.end();
    tell({ type: 'voice-dropped' });
    tools.endSegment();
  }

  #finishPress(): void {
    const pressed = this.#pressed ?? this.#heard;
    this.#isReleaseDue = false;
    this.#pressed = null;
    if (this.#serverTakesTurns) this.#options.tell({ type: 'end-turn' });
    else if (!this.#isUserSpeaking) return;
    else if (this.#heard - pressed < minPress) this.#drop();
    else this.#stop();
  }

  #sayHeard(pcm: Int16Array): void {
    if (pcm.length > 0) this.#options.tell({ type: 'heard', pcm });
  }

  get #isTooLong(): boolean {
    const { floor } = this.#options.state();
    const span = floor.phase === 'user-speaking' ? this.#spans.get(floor.turn) : undefined;
    const most = millisToSamples(this.#options.tools.settings().maxUtteranceMs, heardRate);
    return span !== undefined && this.#heard - span.start >= most;
  }

  get #isUserSpeaking(): boolean {
    return this.#options.state().floor.phase === 'user-speaking';
  }

  get #serverTakesTurns(): boolean {
    const { dialect, settings } = this.#options.state();
    return serverTakesTurns(dialect, settings);
  }
}
