import { heardRate } from '../../../core/units.ts';
import type { Millis, Samples } from '../../../core/units.ts';
import { createPowerSpectrum } from './power-spectrum.ts';

/** Step from one feature frame to the next. */
export const hopSamples: Samples = 160;
/** The same in time, at 16 kHz. */
export const hopMs: Millis = 10;
/** Mel bands of a feature frame. */
export const bandCount = 24;

const windowSamples: Samples = 400;
const fftSize = 512;
/** Below lies hum and rumble that microphone processing removes. */
const lowestHz = 150;
const highestHz = 7000;
/** Keeps the logarithm of digital silence finite; about -90 dB below full scale. */
const silencePower = 1e-9 * windowSamples;

/**
 * How a sound behaves over time without its waveform: the level of every mel band, in dB.
 * Band after band: `db[band * frames + f]`. Frame `f` is centred on sample `160 f + 80` at 16 kHz.
 */
export interface LogMel {
  readonly frames: number;
  readonly db: Float32Array;
}

const hann = Float32Array.from(
  { length: windowSamples },
  (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (n + 0.5)) / windowSamples),
);
const powerSpectrum = createPowerSpectrum(fftSize);
const filters = melFilters();

/** Features of mono PCM at 16 kHz in [-1, 1]. Windows that reach over the ends see zeros there. */
export function logMel(pcm: Float32Array): LogMel {
  const frames = Math.ceil(pcm.length / hopSamples);
  const db = new Float32Array(frames * bandCount);
  const windowed = new Float32Array(fftSize);
  const power = new Float32Array(fftSize / 2 + 1);
  for (let f = 0; f < frames; f++) {
    const first = f * hopSamples + (hopSamples - windowSamples) / 2;
    const from = Math.max(0, -first);
    const to = Math.min(windowSamples, pcm.length - first);
    windowed.fill(0);
    for (let n = from; n < to; n++) windowed[n] = pcm[first + n]! * hann[n]!;
    powerSpectrum(windowed, power);
    for (let band = 0; band < bandCount; band++) {
      const { lowestBin, weights } = filters[band]!;
      let sum = silencePower;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * power[lowestBin + k]!;
      db[band * frames + f] = 10 * Math.log10(sum);
    }
  }
  return { frames, db };
}

interface Filter {
  readonly lowestBin: number;
  readonly weights: Float32Array;
}

/** Triangles evenly spread on the mel scale, each reaching from its lower neighbour's centre to its upper one's. */
function melFilters(): Filter[] {
  const toMel = (hz: number) => 1127 * Math.log(1 + hz / 700);
  const toHz = (mel: number) => 700 * (Math.exp(mel / 1127) - 1);
  const lowest = toMel(lowestHz);
  const step = (toMel(highestHz) - lowest) / (bandCount + 1);
  const bin = (position: number) => (toHz(lowest + step * position) / heardRate) * fftSize;
  return Array.from({ length: bandCount }, (_, band) => {
    const low = bin(band);
    const centre = bin(band + 1);
    const high = bin(band + 2);
    const lowestBin = Math.ceil(low);
    const weights: number[] = [];
    for (let k = lowestBin; k < high; k++) {
      weights.push(k < centre ? (k - low) / (centre - low) : (high - k) / (high - centre));
    }
    return { lowestBin, weights: Float32Array.from(weights) };
  });
}
