/**
 * The cut-down data of eSpeak NG: those files of the package's 24 MB data file that the languages on offer need, in
 * one file made at build time. Written by `scripts/cut-espeak-data.ts`, read by the voice worker.
 *
 *   magic 'ECHOVOX1' | header length, uint32 LE | header, JSON in ASCII | the kept files, one after the other
 */
import { parseJson, field, listField, numberField, textField } from '../../core/engine-wire/json-field.ts';
import { err, ok, type Result } from '../../core/result.ts';

/** A file inside the package's data file, in bytes from its start. */
export interface PackedFile {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

export interface VoicePackHeader {
  /** Version of @echogarden/espeak-ng-emscripten whose loader expects the files at these places. */
  readonly version: string;
  /** Length of the whole data file. */
  readonly originalBytes: number;
  readonly kept: readonly PackedFile[];
  /** Files the loader expects and does not find; they are taken out of its file system again. */
  readonly left: readonly string[];
}

const magic = 'ECHOVOX1';
const fixedBytes = magic.length + 4;
const maxHeaderBytes = 200_000;
/** No data file of eSpeak NG comes near this; what claims to is not one. */
const maxOriginalBytes = 100_000_000;

/** @param original the package's whole data file */
export function writeVoicePack(header: VoicePackHeader, original: Uint8Array): Uint8Array<ArrayBuffer> {
  const json = JSON.stringify(header);
  const keptBytes = header.kept.reduce((sum, file) => sum + file.end - file.start, 0);
  const pack = new Uint8Array(fixedBytes + json.length + keptBytes);
  const ascii = (text: string, at: number) => {
    for (let i = 0; i < text.length; i++) pack[at + i] = text.charCodeAt(i);
  };
  ascii(magic, 0);
  new DataView(pack.buffer).setUint32(magic.length, json.length, true);
  ascii(json, fixedBytes);
  let at = fixedBytes + json.length;
  for (const { start, end } of header.kept) {
    pack.set(original.subarray(start, end), at);
    at += end - start;
  }
  return pack;
}

export interface VoiceData {
  readonly header: VoicePackHeader;
  /**
   * As long as the original, with the kept files where the loader looks for them and zeros elsewhere. The zeros are
   * pages that are never touched, so they cost address space and no memory.
   */
  readonly data: ArrayBuffer;
}

export type VoicePackError = 'not-a-voice-pack' | 'voice-pack-broken';

export function readVoicePack(pack: Uint8Array): Result<VoiceData, VoicePackError> {
  if (pack.length < fixedBytes || asciiOf(pack.subarray(0, magic.length)) !== magic) {
    return err('not-a-voice-pack');
  }
  const length = new DataView(pack.buffer, pack.byteOffset).getUint32(magic.length, true);
  if (length > maxHeaderBytes || fixedBytes + length > pack.length) return err('voice-pack-broken');
  const header = readHeader(asciiOf(pack.subarray(fixedBytes, fixedBytes + length)));
  if (header === undefined) return err('voice-pack-broken');
  const data = new Uint8Array(header.originalBytes);
  let at = fixedBytes + length;
  for (const { start, end } of header.kept) {
    const file = pack.subarray(at, at + end - start);
    if (file.length !== end - start) return err('voice-pack-broken');
    data.set(file, start);
    at += file.length;
  }
  return ok({ header, data: data.buffer });
}

function readHeader(text: string): VoicePackHeader | undefined {
  const json = parseJson(text, maxHeaderBytes);
  if (!json.ok) return undefined;
  const version = textField(json.value, 'version');
  const originalBytes = numberField(json.value, 'originalBytes');
  if (version === undefined || originalBytes === undefined) return undefined;
  if (originalBytes < 0 || originalBytes > maxOriginalBytes) return undefined;
  const kept: PackedFile[] = [];
  for (const entry of listField(json.value, 'kept')) {
    const name = textField(entry, 'name');
    const start = numberField(entry, 'start');
    const end = numberField(entry, 'end');
    if (name === undefined || start === undefined || end === undefined) return undefined;
    if (!(start >= 0 && start <= end && end <= originalBytes)) return undefined;
    kept.push({ name, start, end });
  }
  const left = field(json.value, 'left');
  if (!Array.isArray(left) || !left.every((name) => typeof name === 'string')) return undefined;
  return { version, originalBytes, kept, left };
}

function asciiOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
