/** The thread that speaks. Works off pieces in the order they come; the companion's own thread never waits for it. */
import { parentPort } from 'node:worker_threads';
import createEspeakModule from '@echogarden/espeak-ng-emscripten';
import { invariant } from '../../core/assert.ts';
import { encodePcm16 } from '../../core/audio/pcm.ts';
import { Resampler } from '../../core/audio/resampler.ts';
import { EspeakSynth } from '../../core/speech-synth/espeak-synth.ts';
import type { Hertz } from '../../core/units.ts';
import type { FromVoiceWorker, SpeakPiece, StreamId, ToVoiceWorker } from './voice-api.ts';

const port = parentPort;
invariant(port !== null, 'espeak-worker runs in a worker thread');
const post = (message: FromVoiceWorker, transfer: readonly ArrayBuffer[] = []) =>
  port.postMessage(message, [...transfer]);

const synth = new EspeakSynth(await createEspeakModule());
const streams = new Map<StreamId, { readonly sampleRate: Hertz; readonly resampler: Resampler }>();
/** Resamplers whose stream is over: their phase tables take longer to make than a word takes to speak. */
const spare = new Map<Hertz, Resampler[]>();

port.on('message', (message: ToVoiceWorker) => {
  if (message.type === 'drop') closeStream(message.stream);
  else speak(message);
});
post({ type: 'ready', voices: synth.voices });

function speak(piece: SpeakPiece): void {
  const { stream, last, givenUp } = piece;
  const resampler = openStream(stream, piece.sampleRate);
  try {
    const known = synth.speak(piece, (samples) => {
      if (Atomics.load(givenUp, 0) !== 0) return false;
      const output = new Float32Array(resampler.maxOutputSamples(samples.length));
      const count = resampler.process(samples, output);
      send(stream, output.subarray(0, count));
      return true;
    });
    if (!known) throw new Error(`eSpeak NG has no voice ${piece.voice}`);
    if (last) {
      const tail = new Float32Array(resampler.maxFlushSamples);
      send(stream, tail.subarray(0, resampler.flush(tail)));
      closeStream(stream);
    }
    post({ type: 'piece-done', stream });
  } catch (failure) {
    closeStream(stream);
    post({
      type: 'piece-failed',
      stream,
      message: failure instanceof Error ? failure.message : String(failure),
    });
  }
}

function openStream(stream: StreamId, sampleRate: Hertz): Resampler {
  const open = streams.get(stream);
  if (open !== undefined) return open.resampler;
  const resampler = spare.get(sampleRate)?.pop() ?? new Resampler(synth.sampleRate, sampleRate);
  streams.set(stream, { sampleRate, resampler });
  return resampler;
}

function closeStream(stream: StreamId): void {
  const open = streams.get(stream);
  if (open === undefined) return;
  streams.delete(stream);
  open.resampler.reset();
  spare.set(open.sampleRate, [...(spare.get(open.sampleRate) ?? []), open.resampler]);
}

function send(stream: StreamId, samples: Float32Array): void {
  if (samples.length === 0) return;
  const bytes = encodePcm16(samples);
  post({ type: 'pcm', stream, bytes }, [bytes.buffer]);
}
