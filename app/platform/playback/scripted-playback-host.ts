/** A loudspeaker that does what it is told: for tests of everything that plays, with the real driver. */
import type { Hertz } from '../../../core/units.ts';
import type { PlayerPorts } from '../../../workers/player-api.ts';
import type { OutputDevice, PlaybackContext, PlaybackContextState, PlaybackHost } from './playback-host.ts';

export class ScriptedPlaybackContext implements PlaybackContext {
  readonly sampleRate: Hertz;
  readonly ports: PlayerPorts[] = [];
  /** What was done to it, in order. */
  readonly log: string[] = [];
  state: PlaybackContextState;
  /** Whether resuming helps: not without a gesture, not during a call. */
  resumes = true;
  output = '';
  /** Outputs that cannot be used. */
  readonly #gone: ReadonlySet<string>;
  readonly #onState: (state: PlaybackContextState) => void;

  constructor(
    sampleRate: Hertz,
    state: PlaybackContextState,
    gone: ReadonlySet<string>,
    onState: (state: PlaybackContextState) => void,
  ) {
    this.sampleRate = sampleRate;
    this.state = state;
    this.#gone = gone;
    this.#onState = onState;
  }

  become(state: PlaybackContextState): void {
    if (this.state === state) return;
    this.state = state;
    this.#onState(state);
  }

  connect(ports: PlayerPorts): void {
    this.ports.push(ports);
  }

  resume(): Promise<void> {
    this.log.push('resume');
    if (this.resumes) this.become('running');
    return Promise.resolve();
  }

  setOutput(deviceId: string): Promise<void> {
    if (this.#gone.has(deviceId)) return Promise.reject(new DOMException('gone', 'NotFoundError'));
    this.output = deviceId;
    return Promise.resolve();
  }

  close(): void {
    this.log.push('close');
    this.state = 'closed';
  }
}

export class ScriptedPlaybackHost implements PlaybackHost {
  readonly canChooseOutput = true;
  readonly contexts: ScriptedPlaybackContext[] = [];
  readonly gone = new Set<string>();
  devices: OutputDevice[] = [{ deviceId: 'default', label: 'Loudspeaker' }];
  /** How a new context begins. */
  begins: PlaybackContextState = 'running';
  resumes = true;
  /** Why there is no context. */
  refusal: Error | null = null;
  readonly #gestures = new Set<() => void>();
  readonly #changes = new Set<() => void>();

  /** The newest one. */
  get context(): ScriptedPlaybackContext {
    const context = this.contexts.at(-1);
    if (context === undefined) throw new Error('no context was made yet');
    return context;
  }

  open(sampleRate: Hertz, onState: (state: PlaybackContextState) => void): Promise<PlaybackContext> {
    if (this.refusal !== null) return Promise.reject(this.refusal);
    const context = new ScriptedPlaybackContext(sampleRate, this.begins, this.gone, onState);
    context.resumes = this.resumes;
    this.contexts.push(context);
    return Promise.resolve(context);
  }

  outputs(): Promise<readonly OutputDevice[]> {
    return Promise.resolve(this.devices);
  }

  onOutputsChanged(listener: () => void): () => void {
    this.#changes.add(listener);
    return () => this.#changes.delete(listener);
  }

  onGesture(listener: () => void): () => void {
    this.#gestures.add(listener);
    return () => this.#gestures.delete(listener);
  }

  /** The person presses something. */
  gesture(): void {
    for (const listener of this.#gestures) listener();
  }

  /** Somebody plugs something in or out. */
  connect(...devices: OutputDevice[]): void {
    this.devices = devices;
    for (const listener of this.#changes) listener();
  }

  get isWatched(): boolean {
    return this.#gestures.size + this.#changes.size > 0;
  }
}
