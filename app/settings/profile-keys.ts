/** Which origins a profile's engines call: keys are bound to them, and only theirs may leave with a profile. Pure. */
import type { ServiceKey } from '../../core/profile/profile-file.ts';
import type { PipelinePartner, Profile, ServerPartner, ServiceAddress } from '../../core/profile/profile.ts';
import { readServerUrl } from '../../core/profile/server-url.ts';
import { serviceOrigin } from '../engines/service-url.ts';

export const addressOf = (config: PipelinePartner['asr' | 'llm' | 'tts']): ServiceAddress | undefined =>
  'address' in config ? config.address : undefined;

/** EchoKit servers know no keys. */
function serverOrigin(server: ServerPartner | undefined): string | undefined {
  if (server?.kind !== 'realtime') return undefined;
  const read = readServerUrl(server.url);
  return read.ok ? read.value.origin : undefined;
}

/** Each once, in the order in which they are met. */
export function originsOf(profiles: readonly Profile[]): readonly string[] {
  const origins = profiles
    .flatMap(({ partner: { asr, llm, tts }, server }) => [
      ...[asr, llm, tts].map(addressOf).map((address) => address && serviceOrigin(address)),
      serverOrigin(server),
    ])
    .filter((origin) => origin !== undefined);
  return [...new Set(origins)];
}

/** @param keys by origin */
export const keysOf = (
  profiles: readonly Profile[],
  keys: Readonly<Record<string, string>>,
): readonly ServiceKey[] =>
  originsOf(profiles).flatMap((origin) => {
    const key = keys[origin];
    return key === undefined ? [] : [{ origin, key }];
  });

/** The name of an exported file: what is in it and of which day. */
export function exportFileName(profiles: readonly Profile[], today: Date): string {
  const [only, ...others] = profiles;
  const name = only !== undefined && others.length === 0 ? only.name : 'all';
  const plain = name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
  return `echokit-${plain || 'profile'}-${today.toISOString().slice(0, 10)}.json`;
}
