/** Builds WAV files as other programs write them, field by field, for the tests of the readers. */
export interface Chunk {
  readonly id: string;
  readonly body: Uint8Array;
  /** What the header says instead of the body's length. */
  readonly announced?: number;
  /** False for writers that forget the pad byte after an odd body. */
  readonly padded?: boolean;
}

export interface FormatFields {
  readonly tag?: number;
  readonly channels?: number;
  readonly rate?: number;
  readonly bits?: number;
  /** Bytes of one sample of all channels, when not what the bits say. */
  readonly frameBytes?: number;
}

/** A file of these chunks. `riffBytes` replaces the length in the first header. */
export function riff(chunks: readonly Chunk[], riffBytes?: number): Uint8Array {
  const bytes: number[] = [...ascii('WAVE')];
  for (const { id, body, announced = body.length, padded = true } of chunks) {
    bytes.push(...ascii(id), ...u32(announced), ...body);
    if (body.length % 2 === 1 && padded) bytes.push(0);
  }
  return Uint8Array.from([...ascii('RIFF'), ...u32(riffBytes ?? bytes.length), ...bytes]);
}

/** A plain 16-byte fmt chunk; by default mono, 16 kHz, 16-bit PCM. */
export function fmt(fields: FormatFields = {}): Chunk {
  const { tag = 1, channels = 1, rate = 16_000, bits = 16 } = fields;
  const { frameBytes = (channels * bits) / 8 } = fields;
  const body = [
    ...u16(tag),
    ...u16(channels),
    ...u32(rate),
    ...u32(rate * frameBytes),
    ...u16(frameBytes),
    ...u16(bits),
  ];
  return { id: 'fmt ', body: Uint8Array.from(body) };
}

/** A 40-byte WAVE_FORMAT_EXTENSIBLE chunk whose SubFormat is `tag`. */
export function extensibleFmt(fields: FormatFields, tag: number, validBits: number): Chunk {
  const guidTail = [0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71];
  const plain = fmt({ ...fields, tag: 0xfffe }).body;
  const body = [...plain, ...u16(22), ...u16(validBits), ...u32(4), ...u16(tag), ...guidTail];
  return { id: 'fmt ', body: Uint8Array.from(body) };
}

export const data = (body: Iterable<number>, announced?: number): Chunk => ({
  id: 'data',
  body: Uint8Array.from(body),
  ...(announced === undefined ? {} : { announced }),
});

export const ascii = (text: string): number[] => Array.from(text, (character) => character.charCodeAt(0));
export const u16 = (value: number): number[] => [value & 255, (value >> 8) & 255];
export const u32 = (value: number): number[] => [...u16(value & 65_535), ...u16(value >>> 16)];
