/** What applications and boot loaders say about themselves. Source: reference sheet of the box on a cable, B.2. */
import { bytesToHex } from '@noble/hashes/utils.js';
import { decodeUtf8 } from '../../echokit/utf8.ts';
import type { AppDescriptor } from '../app-descriptor-types.ts';
import type { BootLoaderDescriptor } from './app-image.ts';
import { imageFormat } from './image-format.ts';

/** With what only the doors print. */
export interface FullAppDescriptor extends AppDescriptor {
  readonly minEfuseBlkRev: number;
  readonly maxEfuseBlkRev: number;
  readonly mmuPageSizeLog2: number;
}

const appMagic = 0xabcd5432;
/** The last field that is read ends here. */
const appDescriptorEnd = 0xd5;

/**
 * @param bytes an application from its first byte on; the first 256 suffice
 * @returns null where there is none: no image, or another kind of image
 */
export function readAppDescriptor(bytes: Uint8Array): FullAppDescriptor | null {
  if (bytes.length < appDescriptorEnd || bytes[0] !== imageFormat.magic) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, appDescriptorEnd);
  if (view.getUint32(imageFormat.descriptorAt, true) !== appMagic) return null;
  return {
    project: readText(bytes, 0x50, 32),
    version: readText(bytes, 0x30, 32),
    idfVersion: readText(bytes, 0x90, 32),
    date: readText(bytes, 0x80, 16),
    time: readText(bytes, 0x70, 16),
    secureVersion: view.getUint32(0x24, true),
    elfSha256: bytesToHex(bytes.subarray(0xb0, 0xd0)),
    minEfuseBlkRev: view.getUint16(0xd0, true),
    maxEfuseBlkRev: view.getUint16(0xd2, true),
    mmuPageSizeLog2: view.getUint8(0xd4),
  };
}

const bootLoaderMagic = 0x50;
const bootLoaderDescriptorEnd = imageFormat.descriptorAt + 64;

/** @returns null where there is none: boot loaders before ESP-IDF 5.2 say nothing about themselves */
export function readBootLoaderDescriptor(bytes: Uint8Array): BootLoaderDescriptor | null {
  const at = imageFormat.descriptorAt;
  if (bytes.length < bootLoaderDescriptorEnd || bytes[0] !== imageFormat.magic) return null;
  if (bytes[at] !== bootLoaderMagic) return null;
  const idfVersion = readText(bytes, at + 8, 32);
  // One byte is a weak mark: code may begin with it as well, but no version follows there.
  if (!/^[ -~]+$/.test(idfVersion)) return null;
  const version = new DataView(bytes.buffer, bytes.byteOffset + at + 4, 4).getUint32(0, true);
  return { version, idfVersion, dateTime: readText(bytes, at + 40, 24) };
}

/** Up to the first NUL; bytes that are no UTF-8 are taken one by one. */
function readText(bytes: Uint8Array, at: number, length: number): string {
  const field = bytes.subarray(at, at + length);
  const end = field.indexOf(0);
  const text = end < 0 ? field : field.subarray(0, end);
  return decodeUtf8(text) ?? String.fromCharCode(...text);
}
