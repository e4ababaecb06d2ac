/** Files that people take for firmware, told apart by how they begin. */
import { EchoError } from '../../errors.ts';
import { isBlank } from '../flash-bytes.ts';
import type { ImageRefusal } from './app-image.ts';
import { imageFormat } from './image-format.ts';

const packed: readonly { name: string; magic: readonly number[] }[] = [
  { name: 'gzip', magic: [0x1f, 0x8b] },
  { name: 'zip', magic: [0x50, 0x4b, 0x03, 0x04] },
];
const elfMagic = [0x7f, 0x45, 0x4c, 0x46];
const partitionMagic = [0xaa, 0x50];
/** How far a page may be indented. */
const longestIndent = 64;
const lessThan = 0x3c;

/** @returns null where an image may begin */
export function refuseForeignFile(bytes: Uint8Array): ImageRefusal | null {
  const startsWith = (magic: readonly number[]) => magic.every((byte, index) => bytes[index] === byte);
  if (bytes[0] === imageFormat.magic) return null;
  if (bytes.length === 0) return new EchoError('empty', 'there is nothing in it');
  if (bytes[0] === 0xff && isBlank(bytes)) return new EchoError('empty', 'there is nothing in it but 0xFF');
  if (startsWith(elfMagic))
    return new EchoError(
      'elf',
      'this is an ELF file, as the compiler leaves it; a flash image is made of it by "espflash save-image" or "esptool elf2image"',
    );
  if (looksLikePage(bytes))
    return new EchoError('html', 'this is a web page and no firmware: the address led to an error page');
  const archive = packed.find(({ magic }) => startsWith(magic));
  if (archive !== undefined)
    return new EchoError('not-an-image', `this is packed (${archive.name}); unpack it first`);
  const first = `0x${bytes[0]!.toString(16).padStart(2, '0')}`;
  return new EchoError(
    'not-an-image',
    startsWith(partitionMagic)
      ? 'this is a partition table and no firmware'
      : `this is no firmware image: it begins with ${first} and not with 0xe9`,
  );
}

function looksLikePage(bytes: Uint8Array): boolean {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const head = bytes.subarray(hasMark ? 3 : 0, longestIndent);
  return head.find((byte) => byte !== 0x20 && (byte < 0x09 || byte > 0x0d)) === lessThan;
}
