import { describe, expect, test } from 'vitest';
import { parseProfile } from '../../core/profile/profile-schema.ts';
import { chooseAutoProfile, type AutoFindings, type FoundService } from './auto-profile.ts';
import { createPresets } from './presets.ts';

const nothing: AutoFindings = {
  language: 'en-US',
  services: [],
  companion: false,
  companionVoice: false,
  recognition: 'missing',
  promptApi: 'missing',
  pageVoice: false,
  browserVoice: false,
};

const kinds = (findings: Partial<AutoFindings>) => {
  const { profile, ears, brain, voice } = chooseAutoProfile({ ...nothing, ...findings });
  expect(parseProfile(profile), 'the profile can be stored').toEqual({ ok: true, value: profile });
  const { asr, llm, tts } = profile.partner;
  return { configs: [asr.kind, llm.kind, tts.kind], choices: [ears.kind, brain.kind, voice.kind], profile };
};

const service = (
  kind: FoundService['kind'],
  port: number,
  names: readonly string[] = ['m'],
): FoundService => ({
  kind,
  port,
  url: `http://localhost:${port}/v1`,
  ...(kind === 'tts' ? { voices: names } : { models: names }),
});

describe('auto profile', () => {
  test('with nothing at all it is an echo with the demo responder', () => {
    expect(kinds({})).toMatchObject({
      configs: ['echo', 'demo', 'page-voice'],
      choices: ['no-ears', 'demo', 'page-voice'],
    });
  });

  test('an echo takes no language model: it would get no words', () => {
    const found = kinds({
      services: [service('llm', 9091)],
      promptApi: 'available',
      recognition: 'unusable',
    });
    expect(found.configs).toEqual(['echo', 'demo', 'page-voice']);
  });

  test('takes what the browser has, its own voice only if there is none that gives samples', () => {
    const browser = { recognition: 'usable', promptApi: 'available', browserVoice: true } as const;
    expect(kinds(browser).configs).toEqual(['browser-asr', 'prompt-api', 'browser-voice']);
    expect(kinds({ ...browser, pageVoice: true }).configs[2]).toBe('page-voice');
    expect(kinds({ ...browser, pageVoice: true, companionVoice: true }).configs[2]).toBe('companion-voice');
  });

  test('says how sure it is of the recogniser', () => {
    expect(kinds({ recognition: 'on-device' }).choices[0]).toBe('on-device-asr');
    expect(kinds({ recognition: 'untested' }).choices[0]).toBe('untested-asr');
    expect(kinds({ recognition: 'on-device' }).profile.partner.asr).toEqual({
      kind: 'browser-asr',
      onDevice: true,
    });
  });

  test('a model that would have to be downloaded first is not taken', () => {
    expect(kinds({ recognition: 'usable', promptApi: 'downloadable' }).configs[1]).toBe('demo');
  });

  test("EchoKit's stack, through the companion", () => {
    const services = [
      service('asr', 9092, ['whisper']),
      service('llm', 9091, ['qwen']),
      service('tts', 9094, ['ad']),
    ];
    const { partner } = kinds({
      services,
      companion: true,
      companionVoice: true,
      recognition: 'usable',
    }).profile;
    expect(partner).toEqual({
      kind: 'pipeline',
      asr: {
        kind: 'openai-asr',
        address: { url: 'http://localhost:9092/v1', mode: 'base', via: 'companion' },
        model: 'whisper',
        stream: false,
        simpleRequest: false,
      },
      llm: {
        kind: 'openai-chat',
        address: { url: 'http://localhost:9091/v1', mode: 'base', via: 'companion' },
        model: 'qwen',
      },
      tts: {
        kind: 'gsv',
        address: { url: 'http://localhost:9094/v1', mode: 'base', via: 'companion' },
        mode: 'stream',
        speaker: 'ad',
        sampleRate: 32_000,
      },
    });
  });

  test('other ports are called directly, and EchoKit goes before them', () => {
    const services = [service('llm', 11_434), service('llm', 9091), service('asr', 8080)];
    const { partner } = kinds({ services, companion: true }).profile;
    expect(partner.llm).toMatchObject({ address: { url: 'http://localhost:9091/v1' } });
    expect(partner.asr).toMatchObject({ address: { via: 'direct' }, simpleRequest: true });
  });

  test('Kokoro speaks another dialect than gsv_tts; a server without voices is none', () => {
    expect(kinds({ services: [service('tts', 8880, ['af_heart'])] }).profile.partner.tts).toMatchObject({
      kind: 'openai-speech',
      model: 'kokoro',
      voice: 'af_heart',
    });
    expect(kinds({ services: [service('tts', 9094, [])], companionVoice: true }).configs[2]).toBe(
      'companion-voice',
    );
  });

  test('names what it took', () => {
    const { ears } = chooseAutoProfile({ ...nothing, services: [service('asr', 9092, ['whisper'])] });
    expect(ears).toEqual({ kind: 'service', name: 'whisper', at: 'localhost:9092' });
  });
});

describe('presets', () => {
  test.each(['en-US', 'zh-CN'])('can be stored (%s)', (language) => {
    for (const companion of [true, false]) {
      for (const { profile } of Object.values(createPresets({ language, companion }))) {
        expect(parseProfile(profile)).toEqual({ ok: true, value: profile });
      }
    }
  });

  test('services billed by the request are asked for nothing that may be thrown away', () => {
    const presets = createPresets({ language: 'en', companion: true });
    expect(presets.openai.profile.turn.speculation).toBe(false);
    expect(presets.groq.profile.turn.speculation).toBe(false);
    expect(presets.echokit.profile.turn.speculation).toBe(true);
  });

  test('without a companion nothing goes through one', () => {
    const direct = JSON.stringify(createPresets({ language: 'en', companion: false }));
    expect(direct).not.toContain('"companion"');
    expect(direct).not.toContain('companion-voice');
  });
});
