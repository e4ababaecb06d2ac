import { describe, expect, test } from 'vitest';
import { servicesIn, type Probe, type ProbeCall } from './probes.ts';

const found = (call: ProbeCall, body: unknown, modelsAre?: Probe['modelsAre']) =>
  servicesIn(
    call,
    { port: 8000, calls: [call], ...(modelsAre === undefined ? {} : { modelsAre }) },
    typeof body === 'string' ? body : JSON.stringify(body),
  );
const models = (...ids: string[]) => ({ object: 'list', data: ids.map((id) => ({ id, object: 'model' })) });

describe('servicesIn', () => {
  test('a port of EchoKit says what its models are', () => {
    expect(found('models', models('qwen'), 'asr')).toEqual([
      { port: 8000, url: 'http://localhost:8000/v1', kind: 'asr', models: ['qwen'] },
    ]);
  });

  test('elsewhere the names of models tell their kind', () => {
    const services = found('models', models('llama-3', 'whisper-large-v3', 'nomic-embed-text', 'kokoro'));
    expect(services.map(({ kind, models: names }) => [kind, names])).toEqual([
      ['llm', ['llama-3']],
      ['asr', ['whisper-large-v3']],
    ]);
  });

  test.each([
    ['speakers', ['ht', 'ad'], [{ kind: 'tts', voices: ['ht', 'ad'] }]],
    ['voices', { voices: [{ id: 'af_heart', name: 'Heart' }] }, [{ kind: 'tts', voices: ['af_heart'] }]],
    ['voices', { voices: ['af_heart'] }, [{ kind: 'tts', voices: ['af_heart'] }]],
    ['vad', { error: 'No audio provided' }, [{ kind: 'vad' }]],
    ['vad', { timestamps: [] }, [{ kind: 'vad' }]],
    ['whisper-cpp', '<title>Whisper.cpp Server</title>', [{ kind: 'asr' }]],
  ] as const)('%s: %j', (call, body, expected) => {
    expect(found(call, body)).toMatchObject(expected);
  });

  test.each([
    ['models', '<!doctype html>'],
    ['models', {}],
    ['models', { data: 'x' }],
    ['models', { data: [null, 5, { id: 7 }, { id: '' }] }],
    ['speakers', { speakers: [] }],
    ['speakers', [1, 2]],
    ['voices', []],
    ['vad', []],
    ['vad', 'null'],
    ['whisper-cpp', '<title>Something else</title>'],
  ] as const)('nothing is found in %s: %j', (call, body) => {
    expect(found(call, body)).toEqual([]);
  });

  test('endless lists and names are cut', () => {
    const [service] = found(
      'models',
      models('x'.repeat(300), ...Array.from({ length: 500 }, (_, n) => `m${n}`)),
      'llm',
    );
    expect(service?.models?.length).toBe(200);
    expect(service?.models?.[0]).toBe('m0');
  });
});
