/** The voice worker without its worker: loads the voice once, then speaks for every port, one call after the other. */
import { EngineError } from '../../app/engines/engine-error.ts';
import { serveCalls, type CallContext, type MessageEndpoint } from '../../app/engines/port-calls.ts';
import type { CreateEspeakModule } from '../../core/speech-synth/espeak-module.ts';
import { EspeakSynth } from '../../core/speech-synth/espeak-synth.ts';
import { speechPieces } from '../../core/speech-synth/speech-pieces.ts';
import { autoVoice, lastPart, voiceFor } from '../../core/speech-synth/voice-names.ts';
import type { PageVoice, VoiceCall, VoiceEvent, VoiceWorkerStatus } from '../voice-api.ts';
import { readVoicePack } from './voice-pack.ts';

export interface VoiceServiceParts {
  readonly createEspeak: CreateEspeakModule;
  readonly fetchPack: (
    url: string,
    onProgress: (loadedBytes: number, totalBytes: number) => void,
  ) => Promise<Uint8Array>;
  readonly onStatus: (status: VoiceWorkerStatus) => void;
}

export class VoiceService {
  readonly #parts: VoiceServiceParts;
  readonly #voice: PromiseWithResolvers<EspeakSynth>;
  /** Calls are spoken in turn; a failed one does not stop those behind it. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: VoiceServiceParts) {
    this.#parts = parts;
    this.#voice = withResolvers();
    // Reported as a status and to every call; without a call nobody else waits for it.
    this.#voice.promise.catch(() => undefined);
  }

  /** Fetches the data and makes the voice; calls that came before wait for it. */
  async load(dataUrl: string): Promise<void> {
    const { createEspeak, fetchPack, onStatus } = this.#parts;
    try {
      const pack = await fetchPack(dataUrl, (loadedBytes, totalBytes) =>
        onStatus({ type: 'loading', loadedBytes, totalBytes }),
      );
      const read = readVoicePack(pack);
      if (!read.ok) throw new Error(read.error);
      const { header, data } = read.value;
      const module = await createEspeak({ getPreloadedPackage: () => data });
      for (const name of header.left) module.FS_unlink(name);
      const voice = new EspeakSynth(module);
      this.#voice.resolve(voice);
      onStatus({ type: 'ready', voices: offeredVoices(voice) });
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      this.#voice.reject(new EngineError('voice-load-failed', `the built-in voice: ${message}`, { cause }));
      onStatus({ type: 'failed', message });
    }
  }

  connect(port: MessageEndpoint): void {
    serveCalls<VoiceCall, VoiceEvent, null>(port, (call, context) => {
      const spoken = this.#turn.then(() => this.#speak(call, context));
      this.#turn = spoken.catch(() => undefined);
      return spoken;
    });
  }

  async #speak(call: VoiceCall, { signal, emit }: CallContext<VoiceEvent>): Promise<null> {
    const voice = await this.#voice.promise;
    const { text, language } = call;
    const identifier = voiceFor({ name: call.voice || autoVoice, text, language }, voice.voices);
    if (identifier === undefined) throw unknownVoice(call.voice);
    // eSpeak answers marks alone with a few silent samples.
    if (!/[\p{L}\p{N}]/u.test(text)) {
      throw new EngineError('empty-audio', 'the text has neither letter nor digit');
    }
    for (const piece of speechPieces(text)) {
      if (signal.aborted) return null;
      const known = voice.speak({ text: piece, voice: identifier, speed: 1 }, (samples) => {
        emit({ samples, sampleRate: voice.sampleRate }, [samples.buffer]);
        return !signal.aborted;
      });
      if (!known) throw unknownVoice(call.voice);
      // Lets messages in, an abort of this very call among them.
      await nextTask();
    }
    return null;
  }
}

const offeredVoices = (voice: EspeakSynth): readonly PageVoice[] =>
  voice.voices.map(({ identifier, name }) => ({ id: lastPart(identifier), label: name }));

const unknownVoice = (name: string): EngineError =>
  new EngineError('voice-missing', `the built-in voice has no "${name}"`, { details: { voice: name } });

/** A message to oneself: the shortest way past the messages that wait; timers are held back to 4 ms. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve!: (value: T | PromiseLike<T>) => void;
  let reject!: (reason?: unknown) => void;
  const promise = new Promise<T>((whenResolved, whenRejected) => {
    resolve = whenResolved;
    reject = whenRejected;
  });
  return { promise, resolve, reject };
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T | PromiseLike<T>) => void;
  readonly reject: (reason?: unknown) => void;
}
