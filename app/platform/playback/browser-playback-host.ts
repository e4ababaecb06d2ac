/** Playing as browsers offer it. */
import type { PlayerOptions } from '../../../workers/player-api.ts';
import playerUrl from '../../../workers/player.worklet.ts?worker&url';
import type { PlaybackContext, PlaybackContextState, PlaybackHost } from './playback-host.ts';

/** `setSinkId` is newer than the type library, and Chromium only. */
interface ChoosingContext {
  setSinkId?(deviceId: string): Promise<void>;
}

const canChooseOutput = (): boolean =>
  typeof AudioContext !== 'undefined' && 'setSinkId' in AudioContext.prototype;

export function browserPlaybackHost(playerOptions: PlayerOptions = {}): PlaybackHost {
  return {
    canChooseOutput: canChooseOutput(),
    open: (sampleRate, onState) => openContext(sampleRate, onState, playerOptions),
    outputs: async () => {
      const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
      return devices
        .filter(({ kind }) => kind === 'audiooutput')
        .map(({ deviceId, label }) => ({ deviceId, label }));
    },
    onOutputsChanged: (listener) => {
      const { mediaDevices } = navigator;
      mediaDevices?.addEventListener('devicechange', listener);
      return () => mediaDevices?.removeEventListener('devicechange', listener);
    },
    onGesture: (listener) => {
      const whenSeen = (): void => {
        if (document.visibilityState === 'visible') listener();
      };
      // Capture phase: a component that stops the event must not keep the conversation silent.
      document.addEventListener('pointerup', listener, true);
      document.addEventListener('keydown', listener, true);
      document.addEventListener('visibilitychange', whenSeen);
      return () => {
        document.removeEventListener('pointerup', listener, true);
        document.removeEventListener('keydown', listener, true);
        document.removeEventListener('visibilitychange', whenSeen);
      };
    },
  };
}

async function openContext(
  sampleRate: number,
  onState: (state: PlaybackContextState) => void,
  playerOptions: PlayerOptions,
): Promise<PlaybackContext> {
  // At the voice's rate the browser resamples one continuous stream, and chunks join exactly.
  const context = new AudioContext({ sampleRate, latencyHint: 'interactive' });
  const stateOf = (): PlaybackContextState => context.state;
  try {
    await context.audioWorklet.addModule(playerUrl);
    const node = new AudioWorkletNode(context, 'echokit-player', {
      numberOfInputs: 0,
      numberOfOutputs: 1,
      outputChannelCount: [1],
      processorOptions: playerOptions,
    });
    node.connect(context.destination);
    let isOpen = true;
    context.onstatechange = () => {
      if (isOpen) onState(stateOf());
    };
    return {
      sampleRate: context.sampleRate,
      get state() {
        return stateOf();
      },
      connect: (ports) => node.port.postMessage(ports, [ports.conversation, ports.vad]),
      resume: () => settle(context.resume()),
      setOutput: (deviceId) => (context as ChoosingContext).setSinkId?.(deviceId) ?? Promise.resolve(),
      close: () => {
        isOpen = false;
        node.port.close();
        void context.close();
      },
    };
  } catch (cause) {
    void context.close();
    throw cause;
  }
}

/** A context that needs a gesture keeps `resume()` pending until there is one: nobody should wait for that. */
const startsWithinMs = 250;

function settle(resuming: Promise<void>): Promise<void> {
  return Promise.race([
    // Refused during an interruption; the state tells.
    resuming.catch(() => undefined),
    new Promise<void>((resolve) => setTimeout(resolve, startsWithinMs)),
  ]);
}
