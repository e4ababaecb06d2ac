import { err, ok, type Result } from '../../result.ts';
import type { AppImage, ImageRefusal } from './app-image.ts';
import { inspectImage, type ImageOptions } from './inspect-image.ts';

/**
 * An image of an application or a boot loader, checked through: chip, checksum, and hash where there is one.
 * @param bytes from its first byte on; more may follow
 * @returns the first thing that is wrong, where something is
 */
export function parseAppImage(bytes: Uint8Array, options: ImageOptions = {}): Result<AppImage, ImageRefusal> {
  const { header, segments, imageLength, descriptor, bootLoader, problems } = inspectImage(bytes, options);
  const [problem] = problems;
  if (problem !== undefined) return err(problem);
  return ok({
    header: header!,
    segments,
    imageLength: imageLength!,
    kind: descriptor !== null ? 'app' : bootLoader !== null ? 'boot-loader' : 'unknown',
    descriptor,
    bootLoader,
  });
}
