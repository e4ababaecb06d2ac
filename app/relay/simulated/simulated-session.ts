/** A box in the page: made when it is asked for, with a microphone or a clip before it and a loudspeaker behind it. */
import { createStore, type StoreApi } from 'zustand';
import { EnergyDetector } from '../../../core/vad/energy-detector.ts';
import { sileroLayout } from '../../../core/vad/silero-frames.ts';
import { parseWav } from '../../../core/audio/wav.ts';
import type { CaptureFrame } from '../../../workers/vad-api.ts';
import { createMicrophone } from '../../platform/microphone/microphone.ts';
import type { MicrophoneErrorCode } from '../../platform/microphone/microphone-errors.ts';
import { processedMicrophone, type MicrophoneHost } from '../../platform/microphone/microphone-host.ts';
import { toHelloClip } from '../hello-clip.ts';
import type { RelayActions } from '../relay-actions.ts';
import type {
  BoxEngine,
  CreateBoxEngine,
  EngineButton,
  EngineLogEntry,
  EngineVersion,
} from './box-engine.ts';
import type { BoxSpeaker } from './browser-speaker.ts';
import { ClipTape } from './clip-tape.ts';
import { createPortDial } from './port-link.ts';

/** Of the box in this page, among those of the companion. */
export const simulatedBoxId = 'ec0000000001';

export type SimulatedVoice =
  | { readonly kind: 'none' }
  | { readonly kind: 'microphone'; readonly phase: 'opening' | 'open' }
  /** `isOver`: all of it was said. */
  | { readonly kind: 'clip'; readonly name: string; readonly isOver: boolean };

export type SimulatedTrouble =
  'engine-failed' | 'clip-unreadable' | 'sample-unreachable' | { readonly microphone: MicrophoneErrorCode };

export interface SimulatedState {
  readonly phase: 'off' | 'loading' | 'on';
  readonly version: EngineVersion;
  /** Name of its state, such as `listening`. */
  readonly state: string;
  /** Its status bar. */
  readonly screen: string;
  /** What its screen shows below: the words that it last was sent. */
  readonly subtitle: string;
  readonly voice: SimulatedVoice;
  readonly trouble?: SimulatedTrouble;
}

export interface SimulatedOptions {
  readonly createEngine: CreateBoxEngine;
  readonly createSpeaker: () => BoxSpeaker;
  readonly microphoneHost: MicrophoneHost;
  /** Some sentences to be said without a microphone: a WAV file. */
  readonly sample: () => Promise<Uint8Array>;
  readonly relay: Pick<RelayActions, 'attachSimulatedBox' | 'detachSimulatedBox'>;
}

export interface SimulatedBoxSession {
  readonly store: StoreApi<SimulatedState>;
  start(version: EngineVersion): Promise<void>;
  stop(): void;
  press(button: EngineButton): void;
  speakByMicrophone(): Promise<void>;
  speakClip(file: Pick<File, 'name' | 'arrayBuffer'>): Promise<void>;
  speakSample(name: string): Promise<void>;
  /** Nothing is said to it any more. */
  hush(): void;
}

const off: SimulatedState = {
  phase: 'off',
  version: '0.3.2',
  state: 'off',
  screen: '',
  subtitle: '',
  voice: { kind: 'none' },
};

/** Half a second of what the microphone heard may wait for the box. */
const keptFrames = 16;

export function createSimulatedSession(options: SimulatedOptions): SimulatedBoxSession {
  const { createEngine, createSpeaker, microphoneHost, sample, relay } = options;
  const store = createStore<SimulatedState>(() => off);
  let engine: BoxEngine | undefined;
  let speaker: BoxSpeaker | undefined;
  let tape: ClipTape | undefined;
  let heard: Float32Array[] = [];
  /** Counts the boxes, so that one that was stopped while it loaded does not come to life. */
  let generation = 0;

  const microphone = createMicrophone({
    host: microphoneHost,
    sink: {
      listen: (port) => {
        port.onmessage = ({ data }: MessageEvent<CaptureFrame>) => {
          heard = [...heard.slice(1 - keptFrames), data.samples];
        };
      },
      // The host is one that makes frames itself.
      listenToTrack: (_, page) => page.close(),
      stopListening: () => {
        heard = [];
      },
    },
    onChange: (state) => {
      if (store.getState().voice.kind !== 'microphone') return;
      if (state.phase === 'failed') {
        store.setState({ voice: { kind: 'none' }, trouble: { microphone: state.error.code } });
        return;
      }
      store.setState({ voice: { kind: 'microphone', phase: state.phase === 'open' ? 'open' : 'opening' } });
    },
  });

  function listen(state: string): Float32Array | null {
    const { voice } = store.getState();
    if (voice.kind === 'microphone') return heard.shift() ?? null;
    // The clip's clock runs only while the box listens: nothing of it is lost.
    if (voice.kind !== 'clip' || voice.isOver || state !== 'listening' || tape === undefined) return null;
    const frame = tape.next();
    if (tape.isOver) store.setState({ voice: { ...voice, isOver: true } });
    return frame;
  }

  function show(entry: EngineLogEntry): void {
    if (entry.kind === 'state') {
      const { state = '', screen = '' } = entry;
      // It has begun to listen anew: what it was told is over.
      store.setState({ state, screen, ...(state === 'idle' ? { subtitle: '' } : {}) });
    } else if (entry.kind === 'received' && entry.text !== undefined && entry.event !== 'Close')
      store.setState({ subtitle: entry.text });
    else if (entry.kind === 'reboot') store.setState({ subtitle: '' });
  }

  function setTape(name: string, bytes: Uint8Array): void {
    const clip = toHelloClip(bytes);
    const wav = clip.ok ? parseWav(clip.value) : undefined;
    if (!wav?.ok) {
      store.setState({ trouble: 'clip-unreadable' });
      return;
    }
    microphone.close();
    tape = new ClipTape(wav.value.samples);
    setVoice({ kind: 'clip', name, isOver: false });
  }

  function setVoice(voice: SimulatedVoice): void {
    store.setState(({ trouble: _, ...state }) => ({ ...state, voice }), true);
  }

  function stop(): void {
    generation++;
    engine?.stop();
    engine = undefined;
    speaker?.close();
    speaker = undefined;
    microphone.close();
    tape = undefined;
    relay.detachSimulatedBox(simulatedBoxId);
    store.setState({ ...off, version: store.getState().version }, true);
  }

  return {
    store,
    async start(version) {
      if (store.getState().phase !== 'off') return;
      const mine = ++generation;
      store.setState({ ...off, phase: 'loading', version }, true);
      const out = createSpeaker();
      const { port1, port2 } = new MessageChannel();
      const detector = new EnergyDetector(sileroLayout(16_000));
      try {
        const made = await createEngine({
          server: 'ws://simulated',
          id: simulatedBoxId,
          version,
          dial: createPortDial(port1),
          microphone: listen,
          detectSpeech: (frame) => detector.process(frame),
          onSound: (samples, at) => out.play(samples, at),
          onSilence: () => out.silence(),
          onLog: show,
        });
        if (mine !== generation) {
          made.stop();
          out.close();
          return;
        }
        engine = made;
        speaker = out;
      } catch {
        out.close();
        if (mine === generation) store.setState({ ...off, version, trouble: 'engine-failed' }, true);
        return;
      }
      relay.attachSimulatedBox(simulatedBoxId, port2);
      store.setState({ phase: 'on' });
      engine.powerOn();
    },
    stop,
    press: (button) => engine?.press(button),
    async speakByMicrophone() {
      tape = undefined;
      setVoice({ kind: 'microphone', phase: 'opening' });
      await microphone.open(processedMicrophone);
    },
    async speakClip(file) {
      let bytes: Uint8Array;
      try {
        bytes = new Uint8Array(await file.arrayBuffer());
      } catch {
        store.setState({ trouble: 'clip-unreadable' });
        return;
      }
      setTape(file.name, bytes);
    },
    async speakSample(name) {
      let bytes: Uint8Array;
      try {
        bytes = await sample();
      } catch {
        store.setState({ trouble: 'sample-unreachable' });
        return;
      }
      setTape(name, bytes);
    },
    hush() {
      microphone.close();
      tape = undefined;
      setVoice({ kind: 'none' });
    },
  };
}
