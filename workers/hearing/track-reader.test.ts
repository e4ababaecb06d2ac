import { describe, expect, it } from 'vitest';
import { counting, noise } from '../../core/audio/random.testing.ts';
import { resample } from '../../core/audio/resampler.ts';
import type { CaptureFrame, TrackBlock } from '../vad-api.ts';
import { TrackReader } from './track-reader.ts';

class ScriptedBlock implements TrackBlock {
  readonly sampleRate: number;
  readonly numberOfFrames: number;
  readonly numberOfChannels: number;
  readonly timestamp: number;
  readonly #channels: readonly Float32Array[];
  closed = false;

  constructor(sampleRate: number, timestamp: number, channels: readonly Float32Array[]) {
    this.sampleRate = sampleRate;
    this.timestamp = timestamp;
    this.numberOfFrames = channels[0]!.length;
    this.numberOfChannels = channels.length;
    this.#channels = channels;
  }

  copyTo(plane: Float32Array, { planeIndex }: { planeIndex: number }): void {
    plane.set(this.#channels[planeIndex]!);
  }

  close(): void {
    this.closed = true;
  }
}

/** 10 ms each; the first block's time is on another clock, as in Chromium. */
function blocksOf(samples: Float32Array, rate: number, copies = 1): ScriptedBlock[] {
  const length = rate / 100;
  return Array.from({ length: Math.floor(samples.length / length) }, (_, i) => {
    const part = samples.subarray(i * length, (i + 1) * length);
    const at = i === 0 ? 9_876_543 : 5_000_000 + i * 10_000;
    return new ScriptedBlock(
      rate,
      at,
      Array.from({ length: copies }, () => part),
    );
  });
}

async function read(blocks: readonly ScriptedBlock[]): Promise<{ frames: CaptureFrame[]; alive: number }> {
  const frames: CaptureFrame[] = [];
  let alive = 0;
  const reader = new TrackReader({
    blocks: new ReadableStream<TrackBlock>({
      start(controller) {
        for (const block of blocks) controller.enqueue(block);
        controller.close();
      },
    }),
    onFrame: (frame) => frames.push(frame),
    page: { postMessage: () => (alive += 1) },
  });
  await reader.run();
  return { frames, alive };
}

const samplesOf = (frames: readonly CaptureFrame[]): number[] =>
  frames.flatMap(({ samples }) => [...samples]);

describe('the track reader', () => {
  it.each([16_000, 44_100, 48_000])('makes gapless frames of 16 kHz from blocks of %d Hz', async (rate) => {
    const source = noise(rate, rate * 2, 0.5);
    const blocks = blocksOf(source, rate, 2);
    const { frames, alive } = await read(blocks);
    expect(frames.map(({ index }) => index)).toEqual(frames.map((_, position) => position));
    expect(frames.length).toBeGreaterThanOrEqual(61);
    const heard = samplesOf(frames);
    expect(heard).toEqual([...resample(source, rate, 16_000).subarray(0, heard.length)]);
    expect(blocks.every(({ closed }) => closed)).toBe(true);
    expect(alive).toBe(4);
  });

  it('says how far the track was when a frame was whole', async () => {
    const { frames } = await read(blocksOf(counting(16_000), 16_000));
    expect(frames.slice(0, 3).map(({ contextFrame }) => contextFrame)).toEqual([640, 1120, 1600]);
    expect(frames.slice(0, 3).map(({ endFrame }) => endFrame)).toEqual([512, 1024, 1536]);
    expect(frames[0]!.contextRate).toBe(16_000);
  });

  it('leaves out the numbers of frames that were lost because nobody read', async () => {
    const before = blocksOf(counting(1600), 16_000);
    const after = blocksOf(counting(1600, 50_000), 16_000).map(
      (_, i) =>
        new ScriptedBlock(16_000, 5_000_000 + 1_124_000 + i * 10_000, [counting(160, 50_000 + i * 160)]),
    );
    const { frames } = await read([...before, ...after]);
    // 64 samples of the torn frame and 1,024 ms: 32.1 frames.
    expect(frames.map(({ index }) => index)).toEqual([0, 1, 2, 35, 36, 37]);
    expect(samplesOf(frames.slice(3))).toEqual([...counting(1536, 50_000)]);
  });

  it('takes times that jitter for what they are', async () => {
    const blocks = blocksOf(counting(16_000), 16_000).map(
      (block, i) => new ScriptedBlock(16_000, block.timestamp + (i % 3) * 20_000, [counting(160, i * 160)]),
    );
    const { frames } = await read(blocks);
    expect(samplesOf(frames)).toEqual([...counting(frames.length * 512)]);
  });

  it('begins anew when the track changes its rate', async () => {
    const { frames } = await read([...blocksOf(noise(1, 4800), 48_000), ...blocksOf(noise(2, 1600), 16_000)]);
    expect(frames.map(({ contextRate, index }) => [contextRate, index])).toEqual([
      [48_000, 0],
      [48_000, 1],
      [48_000, 2],
      [16_000, 0],
      [16_000, 1],
      [16_000, 2],
    ]);
  });

  it('stops when told to', async () => {
    let cancelled = false;
    const reader = new TrackReader({
      blocks: new ReadableStream<TrackBlock>({
        cancel: () => {
          cancelled = true;
        },
      }),
      onFrame: () => undefined,
      page: { postMessage: () => undefined },
    });
    const running = reader.run();
    reader.stop();
    await running;
    expect(cancelled).toBe(true);
  });
});
