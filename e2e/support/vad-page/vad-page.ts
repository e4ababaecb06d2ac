/** A page that feeds recordings to the real VAD worker as a microphone would, and gives back what it judged. */
import { proxy, transfer, wrap } from 'comlink';
import { parseWav } from '../../../core/audio/wav.ts';
import { frameSamples, heardRate } from '../../../core/units.ts';
import type { CaptureFrame, HeardMessage, ModelStatus, VadWorkerApi } from '../../../workers/vad-api.ts';
import type { JudgeRequest } from './model.worker.ts';

export interface Judged {
  readonly status: ModelStatus;
  /** Per recording. */
  readonly probabilities: readonly (readonly number[])[];
  readonly droppedFrames: number;
}

async function readAt(url: string): Promise<Float32Array> {
  const wav = parseWav(new Uint8Array(await (await fetch(url)).arrayBuffer()));
  if (!wav.ok) throw wav.error;
  return wav.value.samples;
}

/** Every recording (16 kHz) as a microphone stream of its own, one after the other, faster than real time. */
async function hear(model: 'v5' | 'v6', urls: readonly string[]): Promise<Judged> {
  const worker = new Worker(new URL('../../../workers/vad.worker.ts', import.meta.url), { type: 'module' });
  const ears = wrap<VadWorkerApi>(worker);
  const [heard, player] = [new MessageChannel(), new MessageChannel()];
  await ears.connect(transfer(heard.port2, [heard.port2]), transfer(player.port2, [player.port2]));
  const status = await ears.load(
    model,
    proxy(() => undefined),
  );
  let droppedFrames = 0;
  const probabilities: number[][] = [];
  for (const url of urls) {
    const pcm = await readAt(url);
    const wanted = Math.ceil(pcm.length / frameSamples);
    const judged: number[] = [];
    const all = new Promise<void>((resolve) => {
      heard.port1.onmessage = ({ data }: MessageEvent<HeardMessage>) => {
        if (data.type === 'dropped') droppedFrames += data.frames;
        if (data.type !== 'frame') return;
        judged.push(data.probability);
        if (judged.length === wanted) resolve();
      };
    });
    const capture = new MessageChannel();
    await ears.listen(transfer(capture.port2, [capture.port2]));
    for (let index = 0; index < wanted; index += 1) {
      const samples = new Float32Array(frameSamples);
      samples.set(pcm.subarray(index * frameSamples, (index + 1) * frameSamples));
      const endFrame = (index + 1) * frameSamples;
      const frame: CaptureFrame = {
        type: 'frame',
        samples,
        index,
        contextFrame: endFrame,
        endFrame,
        contextRate: heardRate,
      };
      capture.port1.postMessage(frame);
    }
    await all;
    probabilities.push(judged);
  }
  worker.terminate();
  return { status, probabilities, droppedFrames };
}

/** The model alone, at the recordings' own rate. */
async function judge(
  model: 'v5' | 'v6',
  sampleRate: 8_000 | 16_000,
  urls: readonly string[],
): Promise<readonly (readonly number[])[]> {
  const worker = new Worker(new URL('./model.worker.ts', import.meta.url), { type: 'module' });
  const request: JudgeRequest = { model, sampleRate, recordings: await Promise.all(urls.map(readAt)) };
  const probabilities = await new Promise<number[][]>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<number[][]>) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(request);
  });
  worker.terminate();
  return probabilities;
}

export const vadPage = { hear, judge };

declare global {
  interface Window {
    vadPage: typeof vadPage;
  }
}

window.vadPage = vadPage;
