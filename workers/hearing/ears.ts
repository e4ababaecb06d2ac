/**
 * What the VAD worker does, without the worker: frames of microphones in, judged frames out.
 *
 * Owns the heard clock (one for all microphones of a conversation), the order of what was heard, and the model's life.
 * Frames that come while a model loads wait here and are judged in order, faster than real time. If no model can be
 * loaded, or the one there is fails, the energy detector goes on with the same frames. Knows nothing of segments and
 * turns; the only decision that falls here is the reflex that ducks a reply, because it cannot wait for a hop.
 */
import { rmsDb } from '../../core/audio/level.ts';
import { EchoError } from '../../core/errors.ts';
import { createClockLine, type ClockLine } from '../../core/trace/clock-line.ts';
import { frameSamples, type Hertz, type Millis, type Samples } from '../../core/units.ts';
import type {
  BenchMarkName,
  CaptureFrame,
  HeardMessage,
  ModelStatus,
  PlaybackLevel,
  ReflexSettings,
  TrackBlock,
  VadWorkerApi,
  WorkerMark,
} from '../vad-api.ts';
import type { SpeechModel, SpeechStream } from '../vad/speech-model.ts';
import { FrameBacklog, type Heard, type WaitingFrame } from './frame-backlog.ts';
import { DuckReflex } from './duck-reflex.ts';
import { TrackReader } from './track-reader.ts';

export interface LoadProgress {
  readonly loadedBytes: number;
  readonly totalBytes: number;
}

export interface EarsOptions {
  /** Wall instant. */
  readonly now: () => Millis;
  /** Rejects when there can be no model: the fallback listens then. */
  readonly loadModel: (
    version: 'v5' | 'v6',
    onProgress: (progress: LoadProgress) => void,
  ) => Promise<SpeechModel>;
  readonly fallbackModel: () => SpeechModel;
  /** Lets messages in while a backlog is worked off. */
  readonly breathe: () => Promise<void>;
  /** Frames that may wait at once. Default 60 s. */
  readonly backlogFrames?: number;
}

/** One microphone stream, from `listen` to the next one or the end. */
interface CaptureStream {
  nextIndex: number;
  clock: ClockLine | null;
  rate: Hertz;
  stop: () => void;
}

interface Judge {
  readonly model: SpeechModel;
  readonly stream: SpeechStream;
}

const defaultBacklogFrames = 1875;
/** Frames judged in a row before messages are let in: some 15 ms. */
const breathAfterFrames = 64;

export class Ears implements VadWorkerApi {
  readonly #options: EarsOptions;
  readonly #backlog: FrameBacklog;
  readonly #reflex = new DuckReflex();
  #conversation: MessagePort | null = null;
  #player: MessagePort | null = null;
  #capture: CaptureStream | null = null;
  #judge: Judge | null = null;
  #isJudging = false;
  #firstFrameDue = false;
  #heardClock: Samples = 0;
  /** The newest call of `load`; what an older one brings is not wanted any more. */
  #loading = 0;
  #onStatus: (status: ModelStatus) => void = () => undefined;
  #onMark: ((mark: WorkerMark) => void) | null = null;
  /** Marks set before anybody listened. */
  #earlyMarks: WorkerMark[] = [];

  constructor(options: EarsOptions) {
    this.#options = options;
    this.#backlog = new FrameBacklog(options.backlogFrames ?? defaultBacklogFrames);
  }

  connect(conversation: MessagePort, player: MessagePort): void {
    this.#conversation = conversation;
    this.#player = player;
    player.onmessage = ({ data }: MessageEvent<PlaybackLevel>) => this.#reflex.hearPlayback(data);
    void this.#judgeAll();
  }

  async load(version: 'v5' | 'v6', onStatus: (status: ModelStatus) => void): Promise<ModelStatus> {
    this.#loading += 1;
    const mine = this.#loading;
    this.#onStatus = onStatus;
    let model: SpeechModel;
    let status: ModelStatus;
    try {
      model = await this.#options.loadModel(version, (progress) => {
        if (mine === this.#loading) onStatus({ kind: 'loading', ...progress });
      });
      status = { kind: 'silero', model: version };
    } catch (cause) {
      model = this.#options.fallbackModel();
      status = { kind: 'energy', reason: reasonOf(cause) };
    }
    if (mine !== this.#loading) {
      await model.close();
      return status;
    }
    this.#appoint(model);
    onStatus(status);
    this.#mark('vad.ready', this.#options.now());
    void this.#judgeAll();
    return status;
  }

  listen(port: MessagePort): void {
    const stream = this.#beginStream();
    stream.stop = () => {
      port.onmessage = null;
      port.close();
    };
    port.onmessage = ({ data }: MessageEvent<CaptureFrame>) => this.#take(stream, data);
  }

  listenToTrack(blocks: ReadableStream<TrackBlock>, page: MessagePort): void {
    const stream = this.#beginStream();
    const reader = new TrackReader({
      blocks,
      page,
      onFrame: (frame) => {
        if (stream === this.#capture) this.#take(stream, frame);
      },
    });
    stream.stop = () => {
      reader.stop();
      page.close();
    };
    // A track that ends or breaks stops giving frames, and the page, which owns it, sees that.
    reader.run().catch(() => undefined);
  }

  stopListening(): void {
    const stream = this.#capture;
    if (stream === null) return;
    this.#capture = null;
    stream.stop();
    this.#hear({ type: 'capture-stopped', at: this.#options.now() });
  }

  #beginStream(): CaptureStream {
    this.stopListening();
    const stream: CaptureStream = { nextIndex: 0, clock: null, rate: 0, stop: () => undefined };
    this.#capture = stream;
    this.#hear({ type: 'capture-started', at: this.#options.now() });
    return stream;
  }

  setReflex(settings: ReflexSettings): void {
    this.#reflex.set(settings);
  }

  onMark(callback: (mark: WorkerMark) => void): void {
    this.#onMark = callback;
    for (const mark of this.#earlyMarks) callback(mark);
    this.#earlyMarks = [];
  }

  #take(stream: CaptureStream, frame: CaptureFrame): void {
    const arrivedAt = this.#options.now();
    if (stream.clock === null) this.#mark('vad.listening', arrivedAt);
    if (stream.clock === null || stream.rate !== frame.contextRate) {
      // A headset that turns to another profile changes the rate of a running track.
      stream.clock = createClockLine({ rate: frame.contextRate });
      stream.rate = frame.contextRate;
      stream.nextIndex = 0;
    }
    const { clock } = stream;
    clock.add(frame.contextFrame, arrivedAt);
    const lost = frame.index - stream.nextIndex;
    stream.nextIndex = frame.index + 1;
    const capturedAt = (): Millis => Math.min(arrivedAt, clock.at(frame.endFrame));
    if (lost > 0) {
      // The heard clock counts what was said, not what arrived: a gap keeps its length.
      this.#heardClock += lost * frameSamples;
      this.#hear({ type: 'dropped', frames: lost, at: capturedAt() });
    }
    const start = this.#heardClock;
    this.#heardClock += frameSamples;
    this.#hear({ type: 'frame', samples: frame.samples, start, capturedAt });
  }

  #hear(item: Heard): void {
    this.#backlog.push(item);
    void this.#judgeAll();
  }

  /** Works off what waits, in order; one run at a time, so that no frame overtakes another. */
  async #judgeAll(): Promise<void> {
    if (this.#isJudging) return;
    this.#isJudging = true;
    try {
      for (let count = 1; this.#judge !== null && this.#conversation !== null; count += 1) {
        const item = this.#backlog.take();
        if (item === undefined) return;
        await this.#pass(item, this.#conversation);
        if (count % breathAfterFrames === 0) await this.#options.breathe();
      }
    } finally {
      this.#isJudging = false;
    }
  }

  async #pass(item: Heard, conversation: MessagePort): Promise<void> {
    if (item.type === 'frame') {
      const probability = await this.#probabilityOf(item);
      this.#tell(item, probability, conversation);
      return;
    }
    if (item.type === 'capture-started') {
      this.#judge?.stream.reset();
      this.#reflex.reset();
      this.#firstFrameDue = true;
    }
    conversation.postMessage(item satisfies HeardMessage);
  }

  async #probabilityOf(frame: WaitingFrame): Promise<number> {
    const judge = this.#judge ?? this.#appoint(this.#options.fallbackModel());
    try {
      const answer = judge.stream.process(frame.samples);
      return typeof answer === 'number' ? answer : await answer;
    } catch (cause) {
      if (this.#judge === judge) {
        this.#appoint(this.#options.fallbackModel());
        this.#onStatus({ kind: 'energy', reason: reasonOf(cause) });
      }
      // The newly appointed judge hears this frame too.
      return this.#probabilityOf(frame);
    }
  }

  #tell(frame: WaitingFrame, probability: number, conversation: MessagePort): void {
    const levelDb = rmsDb(frame.samples);
    const reaction = this.#reflex.react(probability, levelDb);
    if (reaction.duck) this.#player?.postMessage({ type: 'duck' });
    const judgedAt = this.#options.now();
    const message: HeardMessage = {
      type: 'frame',
      samples: frame.samples,
      start: frame.start,
      probability,
      levelDb,
      at: frame.capturedAt(),
      judgedAt,
      suspected: reaction.suspected,
    };
    conversation.postMessage(message);
    if (!this.#firstFrameDue) return;
    this.#firstFrameDue = false;
    this.#mark('vad.firstFrame', judgedAt);
  }

  #appoint(model: SpeechModel): Judge {
    const former = this.#judge;
    const judge: Judge = { model, stream: model.createStream() };
    this.#judge = judge;
    if (former !== null) {
      former.stream.close();
      // Nothing depends on when the former model's memory is given back, nor on whether it can be.
      former.model.close().catch(() => undefined);
    }
    return judge;
  }

  #mark(name: BenchMarkName, at: Millis): void {
    const mark: WorkerMark = { type: 'mark', name, at };
    if (this.#onMark === null) this.#earlyMarks.push(mark);
    else this.#onMark(mark);
  }
}

/** The code where there is one: the page has words for it. */
function reasonOf(cause: unknown): string {
  if (cause instanceof EchoError) return String(cause.code);
  return cause instanceof Error ? cause.message : String(cause);
}
