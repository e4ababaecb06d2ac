/** The ordinary polynomial, reflected. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb8_8320 : value >>> 1;
  return value;
});

/**
 * The CRC of NVS: zlib's, but as if 0xFFFFFFFF had been the CRC of something before, so its register starts at 0.
 * Of "123456789" it is 0xD202D277.
 * @param register what {@link crcRegister} of the bytes before gave, 0 for none
 */
export const nvsCrc32 = (bytes: Uint8Array, from = 0, to = bytes.length, register = 0): number =>
  ~crcRegister(bytes, from, to, register) >>> 0;

/** To go on with, where the bytes do not lie together. */
export function crcRegister(bytes: Uint8Array, from: number, to: number, register: number): number {
  let value = register;
  for (let at = from; at < to; at++) value = table[(value ^ bytes[at]!) & 0xff]! ^ (value >>> 8);
  return value;
}
