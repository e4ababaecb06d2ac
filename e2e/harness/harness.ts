/**
 * A page without the app: real worklets and the real platform adapters, driven by the tests in `worklets.spec.ts`.
 * Served by Vite, so that worklets are loaded as the app loads them.
 */
import { proxy, transfer, wrap } from 'comlink';
import { browserMicrophoneHost } from '../../app/platform/microphone/browser-host.ts';
import { createMicrophone, type Microphone } from '../../app/platform/microphone/microphone.ts';
import type { MicrophoneSettings } from '../../app/platform/microphone/microphone-host.ts';
import captureUrl from '../../workers/capture.worklet.ts?worker&url';
import playerUrl from '../../workers/player.worklet.ts?worker&url';
import type { PlayerCommand, PlayerEvent, PlayerPorts } from '../../workers/player-api.ts';
import type {
  CaptureAlive,
  CaptureFrame,
  CapturePorts,
  HeardMessage,
  ModelStatus,
  VadWorkerApi,
  WorkerMark,
} from '../../workers/vad-api.ts';
import type { Listening, OfflinePlay, PlayerBenchResult, Recording } from './harness-results.ts';
import type { RecorderMessage } from './recorder.worker.ts';
import probeUrl from './probe.worklet.js?url';

const answer = <T>(worker: Worker): Promise<T> =>
  new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<T>) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
  });

/** A command for an offline player, and the instant (s) at which it is given. */
export interface TimedCommand {
  readonly at: number;
  readonly command: PlayerCommand | { readonly type: 'reflex' };
}

/** Renders a player offline: the same samples every time. */
async function playOffline(
  rate: number,
  seconds: number,
  script: readonly TimedCommand[],
): Promise<OfflinePlay> {
  const context = new OfflineAudioContext(1, Math.round(rate * seconds), rate);
  await context.audioWorklet.addModule(playerUrl);
  const node = new AudioWorkletNode(context, 'echokit-player', {
    numberOfInputs: 0,
    numberOfOutputs: 1,
    outputChannelCount: [1],
  });
  node.connect(context.destination);
  const conversation = new MessageChannel();
  const vad = new MessageChannel();
  const ports: PlayerPorts = { type: 'ports', conversation: conversation.port2, vad: vad.port2 };
  node.port.postMessage(ports, [ports.conversation, ports.vad]);
  const events: PlayerEvent[] = [];
  conversation.port1.onmessage = ({ data }: MessageEvent<PlayerEvent>) => events.push(data);
  const give = ({ command }: TimedCommand): void => {
    if (command.type === 'reflex') vad.port1.postMessage({ type: 'duck' });
    else conversation.port1.postMessage(command);
  };
  const instants = [...new Set(script.map(({ at }) => at))];
  for (const at of instants) {
    void context.suspend(at).then(async () => {
      for (const timed of script) if (timed.at === at) give(timed);
      // The audio thread is idle while suspended: a round trip of the event loop is enough for it to take messages.
      await new Promise((resolve) => setTimeout(resolve, 30));
      await context.resume();
    });
  }
  const rendered = await context.startRendering();
  await new Promise((resolve) => setTimeout(resolve, 30));
  return { samples: [...rendered.getChannelData(0)], events };
}

/** Renders the capture worklet offline on given samples: what the frames hold. */
async function captureOffline(rate: number, channels: readonly number[][]): Promise<number[]> {
  const length = channels[0]?.length ?? 0;
  const context = new OfflineAudioContext(1, length, rate);
  await context.audioWorklet.addModule(captureUrl);
  const node = new AudioWorkletNode(context, 'echokit-capture');
  const source = context.createBufferSource();
  source.buffer = context.createBuffer(channels.length, length, rate);
  for (const [index, samples] of channels.entries())
    source.buffer.copyToChannel(Float32Array.from(samples), index);
  source.connect(node).connect(context.destination);
  source.start();
  const channel = new MessageChannel();
  const frames: CaptureFrame[] = [];
  channel.port1.onmessage = ({ data }: MessageEvent<CaptureFrame>) => frames.push(data);
  const ports: CapturePorts = { type: 'ports', vad: channel.port2 };
  node.port.postMessage(ports, [channel.port2]);
  void context.suspend(0).then(async () => {
    await new Promise((resolve) => setTimeout(resolve, 30));
    await context.resume();
  });
  await context.startRendering();
  await new Promise((resolve) => setTimeout(resolve, 50));
  return frames.flatMap(({ samples }) => [...samples]);
}

/** A live player, measured by a worker. */
async function benchPlayer(rate: number, trials: number): Promise<PlayerBenchResult> {
  const context = new AudioContext({ sampleRate: rate });
  await Promise.all([context.audioWorklet.addModule(playerUrl), context.audioWorklet.addModule(probeUrl)]);
  const player = new AudioWorkletNode(context, 'echokit-player', {
    numberOfInputs: 0,
    outputChannelCount: [1],
  });
  const probe = new AudioWorkletNode(context, 'harness-probe', { outputChannelCount: [1] });
  player.connect(probe).connect(context.destination);
  const [conversation, vad, witness] = [new MessageChannel(), new MessageChannel(), new MessageChannel()];
  const worker = new Worker(new URL('./player-bench.worker.ts', import.meta.url), { type: 'module' });
  const start = { conversation: conversation.port1, vad: vad.port1, probe: witness.port1, rate, trials };
  worker.postMessage(start, [start.conversation, start.vad, start.probe]);
  const ports: PlayerPorts = { type: 'ports', conversation: conversation.port2, vad: vad.port2 };
  player.port.postMessage(ports, [ports.conversation, ports.vad]);
  probe.port.postMessage(witness.port2, [witness.port2]);
  await context.resume();
  const result = await answer<PlayerBenchResult>(worker);
  worker.terminate();
  await context.close();
  return { ...result, quanta: result.quanta.map(({ frame, at }) => ({ frame, at })) };
}

let microphone: Microphone | null = null;
let recorder: Worker | null = null;

/** Opens the real microphone; frames go to a worker. Resolves with the phase it came to. */
async function startRecording(settings: MicrophoneSettings, path: 'auto' | 'worklet'): Promise<string> {
  const worker = new Worker(new URL('./recorder.worker.ts', import.meta.url), { type: 'module' });
  const send = (message: RecorderMessage, transferred: Transferable[]): void =>
    worker.postMessage(message, transferred);
  recorder = worker;
  microphone = createMicrophone({
    host: browserMicrophoneHost({ path }),
    sink: {
      listen: (port) => send({ type: 'frames', port }, [port]),
      listenToTrack: (blocks, page) => send({ type: 'track', blocks, page }, [blocks, page]),
      stopListening: () => undefined,
    },
    onChange: () => undefined,
  });
  const state = await microphone.open(settings);
  return state.phase === 'failed' ? `failed: ${state.error.code}` : state.phase;
}

/** Resolves when so many frames were recorded. */
async function recorded(frames: number): Promise<void> {
  if (recorder === null) throw new Error('nothing is being recorded');
  const message: RecorderMessage = { type: 'await', frames };
  recorder.postMessage(message);
  await answer(recorder);
}

/** Keeps the recording worker, or this page, from doing anything else for a while. */
function blockRecorder(ms: number): void {
  const message: RecorderMessage = { type: 'block', ms };
  recorder?.postMessage(message);
}

function blockPage(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

async function stopRecording(): Promise<Recording> {
  if (microphone === null || recorder === null) throw new Error('nothing is being recorded');
  microphone.close();
  const message: RecorderMessage = { type: 'collect' };
  recorder.postMessage(message);
  const recording = await answer<Recording>(recorder);
  recorder.terminate();
  return recording;
}

interface EarsUnderTest {
  readonly loading: Promise<ModelStatus>;
  readonly messages: HeardMessage[];
  readonly marks: WorkerMark[];
  readonly microphone: Microphone;
  readonly worker: Worker;
}

let ears: EarsUnderTest | null = null;

const until = (reached: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (reached()) resolve();
      else setTimeout(look, 10);
    };
    look();
  });

/** The frames after which whoever makes them says that they come; see `capture.ts`. */
const aliveEveryFrames = 16;

/**
 * The real VAD worker on the real microphone, from before its model is loaded. Resolves once so many frames were made;
 * whether the model may be there by then is up to the test, which serves it.
 */
async function startListening(
  model: 'v5' | 'v6',
  settings: MicrophoneSettings,
  frames: number,
): Promise<void> {
  const worker = new Worker(new URL('../../workers/vad.worker.ts', import.meta.url), { type: 'module' });
  const api = wrap<VadWorkerApi>(worker);
  const [heard, player] = [new MessageChannel(), new MessageChannel()];
  const messages: HeardMessage[] = [];
  const marks: WorkerMark[] = [];
  heard.port1.onmessage = ({ data }: MessageEvent<HeardMessage>) => messages.push(data);
  await api.onMark(proxy((mark) => marks.push(mark)));
  await api.connect(transfer(heard.port2, [heard.port2]), transfer(player.port2, [player.port2]));
  const loading = api.load(
    model,
    proxy(() => undefined),
  );
  let made = 0;
  const microphone = createMicrophone({
    host: browserMicrophoneHost(),
    sink: {
      listen: () => {
        throw new Error('this browser hears tracks without a worklet');
      },
      listenToTrack: (blocks, page) => {
        const between = new MessageChannel();
        between.port1.onmessage = ({ data }: MessageEvent<CaptureAlive>) => {
          made += aliveEveryFrames;
          page.postMessage(data);
        };
        void api.listenToTrack(transfer(blocks, [blocks]), transfer(between.port2, [between.port2]));
      },
      stopListening: () => void api.stopListening(),
    },
    onChange: () => undefined,
  });
  ears = { loading, messages, marks, microphone, worker };
  await microphone.open(settings);
  // The first of them comes with the first frame.
  await until(() => made - aliveEveryFrames >= frames);
}

/** Waits for the model and goes on listening; this page, which stands in for the conversation, is blocked meanwhile. */
async function finishListening(): Promise<Listening> {
  if (ears === null) throw new Error('nobody listens');
  const { loading, messages, marks, microphone, worker } = ears;
  const status = await loading;
  const readyAt = marks.find(({ name }) => name === 'vad.ready')?.at ?? Infinity;
  const heardSince = (): number =>
    messages.filter((message) => message.type === 'frame' && message.at > readyAt).length;
  await until(() => heardSince() >= 30);
  blockPage(500);
  await until(() => heardSince() >= 120);
  microphone.close();
  await until(() => messages.some(({ type }) => type === 'capture-stopped'));
  worker.terminate();
  return {
    status,
    marks,
    types: messages.map(({ type }) => type),
    frames: messages
      .filter((message) => message.type === 'frame')
      .map(({ start, probability, at, judgedAt }) => ({ start, probability, at, judgedAt })),
  };
}

export const harness = {
  startListening,
  finishListening,
  playOffline,
  captureOffline,
  benchPlayer,
  startRecording,
  recorded,
  stopRecording,
  blockRecorder,
  blockPage,
};

declare global {
  interface Window {
    harness: typeof harness;
  }
}

window.harness = harness;
