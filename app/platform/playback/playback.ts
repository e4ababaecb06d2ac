/**
 * The loudspeaker of one conversation: a context at the voice's rate with the player in it, kept running.
 *
 * Made on the first press. Resumes itself after gestures and interruptions, falls back to the default device when the
 * chosen one goes away. The sound itself comes from a worker by a port and never passes the page.
 */
import { EchoError } from '../../../core/errors.ts';
import type { Hertz } from '../../../core/units.ts';
import type { PlayerPorts } from '../../../workers/player-api.ts';
import type { PlaybackError } from './playback-errors.ts';
import type { OutputDevice, PlaybackContext, PlaybackContextState, PlaybackHost } from './playback-host.ts';

export type PlaybackState =
  | { readonly phase: 'closed' }
  | { readonly phase: 'opening' }
  | { readonly phase: 'running'; readonly sampleRate: Hertz }
  /** The browser wants a gesture first. The next one is used. */
  | { readonly phase: 'blocked'; readonly sampleRate: Hertz }
  /** The system took the audio away and gives it back by itself. */
  | { readonly phase: 'interrupted'; readonly sampleRate: Hertz }
  | { readonly phase: 'failed'; readonly error: PlaybackError };

export interface PlaybackOptions {
  readonly host: PlaybackHost;
  readonly onChange: (state: PlaybackState) => void;
  /** The chosen output could not be used, and the default plays. */
  readonly onOutputLost: (error: PlaybackError) => void;
}

export interface Playback {
  readonly state: PlaybackState;
  readonly canChooseOutput: boolean;
  /**
   * Makes the context and connects the player. A context of the same rate stays, also one that is being made.
   * @param ports called for a new player only, before its context is there: what is sent to it meanwhile waits in them
   * @returns once it plays, waits for a gesture, or failed; it does not reject
   */
  open(sampleRate: Hertz, ports: () => PlayerPorts): Promise<PlaybackState>;
  /** To be called from a gesture where the browser wants one. */
  resume(): Promise<void>;
  /** @param deviceId empty for the system's default */
  setOutput(deviceId: string): Promise<void>;
  outputs(): Promise<readonly OutputDevice[]>;
  close(): void;
}

const closed: PlaybackState = { phase: 'closed' };

export function createPlayback({ host, onChange, onOutputLost }: PlaybackOptions): Playback {
  let state: PlaybackState = closed;
  let context: PlaybackContext | null = null;
  let output = '';
  /** The newest opening; what an older one brings is closed. */
  let opening = 0;
  let pending: { readonly sampleRate: Hertz; readonly outcome: Promise<PlaybackState> } | null = null;
  let stopListening: (() => void)[] = [];

  function become(next: PlaybackState): PlaybackState {
    state = next;
    onChange(next);
    return next;
  }

  function follow(contextState: PlaybackContextState): void {
    if (context === null) return;
    const { sampleRate } = context;
    switch (contextState) {
      case 'running':
        become({ phase: 'running', sampleRate });
        return;
      case 'suspended':
        become({ phase: 'blocked', sampleRate });
        return;
      case 'interrupted':
        become({ phase: 'interrupted', sampleRate });
        return;
      case 'closed':
        become({ phase: 'failed', error: new EchoError('playback-failed', 'the browser closed the output') });
    }
  }

  async function open(sampleRate: Hertz, ports: () => PlayerPorts): Promise<PlaybackState> {
    if (pending?.sampleRate === sampleRate) return pending.outcome;
    if (context?.sampleRate === sampleRate && context.state !== 'closed') {
      await context.resume();
      return state;
    }
    close();
    opening += 1;
    const mine = opening;
    const outcome = make(mine, sampleRate, ports());
    pending = { sampleRate, outcome };
    await outcome;
    if (mine === opening) pending = null;
    return outcome;
  }

  async function make(mine: number, sampleRate: Hertz, ports: PlayerPorts): Promise<PlaybackState> {
    become({ phase: 'opening' });
    let made: PlaybackContext;
    try {
      made = await host.open(sampleRate, (next) => {
        if (mine === opening) follow(next);
      });
    } catch (cause) {
      const error = new EchoError('playback-failed' as const, 'no audio output could be made', { cause });
      return mine === opening ? become({ phase: 'failed', error }) : state;
    }
    if (mine !== opening) {
      made.close();
      return state;
    }
    context = made;
    made.connect(ports);
    stopListening = [host.onGesture(() => void resume()), host.onOutputsChanged(() => void checkOutput())];
    if (output !== '') await applyOutput(output);
    await made.resume();
    follow(made.state);
    return state;
  }

  async function resume(): Promise<void> {
    if (context !== null && context.state !== 'running') await context.resume();
  }

  async function applyOutput(deviceId: string): Promise<void> {
    try {
      await context?.setOutput(deviceId);
    } catch (cause) {
      output = '';
      onOutputLost(new EchoError('output-unavailable', 'the chosen output cannot be used', { cause }));
      // The default is what plays already, or what the browser falls back to; a refusal changes nothing.
      await context?.setOutput('').catch(() => undefined);
    }
  }

  async function checkOutput(): Promise<void> {
    if (output === '') return;
    const outputs = await host.outputs();
    if (!outputs.some(({ deviceId }) => deviceId === output)) await applyOutput(output);
  }

  function close(): void {
    opening += 1;
    pending = null;
    for (const stop of stopListening) stop();
    stopListening = [];
    context?.close();
    context = null;
    if (state.phase !== 'closed') become(closed);
  }

  return {
    get state() {
      return state;
    },
    canChooseOutput: host.canChooseOutput,
    open,
    resume,
    setOutput: async (deviceId) => {
      output = deviceId;
      if (context !== null) await applyOutput(deviceId);
    },
    outputs: () => host.outputs(),
    close,
  };
}
