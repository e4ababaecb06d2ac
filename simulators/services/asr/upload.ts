/** Takes apart what is sent to `/v1/audio/transcriptions`. */
import { resample } from '../../../core/audio/resampler.ts';
import { parseWav } from '../../../core/audio/wav.ts';
import type { Wav } from '../../../core/audio/wav.ts';
import { heardRate } from '../../../core/units.ts';
import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import { parseMultipart } from './multipart.ts';

export interface Upload {
  /** Text fields; a repeated one (`timestamp_granularities[]`) has its values joined by commas. */
  readonly fields: Readonly<Record<string, string>>;
  readonly file: { readonly name: string; readonly type: string; readonly bytes: Uint8Array } | null;
}

/** Sorts the parts of a form. The error is a sentence for the client. */
export function readUpload(contentType: string | null, body: Buffer): Result<Upload, string> {
  const parts = parseMultipart(contentType, body);
  if (!parts.ok) return parts;
  const fields: Record<string, string> = {};
  let file: Upload['file'] = null;
  for (const { name, fileName, type, bytes } of parts.value) {
    if (name === 'file' && fileName !== null) file = { name: fileName, type, bytes };
    else if (fileName === null) {
      const value = bytes.toString('utf8');
      fields[name] = Object.hasOwn(fields, name) ? `${fields[name] ?? ''},${value}` : value;
    }
  }
  return ok({ fields, file });
}

/** The audio of an upload as it came, and brought to 16 kHz for the recogniser. */
export interface HeardAudio {
  readonly wav: Wav;
  readonly pcm: Float32Array;
}

/** Only WAV is understood here, as by whisper.cpp. */
export function readAudio(bytes: Uint8Array): Result<HeardAudio, string> {
  const wav = parseWav(bytes);
  if (!wav.ok) return err(`Invalid file format: ${wav.error.message}`);
  const { format, samples } = wav.value;
  const { sampleRate } = format;
  if (sampleRate < 8000 || sampleRate > 192_000) return err(`Invalid file format: ${sampleRate} Hz`);
  const pcm = sampleRate === heardRate ? samples : resample(samples, sampleRate, heardRate);
  return ok({ wav: wav.value, pcm });
}
