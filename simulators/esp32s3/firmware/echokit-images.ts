/** A boot loader and an application that say of themselves what EchoKit's do. Their code is noise. */
import { sha256 } from '@noble/hashes/sha2.js';
import { buildImage, noiseBytes } from './build-image.ts';

const text = (bytes: Uint8Array, at: number, value: string) => bytes.set(new TextEncoder().encode(value), at);

/** Mapped segments lie in the file as they lie in memory, modulo 64 KiB; these sizes make it so. */
const dromBytes = 0x1_8000;
const dramBytes = 0x7ff0;
const iromBytes = 0x3_0000;
const iramBytes = 0x4000;

/** @param version as EchoKit writes it: `v0.3.2` */
export function buildEchokitApp(version = 'v0.3.2', seed = 1): Uint8Array<ArrayBuffer> {
  const drom = noiseBytes(dromBytes, seed);
  const descriptor = new Uint8Array(256);
  descriptor.set([0x32, 0x54, 0xcd, 0xab]);
  text(descriptor, 0x10, version);
  text(descriptor, 0x30, 'libespidf');
  text(descriptor, 0x50, '10:20:30');
  text(descriptor, 0x60, 'Feb 10 2026');
  text(descriptor, 0x70, 'v5.4.1');
  descriptor.set(sha256(new TextEncoder().encode(`echokit ${version} ${seed}`)), 0x90);
  // Any block of efuses, pages of 64 KiB.
  new DataView(descriptor.buffer).setUint16(0xb2, 199, true);
  descriptor[0xb4] = 16;
  drom.set(descriptor);
  return buildImage(
    [
      { address: 0x3c0a_0020, bytes: drom },
      { address: 0x3fc9_6a00, bytes: noiseBytes(dramBytes, seed + 1) },
      { address: 0x4200_0020, bytes: noiseBytes(iromBytes, seed + 2) },
      { address: 0x4037_4000, bytes: noiseBytes(iramBytes, seed + 3) },
    ],
    0x4037_5bd8,
  );
}

export function buildBootLoader(seed = 1): Uint8Array<ArrayBuffer> {
  const first = noiseBytes(0x1508, seed + 4);
  const descriptor = new Uint8Array(80);
  descriptor[0] = 0x50;
  new DataView(descriptor.buffer).setUint32(4, 1, true);
  text(descriptor, 8, 'v5.4.1');
  text(descriptor, 40, 'Feb 10 2026 10:20:00');
  first.set(descriptor);
  return buildImage(
    [
      { address: 0x3fce_2820, bytes: first },
      { address: 0x403c_8700, bytes: noiseBytes(0xbe4, seed + 5) },
      { address: 0x403c_b700, bytes: noiseBytes(0x2cac, seed + 6) },
    ],
    0x403c_88b8,
  );
}
