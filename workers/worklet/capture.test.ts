import { describe, expect, it } from 'vitest';
import { counting, cut, createRandom, noise } from '../../core/audio/random.testing.ts';
import { resample } from '../../core/audio/resampler.ts';
import { frameSamples } from '../../core/units.ts';
import type { CaptureAlive, CaptureFrame } from '../vad-api.ts';
import { Capture } from './capture.ts';
import type { Outlet } from './outlet.ts';

/** Copies what is posted, as a port does. */
class Posted<Message> implements Outlet<Message> {
  readonly messages: Message[] = [];
  postMessage(message: Message): void {
    this.messages.push(structuredClone(message));
  }
}

function setUp(rate: number, { connected = true } = {}) {
  const page = new Posted<CaptureAlive>();
  const port = new Posted<CaptureFrame>();
  const capture = new Capture(rate, page);
  if (connected) capture.connect(port);
  return { capture, page, port, frames: port.messages };
}

const samplesOf = (frames: readonly CaptureFrame[]): number[] =>
  frames.flatMap(({ samples }) => [...samples]);

/** Feeds all of it in quanta. */
function feed(capture: Capture, samples: Float32Array, quantum: number, from = 0): void {
  for (let at = 0; at + quantum <= samples.length; at += quantum) {
    capture.process([samples.subarray(at, at + quantum)], from + at);
  }
}

describe('capture at 16 kHz', () => {
  it('cuts quanta into frames of 512 samples and numbers them', () => {
    const { capture, frames } = setUp(16_000);
    feed(capture, counting(128 * 13), 128);
    expect(frames.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(samplesOf(frames)).toEqual([...counting(3 * frameSamples)]);
    expect(frames.map(({ contextFrame }) => contextFrame)).toEqual([512, 1024, 1536]);
    expect(frames.map(({ endFrame }) => endFrame)).toEqual([512, 1024, 1536]);
    expect(frames[0]).toMatchObject({ type: 'frame', contextRate: 16_000 });
  });

  it.each([128, 441, 512, 2048, 4096])('makes the same frames of quanta of %d samples', (quantum) => {
    const { capture, frames } = setUp(16_000);
    feed(capture, counting(quantum * 40), quantum);
    expect(samplesOf(frames)).toEqual([...counting(frames.length * frameSamples)]);
    expect(frames).toHaveLength(Math.floor((quantum * 40) / frameSamples));
  });

  it('counts the context from where it was when the microphone was connected', () => {
    const { capture, frames } = setUp(16_000);
    feed(capture, counting(512), 128, 1280);
    expect(frames[0]).toMatchObject({ index: 0, contextFrame: 1792, endFrame: 1792 });
  });

  it('mixes channels', () => {
    const { capture, frames } = setUp(16_000);
    capture.process([new Float32Array(512).fill(1), new Float32Array(512).fill(0.5)], 0);
    expect(samplesOf(frames)).toEqual(Array.from({ length: 512 }, () => 0.75));
  });

  it('waits while the source gives nothing, and leaves out the numbers of the frames that are missing', () => {
    const { capture, frames } = setUp(16_000);
    feed(capture, counting(512 + 128), 128);
    for (let frame = 640; frame < 1920; frame += 128) capture.process([], frame);
    feed(capture, counting(512, 5000), 128, 1920);
    // 1,408 samples belong to no frame: the 128 of the torn one and the 1,280 that never came.
    expect(frames.map(({ index }) => index)).toEqual([0, 4]);
    expect(samplesOf(frames).slice(512)).toEqual([...counting(512, 5000)]);
    expect(frames[1]).toMatchObject({ contextFrame: 2432, endFrame: 2432 });
  });

  it('takes a source that stutters before its first frame for one that only starts', () => {
    const { capture, frames } = setUp(16_000);
    capture.process([counting(128)], 0);
    feed(capture, counting(1024, 100), 128, 5120);
    expect(frames.map(({ index }) => index)).toEqual([0, 1]);
    expect(samplesOf(frames)).toEqual([...counting(1024, 100)]);
  });
});

describe('before the port arrives', () => {
  it('keeps frames and sends them first', () => {
    const { capture, port, frames } = setUp(16_000, { connected: false });
    feed(capture, counting(512 * 10), 128);
    capture.connect(port);
    feed(capture, counting(512 * 2, 5120), 128, 5120);
    expect(samplesOf(frames)).toEqual([...counting(512 * 12)]);
    expect(frames.map(({ contextFrame }) => contextFrame)).toEqual(
      Array.from({ length: 12 }, (_, i) => 512 * (i + 1)),
    );
  });

  it('keeps the newest 2 s, and the numbers tell what is gone', () => {
    const { capture, port, frames } = setUp(16_000, { connected: false });
    feed(capture, counting(512 * 100), 128);
    capture.connect(port);
    expect(frames.map(({ index }) => index)).toEqual(Array.from({ length: 64 }, (_, i) => 36 + i));
    expect(samplesOf(frames)).toEqual([...counting(512 * 64, 512 * 36)]);
  });
});

describe('capture at other rates', () => {
  it.each([8000, 22_050, 44_100, 48_000, 96_000, 192_000])('brings %d Hz to 16 kHz', (rate) => {
    const { capture, frames } = setUp(rate);
    const source = noise(rate, rate, 0.5);
    let at = 0;
    for (const piece of cut(source, createRandom(rate), 700)) {
      capture.process([piece], at);
      at += piece.length;
    }
    const heard = samplesOf(frames);
    expect(heard.length).toBeGreaterThan(15_000);
    expect(heard).toEqual([...resample(source, rate, 16_000).subarray(0, heard.length)]);
  });

  it('says where on the context clock each frame ends', () => {
    const { capture, frames } = setUp(48_000);
    feed(capture, noise(1, 48_000), 128, 6400);
    for (const { index, endFrame, contextFrame } of frames) {
      expect(endFrame).toBe(6400 + (index + 1) * 1536);
      // Known a little later: the filter wants to see what follows.
      expect(contextFrame).toBeGreaterThan(endFrame);
      expect(contextFrame - endFrame).toBeLessThanOrEqual(48 * 6);
    }
  });
});

it('tells the page twice a second that frames are being made', () => {
  const { capture, page, frames } = setUp(16_000);
  feed(capture, counting(512 * 64), 128);
  expect(frames).toHaveLength(64);
  expect(page.messages).toEqual(Array.from({ length: 4 }, () => ({ type: 'alive' })));
});
