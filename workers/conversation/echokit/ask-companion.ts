/** Why a handshake failed: the browser tells nobody, the companion can make the same one and look. */
import type { ProbeStatus } from '../../../core/echokit/box-session/link-trouble.ts';
import { isRecord } from '../../../core/engine-wire/json-field.ts';
import type { CompanionAccess } from '../../conversation-api.ts';

export interface ProbeAnswer {
  readonly status: ProbeStatus;
  /** Of `/version`, where the server has it. */
  readonly version?: string;
}

const words: readonly unknown[] = [
  'open',
  'refused',
  'timeout',
  'unknown-host',
  'certificate',
  'not-websocket',
  'not-allowed',
  'forbidden',
] satisfies readonly ProbeStatus[];

/** @returns null where there is no companion, or it has no answer */
export async function askCompanion(
  url: string,
  companion: CompanionAccess | undefined,
  ask: typeof fetch,
): Promise<ProbeAnswer | null> {
  if (companion === undefined) return null;
  try {
    const answer = await ask(`${companion.origin}/api/echokit/probe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-echokit-session': companion.session },
      body: JSON.stringify({ url }),
    });
    if (!answer.ok) return null;
    return readAnswer(await answer.json());
  } catch {
    return null;
  }
}

function readAnswer(value: unknown): ProbeAnswer | null {
  if (!isRecord(value)) return null;
  const { status, serverVersion } = value;
  const isKnown = words.includes(status) || Number.isInteger(status);
  if (!isKnown) return null;
  const version = typeof serverVersion === 'string' ? { version: serverVersion.slice(0, 40) } : {};
  return { status: status as ProbeStatus, ...version };
}
