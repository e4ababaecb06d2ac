/** What servers that answer begin with. */
import type { ServerPartner } from '../../core/profile/profile.ts';

type RealtimeDialect = Extract<ServerPartner, { kind: 'realtime' }>['dialect'];

export const serverDefaults: Readonly<{
  [Kind in ServerPartner['kind']]: Extract<ServerPartner, { kind: Kind }>;
}> = {
  echokit: {
    kind: 'echokit',
    url: 'ws://localhost:8080/ws',
    turnEnd: 'auto',
    opus: false,
    record: false,
  },
  realtime: {
    kind: 'realtime',
    dialect: 'openai',
    url: 'wss://api.openai.com/v1/realtime',
    model: 'gpt-realtime',
    voice: 'marin',
    turnTaking: 'server',
    transcriptionModel: 'gpt-4o-mini-transcribe',
    key: 'browser',
  },
};

/** Where servers of a dialect usually are, what they call their model and voice. */
export const usualRealtime: Readonly<
  Record<RealtimeDialect, { readonly url: string; readonly model: string; readonly voice: string }>
> = {
  openai: { url: 'wss://api.openai.com/v1/realtime', model: 'gpt-realtime', voice: 'marin' },
  'hugging-face': { url: 'ws://localhost:8765/v1/realtime', model: '', voice: '' },
  echokit: { url: 'ws://localhost:8080/v1/realtime', model: '', voice: '' },
};
