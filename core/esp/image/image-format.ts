/** Where things lie in an image. Source: reference sheet of the box on a cable, B.2. */
export const imageFormat = {
  magic: 0xe9,
  headerBytes: 24,
  segmentHeaderBytes: 8,
  mostSegments: 16,
  /** Zeros follow the segments, so that the checksum is the last byte of a group of these. */
  checksumGroup: 16,
  checksumSeed: 0xef,
  hashBytes: 32,
  /** Descriptors are the first bytes of the first segment. */
  descriptorAt: 0x20,
} as const;
