import { describe, expect, it } from 'vitest';
import { changeSettings, defaultSettings } from './settings.ts';

describe('changeSettings', () => {
  it('changes what is named and nothing else', () => {
    const changed = changeSettings(defaultSettings, { asrDelayMs: 300, llmTps: 30, ttsRtf: 0 });
    expect(changed).toEqual({
      ok: true,
      value: { settings: { ...defaultSettings, asrDelayMs: 300, llmTps: 30, ttsRtf: 0 } },
    });
    expect(changeSettings({ ...defaultSettings, llmTps: 30 }, { llmTps: null })).toMatchObject({
      value: { settings: { llmTps: null } },
    });
  });

  it('brings a plan only with faults', () => {
    expect(changeSettings(defaultSettings, { fault: 'asr:hang' })).toMatchObject({
      value: { settings: { fault: 'asr:hang' }, plan: { faults: [{ target: 'asr' }] } },
    });
    expect(changeSettings(defaultSettings, { fault: null })).toMatchObject({
      value: { settings: { fault: '' }, plan: { faults: [] } },
    });
  });

  it.each([
    [[], 'expected a JSON object'],
    [{ asrDelay: 3 }, 'unknown setting "asrDelay", known: asrDelayMs'],
    [{ asrDelayMs: -1 }, 'asrDelayMs takes milliseconds from 0 to 600000, got -1'],
    [{ asrDelayMs: null }, 'got null'],
    [{ ttsDelayMs: '5' }, 'got "5"'],
    [{ llmTps: 0 }, 'llmTps takes tokens per second'],
    [{ fault: 3 }, 'fault must be a text'],
    [{ fault: 'asr:explode' }, 'fault "asr:explode"'],
  ])('refuses %j', (change, words) => {
    const changed = changeSettings(defaultSettings, change);
    expect(changed.ok ? '' : changed.error).toContain(words);
  });
});
