import { describe, expect, it } from 'vitest';
import type { PipelinePartner, ServiceAddress, Via } from '../../core/profile/profile.ts';
import { departuresOf } from './departures.ts';

const at = (url: string, via: Via = 'direct'): ServiceAddress => ({ url, mode: 'base', via });
const home: PipelinePartner = {
  kind: 'pipeline',
  asr: { kind: 'echo' },
  llm: { kind: 'demo' },
  tts: { kind: 'page-voice', voice: 'auto' },
};
const whisper = (address: ServiceAddress): PipelinePartner['asr'] => ({
  kind: 'openai-asr',
  address,
  model: 'whisper-1',
  stream: false,
  simpleRequest: false,
});
const chat = (address: ServiceAddress): PipelinePartner['llm'] => ({
  kind: 'openai-chat',
  address,
  model: 'm',
});
const host = (name: string, isNear = false) => ({ kind: 'host', host: name, isNear });

describe('departuresOf', () => {
  it('sends nothing anywhere with what is built in', () => {
    expect(departuresOf({ partner: home }, 'echokit.example')).toEqual([]);
  });

  it('takes services of this computer for home', () => {
    const partner = { ...home, asr: whisper(at('http://127.0.0.1:9092/v1')) };
    expect(departuresOf({ partner }, 'localhost')).toEqual([]);
  });

  it('names each place once, with all that goes there', () => {
    const partner: PipelinePartner = {
      ...home,
      asr: whisper(at('https://api.openai.com/v1')),
      llm: chat(at('https://api.openai.com/v1')),
      tts: {
        kind: 'gsv',
        address: at('http://box.local:9094/v1'),
        mode: 'stream',
        speaker: 'ad',
        sampleRate: 32_000,
      },
    };
    expect(departuresOf({ partner }, 'localhost')).toEqual([
      { to: host('api.openai.com'), what: ['sound', 'words', 'answers'] },
      { to: host('box.local', true), what: ['answers'] },
    ]);
  });

  it("knows that a companion's own machine may be another one", () => {
    const partner: PipelinePartner = {
      ...home,
      llm: chat(at('http://localhost:9091/v1', 'companion')),
      tts: { kind: 'companion-voice', speaker: 'auto' },
    };
    expect(departuresOf({ partner }, 'localhost')).toEqual([]);
    expect(departuresOf({ partner }, '192.168.1.4')).toEqual([
      { to: host('192.168.1.4', true), what: ['words', 'answers'] },
    ]);
  });

  it("tells of the browser's maker unless the recogniser is on the device", () => {
    const withRecogniser = (onDevice: boolean) =>
      departuresOf({ partner: { ...home, asr: { kind: 'browser-asr', onDevice } } }, 'localhost');
    expect(withRecogniser(false)).toEqual([{ to: { kind: 'vendor' }, what: ['sound'] }]);
    expect(withRecogniser(true)).toEqual([]);
  });
});

describe('with a server that answers', () => {
  const server = (url: string) => ({
    partner: home,
    server: { kind: 'echokit', url, turnEnd: 'auto', opus: false, record: false } as const,
  });

  it.each(['ws://localhost:8080/ws', 'ws://127.0.0.1/ws', 'ws://[::1]:8080/ws', 'nowhere at all'])(
    'nothing leaves this computer for %s',
    (url) => {
      expect(departuresOf(server(url), 'localhost')).toEqual([]);
    },
  );

  it('everything goes there', () => {
    expect(departuresOf(server('ws://192.168.1.9:8080/ws'), 'localhost')).toEqual([
      { to: { kind: 'host', host: '192.168.1.9', isNear: true }, what: ['sound', 'words', 'answers'] },
    ]);
  });
});
