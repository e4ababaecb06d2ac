/** The app's model code in a worker of its own, at either rate: the app itself listens at 16 kHz only. */
import { createOrtSilero, type SileroVersion } from '../../../workers/vad/ort-silero.ts';
import { judgeRecording } from '../../../workers/vad/judge-recording.ts';
import { loadSileroAssets } from '../../../workers/vad/load-assets.ts';

export interface JudgeRequest {
  readonly model: SileroVersion;
  readonly sampleRate: 8_000 | 16_000;
  readonly recordings: readonly Float32Array[];
}

onmessage = async ({ data: { model, sampleRate, recordings } }: MessageEvent<JudgeRequest>) => {
  const assets = await loadSileroAssets(model);
  const silero = await createOrtSilero({ version: model, sampleRate, ...assets });
  const probabilities: number[][] = [];
  for (const pcm of recordings) probabilities.push(await judgeRecording(silero, pcm));
  await silero.close();
  postMessage(probabilities);
};
