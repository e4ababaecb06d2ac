/** The greeting that a box plays once it has booted, and in place of its beep: a WAV file in pieces. Sheet `echokit.md` 1.3. */
import { resample } from '../../audio/resampler.ts';
import { encodeWav, parseWav } from '../../audio/wav.ts';
import { EchoError } from '../../errors.ts';
import { err, ok, type Result } from '../../result.ts';
import { heardRate } from '../../units.ts';
import type { ServerEvent } from '../server-event.ts';

/** File bytes of one HelloChunk, the last one excepted. */
const chunkBytes = 2048;
/** The box keeps it in its memory and plays it each time its button is pressed. Upstream's samples last half a second. */
export const longestHelloSeconds = 10;

/** `hello-malformed`: no WAV file that can be read. `hello-too-long`: over {@link longestHelloSeconds}. `hello-empty`. */
type HelloErrorCode = 'hello-malformed' | 'hello-too-long' | 'hello-empty';

/** 16 kHz mono, 16 bit, with the 44 bytes of its header: what a box can play. */
export type HelloClip = Uint8Array<ArrayBuffer>;

/** @param wav any rate and number of channels */
export function makeHelloClip(wav: Uint8Array): Result<HelloClip, EchoError<HelloErrorCode>> {
  const parsed = parseWav(wav, longestHelloSeconds * 192_000);
  if (!parsed.ok) {
    const code = parsed.error.code === 'wav-too-large' ? 'hello-too-long' : 'hello-malformed';
    return err(new EchoError(code, parsed.error.message, { cause: parsed.error }));
  }
  const { samples, format } = parsed.value;
  if (samples.length === 0) return err(new EchoError('hello-empty', 'the clip has no samples'));
  if (samples.length > longestHelloSeconds * format.sampleRate) {
    const message = `the clip lasts more than ${longestHelloSeconds} s`;
    return err(new EchoError('hello-too-long', message, { details: { limitSeconds: longestHelloSeconds } }));
  }
  return ok(encodeWav(resample(samples, format.sampleRate, heardRate), heardRate));
}

/** HelloStart, the file, HelloEnd. */
export function helloEvents(clip: HelloClip): readonly ServerEvent[] {
  const events: ServerEvent[] = [{ event: 'HelloStart' }];
  for (let at = 0; at < clip.length; at += chunkBytes)
    events.push({ event: 'HelloChunk', data: clip.subarray(at, at + chunkBytes) });
  return [...events, { event: 'HelloEnd' }];
}
