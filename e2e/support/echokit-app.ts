/** The Talk page as a box: with a stand-in of an EchoKit server, whose services are the stand-ins. */
import type { EchokitPartner } from '../../core/profile/profile.ts';
import { readSileroAssets } from '../../models/model-files.ts';
import {
  createEchokitServer,
  type EchokitServer,
} from '../../simulators/echokit-server/create-echokit-server.ts';
import type { EchokitServerOptions } from '../../simulators/echokit-server/server-options.ts';
import { createOrtSilero } from '../../workers/vad/ort-silero.ts';
import { openTalkApp, type TalkApp, type TalkAppOptions } from './talk-app.ts';

export interface EchokitApp extends TalkApp {
  readonly server: EchokitServer;
}

export interface EchokitAppOptions extends Omit<TalkAppOptions, 'server' | 'profile'> {
  readonly partner?: Partial<Omit<EchokitPartner, 'kind' | 'url'>>;
  readonly echokit?: Omit<EchokitServerOptions, 'services' | 'speech'>;
}

export async function openEchokitApp({
  partner,
  echokit = {},
  ...options
}: EchokitAppOptions): Promise<EchokitApp> {
  const silero = await createOrtSilero({ version: 'v6', ...readSileroAssets('v6') });
  let server: EchokitServer | undefined;
  const app = await openTalkApp({
    ...options,
    async server(services) {
      server = await createEchokitServer({
        ...echokit,
        services: services.url,
        speech: () => silero.createStream(),
      });
      return { kind: 'echokit', url: server.url, turnEnd: 'auto', opus: false, record: false, ...partner };
    },
  });
  if (server === undefined) throw new Error('the page was opened without a server');
  const running = server;
  return {
    ...app,
    server: running,
    async close() {
      await app.close();
      await running.close();
      await silero.close();
    },
  };
}
