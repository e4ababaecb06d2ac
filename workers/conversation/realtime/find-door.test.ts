import { describe, expect, it } from 'vitest';
import type { RealtimePartner } from '../../../core/profile/profile.ts';
import { findDoor, NoDoorError, type Fetch } from './find-door.ts';

const partner: RealtimePartner = {
  kind: 'realtime',
  dialect: 'openai',
  url: 'wss://api.openai.com/v1/realtime',
  model: 'gpt-realtime',
  voice: '',
  turnTaking: 'server',
  transcriptionModel: '',
  key: 'browser',
};
const keys = { 'https://api.openai.com': 'sk-mine', 'https://elsewhere.example': 'sk-other' };
const companion = { origin: 'http://localhost:9090', session: 's' };
const nobody: Fetch = () => Promise.reject(new Error('nobody is to be asked'));
const answering =
  (status: number, body: unknown): Fetch =>
  () =>
    Promise.resolve(new Response(typeof body === 'string' ? body : JSON.stringify(body), { status }));

async function refusal(...call: Parameters<typeof findDoor>): Promise<NoDoorError> {
  const outcome = await findDoor(...call).catch((cause: unknown) => cause);
  if (outcome instanceof NoDoorError) return outcome;
  throw new Error('it was no refusal');
}

describe('the door of a Realtime server', () => {
  it('is opened by the key of its origin, which stays out of the address', async () => {
    expect(await findDoor(partner, { keys }, nobody)).toEqual({
      url: 'wss://api.openai.com/v1/realtime?model=gpt-realtime',
      protocols: ['realtime', 'openai-insecure-api-key.sk-mine'],
    });
    const odd = { ...partner, url: 'https://api.openai.com/v1/realtime?x=1', model: 'a b&c' };
    expect((await findDoor(odd, { keys }, nobody)).url).toBe(
      'wss://api.openai.com/v1/realtime?x=1&model=a+b%26c',
    );
  });

  it('offers no subprotocol that the server would not pick', async () => {
    const local = { ...partner, url: 'localhost:8080/v1/realtime', model: '' };
    const huggingFace = await findDoor({ ...local, dialect: 'hugging-face' }, { keys }, nobody);
    expect(huggingFace).toEqual({ url: 'ws://localhost:8080/v1/realtime', protocols: ['realtime'] });
    const echokit = await findDoor({ ...local, dialect: 'echokit', model: 'm' }, { keys }, nobody);
    expect(echokit).toEqual({ url: 'ws://localhost:8080/v1/realtime', protocols: [] });
  });

  it('is found by way of the companion, without the browser’s key', async () => {
    const fetch = answering(200, { value: 'ek_short', expiresAt: 1 });
    const door = await findDoor({ ...partner, key: 'companion' }, { keys, companion }, fetch);
    expect(door.protocols).toEqual(['realtime', 'openai-insecure-api-key.ek_short']);
  });

  it('says why there is none', async () => {
    const viaCompanion = { ...partner, key: 'companion' } as const;
    const codes = [
      await refusal({ ...partner, url: 'ftp://x' }, { keys }, nobody),
      await refusal({ ...partner, url: '' }, { keys }, nobody),
      await refusal({ ...partner, url: 'wss://third.example/v1/realtime' }, { keys }, nobody),
      await refusal(viaCompanion, { keys }, nobody),
      await refusal(viaCompanion, { keys, companion }, nobody),
    ].map(({ code }) => code);
    expect(codes).toEqual([
      'address-wrong',
      'address-wrong',
      'key-missing',
      'companion-missing',
      'companion-unreachable',
    ]);
    const error = { code: 'secret-refused', message: 'Incorrect key.', status: 401 };
    const refused = await refusal(viaCompanion, { keys, companion }, answering(502, { error }));
    expect([refused.code, refused.message, refused.details]).toEqual([
      'secret-refused',
      'Incorrect key.',
      { status: 401 },
    ]);
    for (const body of ['', '<html>', {}, { value: 5 }])
      expect((await refusal(viaCompanion, { keys, companion }, answering(200, body))).code).toBe(
        'secret-refused',
      );
  });
});
