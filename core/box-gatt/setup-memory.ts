/**
 * What a box that is being set up has been sent of pictures. It keeps them in one buffer each until it restarts: a
 * second background would be appended to the first. Nothing tells over the air what the buffer holds, so we remember,
 * across reloads of the page. Source: EchoKit sheet 7.4.
 */
import type { Millis } from '../units.ts';

/** One picture's buffer in the box. Kept before its first byte is sent: a piece that failed may have arrived. */
export interface SentPicture {
  readonly fileBytes: number;
  /** All of it was acknowledged. */
  readonly isWhole: boolean;
  /** When it was begun (ms since the epoch). */
  readonly at: Millis;
}

export interface SetupMemory {
  readonly background?: SentPicture;
  readonly avatar?: SentPicture;
}

/** A box that has just been started. */
export const freshMemory: SetupMemory = {};

/** Checks what was kept: it may be from another version, or from anybody. */
export function readSetupMemory(kept: unknown): SetupMemory {
  if (typeof kept !== 'object' || kept === null) return freshMemory;
  const { background, avatar } = kept as { readonly background?: unknown; readonly avatar?: unknown };
  const [sentBackground, sentAvatar] = [readSent(background), readSent(avatar)];
  return {
    ...(sentBackground && { background: sentBackground }),
    ...(sentAvatar && { avatar: sentAvatar }),
  };
}

function readSent(kept: unknown): SentPicture | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined;
  const { fileBytes, isWhole, at } = kept as Readonly<Record<keyof SentPicture, unknown>>;
  if (typeof fileBytes !== 'number' || typeof isWhole !== 'boolean' || typeof at !== 'number')
    return undefined;
  return { fileBytes, isWhole, at };
}
