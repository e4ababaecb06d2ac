import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../companion.testing.ts';
import type { ConfigFile } from './config-file.ts';
import type { Environment } from './configured-upstreams.ts';
import { readSettings, type Settings } from './settings.ts';

interface Given {
  readonly args?: readonly string[];
  readonly env?: Environment;
  /** Content of config.local.json. */
  readonly config?: ConfigFile | string;
}

async function settingsOf({ args = [], env = {}, config }: Given): Promise<Settings> {
  const settings = await read({ args, env, ...(config === undefined ? {} : { config }) });
  if (!settings.ok || settings.value === 'help') throw new Error(settings.ok ? 'help' : settings.error);
  return settings.value;
}

async function complaintOf(given: Given): Promise<string> {
  const settings = await read(given);
  if (settings.ok) throw new Error('no complaint');
  return settings.error;
}

async function read({ args = [], env = {}, config }: Given) {
  const root = await temporaryFolder();
  const text = typeof config === 'string' ? config : JSON.stringify(config);
  if (config !== undefined) await writeFile(join(root, 'config.local.json'), text);
  return readSettings(args, { ECHOKIT_STATE_DIR: root, ...env }, root);
}

describe('settings', () => {
  test('have defaults', async () => {
    expect(await settingsOf({})).toMatchObject({
      host: undefined,
      port: 9090,
      publishedAs: [],
      allowCors: false,
      upstreams: [],
    });
  });

  test('say what is kept of boxes while their tab is away', async () => {
    const { relay } = await settingsOf({ config: { relay: { reattachMinutes: 2, keptMiB: 0.5 } } });
    expect(relay.hubLimits).toEqual({ reattachMs: 120_000, keptBytes: 524_288 });
    expect((await settingsOf({})).relay.hubLimits).toEqual({});
    expect(await complaintOf({ config: '{"relay":{"keptFrames":-1}}' })).toContain('relay.keptFrames');
  });

  test('the command line counts over the environment, that over the file', async () => {
    const config = { port: 1, host: 'a' };
    expect(await settingsOf({ config })).toMatchObject({ port: 1, host: 'a' });
    const env = { PORT: '2', HOST: 'b' };
    expect(await settingsOf({ config, env })).toMatchObject({ port: 2, host: 'b' });
    const args = ['--port', '3', '--host=c', '--allow-cors'];
    expect(await settingsOf({ config, env, args })).toMatchObject({ port: 3, host: 'c', allowCors: true });
  });

  test('empty variables are none', async () => {
    const env = { PORT: '', HOST: '', ECHOKIT_CONFIG: '', OPENAI_API_KEY: ' ' };
    expect(await settingsOf({ env })).toMatchObject({ port: 9090, host: undefined, upstreams: [] });
  });

  test.each([
    [{ args: ['--port', 'x'] }, 'port'],
    [{ args: ['--port', '70000'] }, '65535'],
    [{ args: ['--port', '-1'] }, 'port'],
    [{ env: { PORT: '90.5' } }, 'port'],
    [{ args: ['--nonsense'] }, '--nonsense'],
    [{ args: ['extra'] }, 'extra'],
    [{ args: ['--lan', 'kitchen'] }, 'kitchen'],
    [{ args: ['--lan', '0.0.0.0'] }, '--lan'],
    [{ args: ['--lan', '192.168.1.20', 'extra'] }, 'extra'],
    [{ args: ['--name', 'two words'] }, '--name'],
    [{ args: ['--notices', 'fr'] }, '--notices'],
    [{ args: ['--config', '/nowhere/config.json'] }, '/nowhere/config.json'],
    [{ env: { ECHOKIT_CONFIG: '/nowhere/config.json' } }, '/nowhere/config.json'],
    [{ config: '{' }, 'not JSON'],
    [{ config: '{"port":"x"}' }, 'port'],
    [{ config: '{"prot":1}' }, 'prot'],
    [{ config: '{"upstreams":[{"origin":"https://a.example","nmae":"x"}]}' }, 'upstreams.0.nmae'],
    [{ config: { upstreams: [{ origin: 'a.example' }] } }, 'upstreams.0'],
    [{ config: { upstreams: [{ origin: 'https://a.example/v1' }] } }, 'more than scheme'],
    [{ config: { upstreams: [{ origin: 'https://a.example', apiKeyEnv: 'MISSING' }] } }, 'MISSING'],
    [
      { config: { upstreams: [{ origin: 'https://a.example', headersEnv: { 'x-key': 'MISSING' } }] } },
      'MISSING',
    ],
    [{ config: { upstreams: [{ origin: 'https://a.example', apiKey: 'k', apiKeyEnv: 'K' }] } }, 'not both'],
  ])('complain about %j', async (given, part) => {
    expect(await complaintOf(given)).toContain(part);
  });

  test('a complaint never quotes a key', async () => {
    const config = '{"upstreams":[{"origin":"https://a.example","apiKey":"sk-secret\\n"}]}';
    const complaint = await complaintOf({ config });
    expect(complaint).toContain('upstreams.0.apiKey');
    expect(complaint).not.toContain('sk-secret');
  });

  test.each([
    [[], undefined],
    [['--lan'], { address: undefined }],
    [['--lan', '--allow-cors'], { address: undefined }],
    [['--lan', '192.168.1.20', '--port', '1'], { address: '192.168.1.20' }],
    [['--lan=192.168.1.20'], { address: '192.168.1.20' }],
    [['--lan', 'fd12::7'], { address: 'fd12::7' }],
  ])('%j listens for boxes on %j', async (args, lan) => {
    expect((await settingsOf({ args })).relay.lan).toEqual(lan);
  });

  test('the relay has defaults, and options', async () => {
    expect((await settingsOf({})).relay).toEqual({
      lan: undefined,
      pairingFile: undefined,
      bus: undefined,
      name: undefined,
      hubLimits: {},
      noticeLanguages: ['en', 'zh'],
    });
    const env = { ECHOKIT_BUS: 'nats://of.the.environment' };
    expect((await settingsOf({ env })).relay.bus).toBe('nats://of.the.environment');
    const args = ['--pairing-file=token', '--bus', 'nats://127.0.0.1', '--name', 'attic', '--notices', 'zh'];
    expect((await settingsOf({ env, args })).relay).toEqual({
      lan: undefined,
      pairingFile: 'token',
      bus: 'nats://127.0.0.1',
      name: 'attic',
      noticeLanguages: ['zh'],
      hubLimits: {},
    });
  });

  test('--help asks for the usage', async () => {
    expect(await read({ args: ['--help'] })).toEqual({ ok: true, value: 'help' });
  });
});

describe('upstreams', () => {
  test('well-known variables are enough', async () => {
    const { upstreams } = await settingsOf({ env: { OPENAI_API_KEY: 'sk-1', GROQ_API_KEY: 'gsk-2' } });
    expect(upstreams).toMatchObject([
      { origin: 'https://api.openai.com', headers: { authorization: 'Bearer sk-1' }, privateAllowed: false },
      { origin: 'https://api.groq.com', headers: { authorization: 'Bearer gsk-2' }, privateAllowed: false },
    ]);
  });

  test('keys come from the file or from variables it names', async () => {
    const { upstreams } = await settingsOf({
      env: { DEEPSEEK: 'sk-3', ELEVEN: 'xi-4' },
      config: {
        upstreams: [
          { origin: 'https://api.deepseek.com', name: 'DeepSeek', apiKeyEnv: 'DEEPSEEK' },
          { origin: 'https://api.elevenlabs.io', headersEnv: { 'XI-API-Key': 'ELEVEN' } },
          { origin: 'https://a.example', apiKey: 'sk-5', headers: { 'X-Tenant': 'me' } },
          { origin: 'https://plain.example' },
        ],
      },
    });
    expect(upstreams.map(({ name, headers }) => [name, headers])).toEqual([
      ['DeepSeek', { authorization: 'Bearer sk-3' }],
      ['api.elevenlabs.io', { 'xi-api-key': 'xi-4' }],
      ['a.example', { 'x-tenant': 'me', authorization: 'Bearer sk-5' }],
      ['plain.example', {}],
    ]);
  });

  test.each([
    ['http://localhost:11434', undefined, true],
    ['http://192.168.1.5', undefined, true],
    ['http://[fd12::1]', undefined, true],
    ['http://nas.local', undefined, true],
    ['http://nas', undefined, true],
    ['https://a.example', undefined, false],
    ['https://a.example', true, true],
    ['http://localhost:11434', false, false],
  ])('%s with private %s may be private: %s', async (origin, isPrivate, allowed) => {
    const entry = isPrivate === undefined ? { origin } : { origin, private: isPrivate };
    const { upstreams } = await settingsOf({ config: { upstreams: [entry] } });
    expect(upstreams[0]?.privateAllowed).toBe(allowed);
  });
});
