import { describe, expect, it } from 'vitest';
import type { AsrConfig } from '../../core/profile/profile.ts';
import { parseProfile } from '../../core/profile/profile-schema.ts';
import { defaultTurnSettings } from '../../core/profile/profile.ts';
import { createEngineMemory, engineKinds } from './engine-kinds.ts';

const whisper: AsrConfig = {
  kind: 'openai-asr',
  address: { url: 'http://nas:9092/v1', mode: 'base', via: 'companion' },
  model: 'large',
  stream: true,
  simpleRequest: false,
};

describe('EngineMemory', () => {
  it('brings back what was written when a kind is chosen again', () => {
    const memory = createEngineMemory();
    const echo = memory.change('desk', 'asr', whisper, 'echo');
    expect(echo).toEqual({ kind: 'echo' });
    expect(memory.change('desk', 'asr', echo, 'openai-asr')).toEqual(whisper);
  });

  it('keeps the engines of two profiles apart', () => {
    const memory = createEngineMemory();
    memory.change('desk', 'asr', whisper, 'echo');
    expect(memory.change('lab', 'asr', { kind: 'echo' }, 'openai-asr')).toMatchObject({ model: '' });
  });

  it('begins every kind with something that can be stored', () => {
    const memory = createEngineMemory();
    for (const asr of engineKinds.asr) {
      for (const llm of engineKinds.llm) {
        for (const tts of engineKinds.tts) {
          const partner = {
            kind: 'pipeline',
            asr: memory.change('p', 'asr', { kind: 'echo' }, asr),
            llm: memory.change('p', 'llm', { kind: 'demo' }, llm),
            tts: memory.change('p', 'tts', { kind: 'browser-voice' }, tts),
          };
          const persona = { systemPrompt: '', greeting: '', language: 'auto' };
          const profile = { id: 'p', name: '', partner, persona, turn: defaultTurnSettings, vadModel: 'v6' };
          expect(parseProfile(profile)).toEqual({ ok: true, value: profile });
        }
      }
    }
  });
});
