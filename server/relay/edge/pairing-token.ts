/** The secret in the path by which boxes are let in: 128 bits as 32 hex digits. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export const createPairingToken = (): string => randomBytes(16).toString('hex');

export const isWellFormedToken = (text: string): boolean => /^[0-9a-f]{32}$/.test(text);

/** Compares in constant time; hashing first makes both sides equally long. People may have typed capitals. */
export function isPairingToken(token: string, offered: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(token), digest(offered.toLowerCase()));
}
