/** The list of a server's recordings, through the companion: the server lets no page of another origin read it. */
import {
  readRecordings,
  recordingListUrl,
  type Recording,
} from '../../../core/echokit/box-session/recordings.ts';
import { createCallService } from '../../../app/engines/call-service.ts';
import type { CompanionAccess } from '../../conversation-api.ts';

const listMs = 5_000;

/** @returns null where it cannot be reached, or says something else */
export async function listRecordings(
  server: string,
  id: string,
  companion: CompanionAccess | undefined,
): Promise<readonly Recording[] | null> {
  if (companion === undefined) return null;
  try {
    const answer = await createCallService({ keys: {}, companion })({
      address: { url: recordingListUrl(server, id), mode: 'exact', via: 'companion' },
      path: '',
      signal: AbortSignal.timeout(listMs),
    });
    return readRecordings(await answer.json(), server, id);
  } catch {
    return null;
  }
}
