import { describe, expect, it, onTestFinished } from 'vitest';
import { createOpusEncoder } from '../../../core/opus/opus-codec.ts';
import { choosePacketDecoder } from './choose-packet-decoder.ts';
import type { PacketDecoder } from './packet-decoder.ts';
import { probeLevel, probePacket } from './probe-packet.ts';
import { decodesRight, WebCodecsOpus, type WebCodecs } from './web-codecs-opus.ts';

interface CodecManner {
  /** Frames of 48 kHz that come out of one packet, one list for each output. */
  readonly outputs?: readonly number[];
  readonly level?: number;
  /** Nothing comes before a further packet. */
  readonly holdsBack?: boolean;
  readonly refuses?: boolean;
  /** The decoder breaks at a packet of one byte. */
  readonly isFragile?: boolean;
}

/** A browser's codecs that behave as told. */
function codecs({
  outputs = [5760],
  level = 0.22,
  holdsBack = false,
  refuses = false,
  isFragile = true,
}: CodecManner = {}) {
  const made: FakeDecoder[] = [];
  class FakeDecoder {
    state = 'unconfigured';
    readonly #init: AudioDecoderInit;
    #held = 0;
    constructor(init: AudioDecoderInit) {
      this.#init = init;
      made.push(this);
    }
    configure({ codec }: AudioDecoderConfig): void {
      if (refuses) throw new TypeError(`no ${codec} here`);
      this.state = 'configured';
    }
    decode({ data }: { data: Uint8Array }): void {
      if (this.state === 'closed') throw new Error('closed');
      queueMicrotask(() => {
        if (this.state === 'closed') return;
        if (isFragile && data.length === 1) {
          this.state = 'closed';
          this.#init.error(new DOMException('broken'));
          return;
        }
        this.#held += 1;
        if (holdsBack && this.#held < 2) return;
        for (const frames of outputs) this.#init.output(audioData(frames));
      });
    }
    close(): void {
      this.state = 'closed';
    }
  }
  const audioData = (frames: number) =>
    ({
      numberOfFrames: frames,
      sampleRate: 48_000,
      copyTo: (plane: Float32Array) => plane.fill(level),
      close: () => undefined,
    }) as unknown as AudioData;
  class FakeChunk {
    readonly data: Uint8Array;
    constructor({ data }: { data: Uint8Array }) {
      this.data = data;
    }
  }
  const browser = { AudioDecoder: FakeDecoder, EncodedAudioChunk: FakeChunk } as unknown as WebCodecs;
  return { browser, made };
}

describe('the browser’s decoder', () => {
  it.each<[string, CodecManner, boolean]>([
    ['gives all of a packet at once', {}, true],
    ['cuts the packet into frames', { outputs: [2880, 2880] }, false],
    ['knows 60 ms only', { outputs: [2880] }, false],
    ['trims what was not asked for', { outputs: [5448] }, false],
    ['gives silence', { level: 0 }, false],
    ['is far too loud', { level: 0.9 }, false],
    ['knows no Opus', { refuses: true }, false],
    ['holds a packet back', { holdsBack: true }, false],
  ])('that %s is trusted: %#', async (_, manner, isTrusted) => {
    const { browser, made } = codecs(manner);
    expect(await decodesRight(browser)).toBe(isTrusted);
    expect(made.every(({ state }) => state === 'closed' || manner.refuses === true)).toBe(true);
  });

  it('goes on after a packet that breaks it, and after a reset', async () => {
    const { browser, made } = codecs();
    const decoder = new WebCodecsOpus(browser);
    expect(await decoder.decode(probePacket)).toMatchObject({ sampleRate: 48_000 });
    expect(await decoder.decode(new Uint8Array(1))).toBeNull();
    expect((await decoder.decode(probePacket))?.samples).toHaveLength(5760);
    const pending = decoder.decode(probePacket);
    decoder.reset();
    expect(await pending).toBeNull();
    expect((await decoder.decode(probePacket))?.samples).toHaveLength(5760);
    decoder.close();
    expect(made.map(({ state }) => state)).toEqual(['closed', 'closed', 'closed']);
  });
});

describe('libopus', () => {
  async function libOpus(): Promise<PacketDecoder> {
    const decoder = await choosePacketDecoder(undefined);
    onTestFinished(() => decoder.close());
    return decoder;
  }

  it('decodes the packet of the probe to 120 ms at its level', async () => {
    const decoder = await libOpus();
    const chunk = (await decoder.decode(probePacket))!;
    expect(chunk.sampleRate).toBe(16_000);
    expect(chunk.samples).toHaveLength(1920);
    const power = chunk.samples.reduce((sum, sample) => sum + sample * sample, 0) / 1920;
    expect(Math.abs(Math.sqrt(power) - probeLevel)).toBeLessThan(0.02);
  });

  it('is taken where the browser does it wrong, and says what is no packet', async () => {
    const decoder = await choosePacketDecoder(codecs({ outputs: [960] }).browser);
    expect(decoder).not.toBeInstanceOf(WebCodecsOpus);
    expect(await decoder.decode(new Uint8Array(0))).toBeNull();
    expect(await decoder.decode(new Uint8Array([0xff, 0xff, 0xff, 0x7f]))).toBeNull();
    decoder.close();
    expect(await choosePacketDecoder(codecs().browser)).toBeInstanceOf(WebCodecsOpus);
  });

  it('decodes the same packet alike after a reset', async () => {
    const decoder = await libOpus();
    const encoder = await createOpusEncoder('voip');
    const hum = Int16Array.from({ length: 1920 }, (_, n) => Math.round(8000 * Math.sin(n / 10)));
    const packet = encoder.encode(hum);
    encoder.close();
    const fresh = await decoder.decode(packet);
    await decoder.decode(probePacket);
    decoder.reset();
    expect(await decoder.decode(packet)).toEqual(fresh);
  });
});
