/** Keeps the pairing token: one line in a file that its owner alone can read, shared by all companions on a bus. */
import { constants } from 'node:fs';
import { chmod, link, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EchoError } from '../../../core/errors.ts';
import { createPairingToken, isWellFormedToken } from './pairing-token.ts';

/**
 * - `pairing-exposed`: others than the owner can read the file, so the token may be known;
 * - `pairing-malformed`: the file holds no token; it may be somebody's other file, so it is left as it is;
 * - `pairing-unreadable`, `pairing-unwritable`: the system refuses.
 */
export type PairingErrorCode =
  'pairing-exposed' | 'pairing-malformed' | 'pairing-unreadable' | 'pairing-unwritable';

/** A token and its line end, and a little for the person who added spaces. */
const mostBytes = 64;

/** @returns the token, or null if there is no file. Rejects with EchoError of {@link PairingErrorCode}. */
export async function readPairingFile(path: string): Promise<string | null> {
  let text: string;
  let mode: number;
  try {
    // Without waiting: a pipe of that name would never answer.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      ({ mode } = await file.stat());
      const { buffer, bytesRead } = await file.read(Buffer.alloc(mostBytes), 0, mostBytes, 0);
      text = buffer.toString('latin1', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (cause) {
    const code = systemCode(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw pairingError('pairing-unreadable', `cannot read the pairing file ${path} (${code})`, cause);
  }
  // Windows keeps rights elsewhere; the bits there say nothing.
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    const advice = `make it yours alone (chmod 600 ${path}), or delete it to get a new token`;
    throw pairingError('pairing-exposed', `others can read the pairing file ${path}: ${advice}`);
  }
  const token = text.trim();
  if (!isWellFormedToken(token)) {
    const advice = 'mend it, name another file, or delete it to get a new token';
    throw pairingError('pairing-malformed', `the pairing file ${path} is not 32 hex digits: ${advice}`);
  }
  return token;
}

/** Reads the token, or makes one if there is none. Two companions that start at once agree on one. */
export async function openPairingFile(path: string): Promise<string> {
  const found = await readPairingFile(path);
  if (found !== null) return found;
  await writeDraft(path, createPairingToken(), async (draft) => {
    // Unlike a rename, a link leaves alone what somebody else has made meanwhile.
    await link(draft, path).catch((cause: unknown) => {
      if (systemCode(cause) !== 'EEXIST') throw cause;
    });
    await rm(draft);
  });
  const made = await readPairingFile(path);
  if (made === null) throw pairingError('pairing-unwritable', `the pairing file ${path} does not stay`);
  return made;
}

/** Puts another token in place of the present one; a crash leaves the old one or the new one. */
export const replacePairingFile = (path: string, token: string): Promise<void> =>
  writeDraft(path, token, (draft) => rename(draft, path));

/** Changes whenever the file does; `none` while there is none. */
export async function pairingFileStamp(path: string): Promise<string> {
  try {
    const { ino, mtimeMs, ctimeMs, size } = await stat(path);
    return [ino, mtimeMs, ctimeMs, size].join('-');
  } catch {
    return 'none';
  }
}

async function writeDraft(
  path: string,
  token: string,
  place: (draft: string) => Promise<void>,
): Promise<void> {
  const draft = `${path}.${process.pid}.${createPairingToken().slice(0, 8)}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(draft, `${token}\n`, { mode: 0o600, flag: 'wx' });
    await chmod(draft, 0o600); // whatever the umask made of it
    await place(draft);
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw pairingError(
      'pairing-unwritable',
      `cannot write the pairing file ${path} (${systemCode(cause)})`,
      cause,
    );
  }
}

const systemCode = (cause: unknown): string => (cause as NodeJS.ErrnoException).code ?? 'unknown';

const pairingError = (
  code: PairingErrorCode,
  message: string,
  cause?: unknown,
): EchoError<PairingErrorCode> => new EchoError(code, message, { cause });
