import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** The header in which a page proves that the companion served it. */
export const sessionHeader = 'x-echokit-session';
/** Name of the `<meta>` in the served document that carries the secret. */
export const sessionMeta = 'echokit-session';

/** A secret of 256 bits, made anew at every launch: what one launch let in, the next does not know. */
export const createSessionSecret = (): string => randomBytes(32).toString('base64url');

/** Compares in constant time; hashing first makes both sides equally long. */
export function isSessionSecret(secret: string, offered: string | undefined): boolean {
  if (offered === undefined || secret === '') return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(secret), digest(offered));
}
