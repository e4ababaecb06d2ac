import { md5 } from '@noble/hashes/legacy.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** 32 hex digits. What the boot loader hashes flash with; not for anything that has to resist a person. */
export const md5Hex = (bytes: Uint8Array): string => bytesToHex(md5(bytes));

export const toHex = bytesToHex;

const blanks = new Map<number, string>();

/** MD5 of so many bytes of 0xFF. */
export function blankMd5(bytes: number): string {
  let digest = blanks.get(bytes);
  if (digest === undefined) {
    digest = md5Hex(new Uint8Array(bytes).fill(0xff));
    blanks.set(bytes, digest);
  }
  return digest;
}
