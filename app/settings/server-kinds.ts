/** Servers that answer in place of the engines: what each begins with, and that what was written before comes back. */
import type { ServerPartner } from '../../core/profile/profile.ts';
import { serverDefaults } from '../engines/server-defaults.ts';

export type AnswererKind = 'engines' | ServerPartner['kind'];

export const answererKinds: readonly AnswererKind[] = ['engines', 'echokit', 'realtime'];

export interface ServerMemory {
  /** Remembers `current` and gives the server to go on with; undefined for the engines. */
  change(
    profileId: string,
    current: ServerPartner | undefined,
    kind: AnswererKind,
  ): ServerPartner | undefined;
}

/** Lives as long as the page. */
export function createServerMemory(): ServerMemory {
  const left = new Map<string, ServerPartner>();
  return {
    change(profileId, current, kind) {
      if (current !== undefined) left.set(`${profileId}/${current.kind}`, current);
      return kind === 'engines' ? undefined : (left.get(`${profileId}/${kind}`) ?? serverDefaults[kind]);
    },
  };
}

export const serverMemory = createServerMemory();
