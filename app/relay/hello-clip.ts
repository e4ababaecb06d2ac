/** A clip as a box can play it: mono, 16 kHz, 16 bit. Pure. */
import { Resampler } from '../../core/audio/resampler.ts';
import { encodeWav, parseWav } from '../../core/audio/wav.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { heardRate } from '../../core/units.ts';
import type { HelloRefusal } from '../../workers/relay-api.ts';

/** What is read of a file at most, two minutes at 48 kHz: what is longer is refused without being converted. */
const maxFrames = 120 * 48_000;
const lowestRate = 8000;
const highestRate = 192_000;

/** @param bytes of a WAV file of any rate and any number of channels */
export function toHelloClip(bytes: Uint8Array): Result<Uint8Array<ArrayBuffer>, HelloRefusal> {
  const wav = parseWav(bytes, maxFrames);
  if (!wav.ok) return err(wav.error.code === 'wav-too-large' ? 'hello-too-long' : 'hello-malformed');
  const { format, samples } = wav.value;
  if (samples.length === 0) return err('hello-empty');
  const { sampleRate } = format;
  if (!Number.isInteger(sampleRate) || sampleRate < lowestRate || sampleRate > highestRate)
    return err('hello-malformed');
  const resampler = new Resampler(sampleRate, heardRate);
  const out = new Float32Array(resampler.maxOutputSamples(samples.length) + resampler.maxFlushSamples);
  const written = resampler.process(samples, out);
  const rest = resampler.flush(out.subarray(written));
  return ok(encodeWav(out.subarray(0, written + rest), heardRate));
}
