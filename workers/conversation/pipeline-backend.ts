/** Our own engines behind the turn machine, as one of the {@link Backend}s. */
import { talkPhase } from '../../core/turn/talk-phase.ts';
import { rulesOf, type TurnRules } from '../../core/turn/turn-rules.ts';
import type { TurnEvent } from '../../core/turn/turn-event.ts';
import type { TurnState } from '../../core/turn/turn-state.ts';
import { defaultTurnSettings } from '../../core/profile/profile.ts';
import type { Millis } from '../../core/units.ts';
import type { Engines } from '../../app/engines/engine.ts';
import type { ConversationConfig, PastTurn } from '../conversation-api.ts';
import type { Backend, BackendTools, HeardFrame } from './backend.ts';
import type { MouthNews } from './mouth.ts';
import { partnerOf } from './partner.ts';
import type { PlayerMouth } from './player-mouth.ts';
import { TurnDriver, type Partner } from './turn-driver.ts';

export class PipelineBackend implements Backend {
  readonly #tools: BackendTools;
  readonly #createEngines: (config: ConversationConfig) => Engines;
  readonly #driver: TurnDriver;
  #partner: Partner | null = null;
  #rules: TurnRules = rulesOf(defaultTurnSettings, { recogniser: true });
  #isDebug = false;

  constructor(tools: BackendTools, createEngines: (config: ConversationConfig) => Engines) {
    this.#tools = tools;
    this.#createEngines = createEngines;
    const { host, limits, book, keeper, log, mouth } = tools;
    this.#driver = new TurnDriver({
      host,
      limits,
      book,
      keeper,
      log,
      mouth,
      rules: () => this.#rules,
      partner: () => this.#requirePartner(),
      endSegment: () => tools.endSegment(),
      onMark: (name, at) => tools.mark(name, at),
      onRecorded: (side) => tools.recorded(side),
      onStep: (before, after, event) => this.#afterStep(before, after, event),
    });
  }

  get isOn(): boolean {
    return this.#driver.state.floor.phase !== 'idle';
  }

  get isListening(): boolean {
    return this.isOn && !this.#driver.state.muted;
  }

  get nextTurn(): number {
    return this.#driver.state.nextTurn;
  }

  configure(config: ConversationConfig): void {
    const { profile } = config;
    this.#isDebug = config.debug;
    this.#partner = partnerOf(profile, this.#createEngines(config), this.#tools.limits);
    this.#rules = rulesOf(profile.turn, { recogniser: profile.partner.asr.kind !== 'echo' });
  }

  begin(
    past: readonly PastTurn[],
    { greet, firstTurn }: { readonly greet: boolean; readonly firstTurn: number },
  ): void {
    this.#driver.begin(past, firstTurn);
    const hasGreeting = this.#requirePartner().greeting.trim() !== '';
    this.#tell({ type: 'begin', at: this.#now(), greet: greet && hasGreeting });
  }

  end(): void {
    this.#tell({ type: 'end', at: this.#now() });
  }

  hear({ at, end, voice, ducked }: HeardFrame): void {
    this.#tell({ type: 'frame', at, end, voice, ducked });
  }

  captureLost(at: Millis): void {
    this.#tell({ type: 'capture-lost', at });
  }

  hearMouth(news: MouthNews): void {
    this.#driver.hear(news);
  }

  changePlayer(mouth: PlayerMouth): void {
    this.#driver.changePlayer(mouth);
  }

  sendText(text: string): void {
    this.#tell({ type: 'text-submitted', at: this.#now(), text });
  }

  pressTalk(): void {
    this.#tell({ type: 'talk-pressed', at: this.#now() });
  }

  releaseTalk(): void {
    this.#tell({ type: 'talk-released', at: this.#now() });
  }

  setMuted(muted: boolean): void {
    this.#tell({ type: 'mute', at: this.#now(), muted });
  }

  interrupt(): void {
    this.#tell({ type: 'interrupt', at: this.#now() });
  }

  retry(turn: number): boolean {
    const isFailed = (): boolean => this.#driver.state.failed.some((failed) => failed.turn === turn);
    if (!isFailed()) return false;
    this.#tell({ type: 'retry', at: this.#now(), turn });
    return !isFailed();
  }

  /** A pipeline offers no choices. */
  select(): void {
    return;
  }

  close(): void {
    this.end();
  }

  #tell(event: TurnEvent): void {
    this.#driver.tell(event);
  }

  #afterStep(before: TurnState, after: TurnState, event: TurnEvent): void {
    this.#tools.setPhase(talkPhase(after), event.at);
    this.#tools.show();
    if (!this.#isDebug || before.floor.phase === after.floor.phase) return;
    const detail = { from: before.floor.phase, to: after.floor.phase, event: event.type };
    this.#tools.emit({ type: 'debug', name: 'turn', at: event.at, detail });
  }

  #requirePartner(): Partner {
    if (this.#partner === null) throw new Error('the conversation is used before it is configured');
    return this.#partner;
  }

  #now(): Millis {
    return this.#tools.host.now();
  }
}
