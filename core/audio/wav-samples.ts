import { bytesPerSample, type WavEncoding, type WavFormat } from './wav-header.ts';

type SampleReader = (view: DataView, at: number) => number;

/** One sample as a float. Integers are divided by their full scale, floats that are no numbers read as silence. */
const readers: Readonly<Record<WavEncoding, SampleReader>> = {
  int8: (view, at) => (view.getUint8(at) - 128) / 128,
  int16: (view, at) => view.getInt16(at, true) / 32_768,
  int24: (view, at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 8_388_608,
  int32: (view, at) => view.getInt32(at, true) / 2_147_483_648,
  float32: (view, at) => finite(view.getFloat32(at, true)),
  float64: (view, at) => finite(view.getFloat64(at, true)),
};

/**
 * Decodes the bytes of whole frames to mono. An incomplete last frame is ignored.
 * Any range of a file's data that begins on a frame will do, so that long files can be read in slices.
 */
export function decodeWavFrames(data: Uint8Array, format: WavFormat): Float32Array {
  const { channels, encoding, frameBytes } = format;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const read = readers[encoding];
  const width = bytesPerSample[encoding];
  const mono = new Float32Array(Math.floor(data.length / frameBytes));
  for (let i = 0, at = 0; i < mono.length; i++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++, at += width) sum += read(view, at);
    mono[i] = sum / channels;
  }
  return mono;
}

const finite = (sample: number): number => (Number.isFinite(sample) ? sample : 0);
