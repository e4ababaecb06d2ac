/**
 * Independent ears for the tests, installed before the page loads: one on the microphone track (when could each sample
 * be read, and what was it), one just before the loudspeaker (what was written, and at which frame). They share no code
 * with the app. Recording happens in a worker, so that a blocked page changes nothing. Needs `bypassCSP`.
 */
import type { BrowserContext, Page } from '@playwright/test';

/** What the microphone track delivered. */
export interface MicrophoneTap {
  readonly sampleRate: number;
  /** Mono samples since the stream opened. */
  readonly samples: Float32Array;
  /** Pairs: samples delivered so far, wall instant (ms) at which they could be read. */
  readonly arrivals: readonly (readonly [count: number, at: number])[];
}

/** What was written to a playback destination. */
export interface OutputTap {
  readonly sampleRate: number;
  readonly firstFrame: number;
  readonly samples: Float32Array;
  /** Pairs: context frame after the block, wall instant of its arrival. */
  readonly arrivals: readonly (readonly [frame: number, at: number])[];
}

interface TapWindow extends Window {
  __taps: {
    collect(kind: 'microphone' | 'output', index: number): Promise<unknown>;
    count(kind: 'microphone' | 'output'): number;
  };
}

/** Runs in the page. Self-contained: it is sent as text. */
function installTaps(): void {
  const recorderSource = `
    const now = () => performance.timeOrigin + performance.now();
    const blocks = []; const arrivals = []; let total = 0; let sampleRate = 0; let firstFrame = -1;
    function keep(mono) { blocks.push(mono); total += mono.length; }
    onmessage = async ({ data }) => {
      if (data.readable) {
        const reader = data.readable.getReader();
        for (;;) {
          const { done, value } = await reader.read();
          if (done) break;
          sampleRate = value.sampleRate;
          const mono = new Float32Array(value.numberOfFrames);
          value.copyTo(mono, { planeIndex: 0, format: 'f32-planar' });
          value.close();
          keep(mono);
          arrivals.push([total, now()]);
        }
      } else if (data.port) {
        sampleRate = data.sampleRate;
        data.port.onmessage = ({ data: [frame, samples] }) => {
          if (firstFrame < 0) firstFrame = frame;
          keep(samples);
          arrivals.push([frame + samples.length, now()]);
        };
      } else if (data.collect) {
        const samples = new Float32Array(total);
        let at = 0;
        for (const block of blocks) { samples.set(block, at); at += block.length; }
        postMessage({ sampleRate, firstFrame, samples, arrivals });
      }
    };`;
  const tapSource = `
    registerProcessor('test-tap', class extends AudioWorkletProcessor {
      constructor() { super(); this.block = new Float32Array(1024); this.filled = 0; this.start = 0; this.kept = [];
        this.port.onmessage = ({ data }) => { this.out = data; for (const block of this.kept.splice(0)) data.postMessage(block); }; }
      process([input], [output]) {
        const frames = output[0].length;
        if (this.filled === 0) this.start = currentFrame;
        for (let channel = 0; channel < output.length; channel += 1)
          if (input[Math.min(channel, input.length - 1)]) output[channel].set(input[Math.min(channel, input.length - 1)]);
        this.block.set(output[0], this.filled);
        this.filled += frames;
        if (this.filled === 1024) {
          if (this.out) this.out.postMessage([this.start, this.block]); else this.kept.push([this.start, this.block.slice()]);
          this.filled = 0;
        }
        return true;
      }
    });`;
  const asUrl = (text: string) => URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  const workers: Record<'microphone' | 'output', Worker[]> = { microphone: [], output: [] };

  const devices = navigator.mediaDevices;
  if (devices) {
    const original = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (constraints) => {
      const stream = await original(constraints);
      const track = stream.getAudioTracks()[0];
      if (track) {
        const Processor = (
          window as unknown as Record<string, new (init: object) => { readable: ReadableStream }>
        )['MediaStreamTrackProcessor']!;
        const { readable } = new Processor({ track: track.clone(), maxBufferSize: 200 });
        const worker = new Worker(asUrl(recorderSource));
        worker.postMessage({ readable }, [readable]);
        workers.microphone.push(worker);
      }
      return stream;
    };
  }

  const prototype = AudioNode.prototype as unknown as {
    connect: (this: AudioNode, ...args: unknown[]) => AudioNode;
  };
  const { connect } = prototype;
  // A node that waits for the tap's code is played meanwhile, and unheard. So the tap's code comes before the app's own.
  // Pages that are not secure have no worklets, and play nothing.
  const worklets = (typeof AudioWorklet === 'function' ? AudioWorklet.prototype : {}) as unknown as {
    addModule: (this: AudioWorklet, ...args: unknown[]) => Promise<void>;
  };
  const { addModule } = worklets;
  const loading = new WeakMap<AudioWorklet, Promise<void>>();
  const loaded = new WeakSet<AudioWorklet>();
  function loadTap(worklet: AudioWorklet): Promise<void> {
    const before = loading.get(worklet);
    if (before) return before;
    const load = addModule.call(worklet, asUrl(tapSource)).then(() => void loaded.add(worklet));
    loading.set(worklet, load);
    return load;
  }
  worklets.addModule = async function (this: AudioWorklet, ...args) {
    await loadTap(this);
    return addModule.apply(this, args);
  };
  const tapped = new WeakSet<BaseAudioContext>();
  prototype.connect = function (this: AudioNode, ...args: unknown[]): AudioNode {
    const context = this.context;
    if (
      !(args[0] instanceof AudioDestinationNode) ||
      !(context instanceof AudioContext) ||
      tapped.has(context)
    )
      return connect.apply(this, args);
    tapped.add(context);
    const join = (): void => {
      const tap = new AudioWorkletNode(context, 'test-tap', { numberOfInputs: 1, outputChannelCount: [1] });
      const worker = new Worker(asUrl(recorderSource));
      const channel = new MessageChannel();
      worker.postMessage({ port: channel.port1, sampleRate: context.sampleRate }, [channel.port1]);
      tap.port.postMessage(channel.port2, [channel.port2]);
      workers.output.push(worker);
      connect.call(this, tap);
      connect.call(tap, context.destination);
    };
    if (loaded.has(context.audioWorklet)) join();
    else void loadTap(context.audioWorklet).then(join);
    return args[0];
  };

  (window as unknown as TapWindow).__taps = {
    count: (kind) => workers[kind].length,
    collect: (kind, index) =>
      new Promise((resolve) => {
        const worker = workers[kind][index]!;
        worker.onmessage = ({ data }: MessageEvent<{ samples: Float32Array }>) => {
          const bytes = new Uint8Array(data.samples.buffer);
          let text = '';
          for (let start = 0; start < bytes.length; start += 32_768)
            text += String.fromCharCode(...bytes.subarray(start, start + 32_768));
          resolve({ ...data, samples: btoa(text) });
        };
        worker.postMessage({ collect: true });
      }),
  };
}

export async function addTaps(context: BrowserContext): Promise<void> {
  // Transpilers that keep function names call this helper, which exists only on their side.
  await context.addInitScript('globalThis.__name ??= (named) => named');
  await context.addInitScript(installTaps);
}

async function collect(page: Page, kind: 'microphone' | 'output', index: number) {
  const raw = (await page.evaluate(
    ([kind, index]) => (window as unknown as TapWindow).__taps.collect(kind, index),
    [kind, index] as const,
  )) as { sampleRate: number; firstFrame: number; samples: string; arrivals: [number, number][] };
  const bytes = Buffer.from(raw.samples, 'base64');
  const samples = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  return { ...raw, samples };
}

/** @param index of the stream, in the order in which they were opened */
export const microphoneTap = (page: Page, index = 0): Promise<MicrophoneTap> =>
  collect(page, 'microphone', index);
/** @param index of the playback context, in the order in which they were connected */
export const outputTap = (page: Page, index = 0): Promise<OutputTap> => collect(page, 'output', index);

/** When a frame of the output was written, from the straight line through the tap's arrivals (earliest ones). */
export function instantOfFrame(tap: OutputTap, frame: number): number {
  const offsets = tap.arrivals.map(([reached, at]) => at - (reached * 1000) / tap.sampleRate);
  return Math.min(...offsets) + (frame * 1000) / tap.sampleRate;
}

/** When a sample of the microphone track could first be read. */
export function instantOfSample(tap: MicrophoneTap, sample: number): number | undefined {
  return tap.arrivals.find(([count]) => count > sample)?.[1];
}
