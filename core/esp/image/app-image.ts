/** What a firmware image says about itself. Source: reference sheet of the box on a cable, B.2. */
import type { AppDescriptor } from '../app-descriptor-types.ts';
import type { EchoError } from '../../errors.ts';

/** The first 24 bytes. */
export interface ImageHeader {
  readonly segmentCount: number;
  readonly spiMode: 'qio' | 'qout' | 'dio' | 'dout' | 'unknown';
  /** High nibble of byte 3: 0 to 5 mean 1, 2, 4, 8, 16, 32 MB. */
  readonly flashSizeNibble: number;
  /** Low nibble of byte 3: 15 80 MHz, 0 40, 1 26, 2 20. */
  readonly flashFreqNibble: number;
  /** Address in RAM that runs first. */
  readonly entry: number;
  /** 9 is the ESP32-S3, see `chip-names.ts`. */
  readonly chipId: number;
  /** Major x 100 + minor; 65,535 in `maxRevFull` is no limit. */
  readonly minRevFull: number;
  readonly maxRevFull: number;
  readonly hashAppended: boolean;
}

export interface ImageSegment {
  /** Of the 8 bytes that announce it; its own bytes follow. */
  readonly fileOffset: number;
  readonly loadAddress: number;
  readonly length: number;
}

export interface BootLoaderDescriptor {
  readonly version: number;
  readonly idfVersion: string;
  /** As the compiler wrote them: `May  5 2026 10:00:00`. */
  readonly dateTime: string;
}

/** An image whose checksum, hash (where there is one) and chip are right. Bytes after `imageLength` are not its own. */
export interface AppImage {
  readonly header: ImageHeader;
  readonly segments: readonly ImageSegment[];
  readonly imageLength: number;
  /** Neither of the two: an image of old tools, or a second stage of somebody else's. */
  readonly kind: 'app' | 'boot-loader' | 'unknown';
  /** Null unless `kind` is `app`. */
  readonly descriptor: AppDescriptor | null;
  /** Null unless `kind` is `boot-loader`; boot loaders before ESP-IDF 5.2 have none and are `unknown`. */
  readonly bootLoader: BootLoaderDescriptor | null;
}

/**
 * Why bytes are no image for this chip. `details` has the numbers.
 * - `empty`: no bytes, or nothing but 0xFF.
 * - `elf`: what the compiler made, before it became an image.
 * - `html`: a web page, saved as `.bin`.
 * - `not-an-image`: another first byte than 0xE9.
 * - `too-many-segments`: none, or more than 16.
 * - `truncated`: it ends before its own end.
 * - `wrong-chip`: `details.chip` names it.
 * - `bad-checksum`, `bad-hash`: damaged.
 */
export type ImageRefusalCode =
  | 'empty'
  | 'elf'
  | 'html'
  | 'not-an-image'
  | 'too-many-segments'
  | 'truncated'
  | 'wrong-chip'
  | 'bad-checksum'
  | 'bad-hash';
export type ImageRefusal = EchoError<ImageRefusalCode>;
