/** Base64 of RFC 4648 section 4. Written here because `core` knows neither `atob` nor `Buffer`. */
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const letterCodes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
const padding = 0x3d;
const notALetter = 0xff;

/** Value of each ASCII code; both alphabets are read, the ordinary one is written. */
const valueOfCode = new Uint8Array(128).fill(notALetter);
letterCodes.forEach((code, value) => (valueOfCode[code] = value));
valueOfCode['-'.charCodeAt(0)] = 62;
valueOfCode['_'.charCodeAt(0)] = 63;

/** Letters that are put together at once: the most arguments that every engine takes in one call. */
const lettersAtOnce = 8192;

export function encodeBase64(bytes: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  let to = 0;
  for (let from = 0; from < bytes.length; from += 3) {
    const left = bytes.length - from;
    const triple =
      (bytes[from]! << 16) | ((left > 1 ? bytes[from + 1]! : 0) << 8) | (left > 2 ? bytes[from + 2]! : 0);
    codes[to++] = letterCodes[triple >> 18]!;
    codes[to++] = letterCodes[(triple >> 12) & 63]!;
    codes[to++] = left > 1 ? letterCodes[(triple >> 6) & 63]! : padding;
    codes[to++] = left > 2 ? letterCodes[triple & 63]! : padding;
  }
  let text = '';
  for (let at = 0; at < codes.length; at += lettersAtOnce)
    text += String.fromCharCode(...codes.subarray(at, at + lettersAtOnce));
  return text;
}

/**
 * Padding may be absent, and nothing may follow it.
 * @returns undefined if the text is no base64: a foreign letter, or a lone one at the end
 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  let end = text.length;
  for (let pads = 0; pads < 2 && text.charCodeAt(end - 1) === padding; pads++) end--;
  if (end % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((end * 3) / 4));
  let bits = 0;
  let held = 0;
  let to = 0;
  for (let at = 0; at < end; at++) {
    const code = text.charCodeAt(at);
    const value = code < 128 ? valueOfCode[code]! : notALetter;
    if (value === notALetter) return undefined;
    held = ((held << 6) | value) & 0xff_ffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[to++] = (held >> bits) & 0xff;
  }
  return bytes;
}

/** Int16 samples of base64 little-endian PCM; half a sample at the end is ignored. Undefined as in {@link decodeBase64}. */
export function decodePcmText(text: string): Int16Array<ArrayBuffer> | undefined {
  const bytes = decodeBase64(text);
  if (bytes === undefined) return undefined;
  const samples = new Int16Array(bytes.length >> 1);
  for (let i = 0; i < samples.length; i++) samples[i] = bytes[2 * i]! | (bytes[2 * i + 1]! << 8);
  return samples;
}

/** Base64 of the samples as little-endian int16. */
export function encodePcmText(pcm: Int16Array): string {
  const bytes = new Uint8Array(2 * pcm.length);
  for (let i = 0; i < pcm.length; i++) {
    bytes[2 * i] = pcm[i]! & 0xff;
    bytes[2 * i + 1] = (pcm[i]! >> 8) & 0xff;
  }
  return encodeBase64(bytes);
}
