/** The outside of an Opus packet: its table-of-contents byte, its frames, two packets made one. Source: RFC 6716, 3.1 and 3.2. */

/** Frames longer than this do not exist. */
const longestFrame = 1275;
const longestFrames = 48;

/**
 * Two packets of one encoder as one packet with the frames of both.
 * @throws RangeError if they differ in mode, bandwidth or frame length, or one of them is no packet
 */
export function joinPackets(first: Uint8Array, second: Uint8Array): Uint8Array {
  const toc = first[0];
  if (toc === undefined || second[0] === undefined || toc >> 2 !== second[0] >> 2)
    throw new RangeError('frames of one packet share their mode, bandwidth and length');
  const frames = [...packetFrames(first), ...packetFrames(second)];
  if (frames.length > longestFrames) throw new RangeError(`${frames.length} frames are too many`);
  // Code 3, variable bitrate: a count, the lengths of all frames but the last, the frames.
  const head = [toc | 3, 0x80 | frames.length];
  for (const frame of frames.slice(0, -1)) head.push(...lengthBytes(frame.length));
  const joined = new Uint8Array(head.length + frames.reduce((sum, frame) => sum + frame.length, 0));
  joined.set(head);
  let at = head.length;
  for (const frame of frames) {
    joined.set(frame, at);
    at += frame.length;
  }
  return joined;
}

/** The frames of a packet without padding, each a view. @throws RangeError for what is no packet, or is padded */
export function packetFrames(packet: Uint8Array): readonly Uint8Array[] {
  const toc = packet[0];
  if (toc === undefined) throw malformed();
  switch (toc & 3) {
    case 0:
      return [packet.subarray(1)];
    case 1:
      return evenFrames(packet.subarray(1), 2);
    case 2:
      return unevenFrames(packet, 1, 2);
    default: {
      const count = packet[1];
      if (count === undefined || (count & 0x40) !== 0) throw malformed();
      return (count & 0x80) === 0
        ? evenFrames(packet.subarray(2), count & 0x3f)
        : unevenFrames(packet, 2, count & 0x3f);
    }
  }
}

function evenFrames(bytes: Uint8Array, count: number): readonly Uint8Array[] {
  const length = bytes.length / count;
  if (!Number.isInteger(length) || length > longestFrame) throw malformed();
  return Array.from({ length: count }, (_, n) => bytes.subarray(n * length, (n + 1) * length));
}

function unevenFrames(packet: Uint8Array, from: number, count: number): readonly Uint8Array[] {
  const lengths: number[] = [];
  let at = from;
  for (let n = 0; n < count - 1; n += 1) {
    const low = packet[at++];
    if (low === undefined) throw malformed();
    lengths.push(low < 252 ? low : low + 4 * (packet[at++] ?? NaN));
  }
  const frames: Uint8Array[] = [];
  for (const length of lengths) {
    if (!(at + length <= packet.length)) throw malformed();
    frames.push(packet.subarray(at, at + length));
    at += length;
  }
  if (count < 1 || packet.length - at > longestFrame) throw malformed();
  return [...frames, packet.subarray(at)];
}

const malformed = () => new RangeError('these bytes are no Opus packet');

function lengthBytes(length: number): readonly number[] {
  if (length < 252) return [length];
  const low = 252 + (length & 3);
  return [low, (length - low) >> 2];
}
