import { describe, expect, test } from 'vitest';
import { HandClock, settled } from '../testing/hand-clock.testing.ts';
import { plainUtterance, ScriptedSynthesis, someVoice } from '../testing/scripted-synthesis.testing.ts';
import { chooseVoice, createBrowserVoice } from './browser-voice.ts';

function world(voices = [someVoice('en-US'), someVoice('zh-CN')], voiceUri?: string) {
  const clock = new HandClock();
  const synthesis = new ScriptedSynthesis();
  synthesis.voices = voices;
  const voice = createBrowserVoice(
    { kind: 'browser-voice', ...(voiceUri === undefined ? {} : { voiceUri }) },
    { synthesis, createUtterance: plainUtterance, after: clock.after },
  );
  const heard: string[] = [];
  const speak = (text: string, options: { signal?: AbortSignal; language?: string } = {}) => {
    const speaking = voice.speak(text, {
      signal: options.signal ?? new AbortController().signal,
      ...(options.language === undefined ? {} : { language: options.language }),
      onStart: () => heard.push('start'),
      onWord: (index) => heard.push(`word ${index}`),
    });
    speaking.catch(() => undefined);
    return speaking;
  };
  return { clock, synthesis, speak, heard };
}

describe('browser voice', () => {
  test('tells when it starts and where it is, and ends with the text', async () => {
    const { synthesis, speak, heard, clock } = world();
    const speaking = speak('Hello there', { language: 'en-GB' });
    await settled();
    expect(synthesis.current).toMatchObject({ text: 'Hello there', lang: 'en-US' });
    synthesis.starts();
    synthesis.reaches(0, 'sentence');
    synthesis.reaches(6);
    synthesis.ends();
    await speaking;
    expect(heard).toEqual(['start', 'word 6']);
    expect(clock.pending).toBe(0);
  });

  test('waits a moment for the voices to be loaded', async () => {
    const { synthesis, speak } = world([]);
    const speaking = speak('Hello');
    await settled();
    expect(synthesis.spoken).toHaveLength(0);
    synthesis.loads([someVoice('en-US')]);
    await settled();
    synthesis.ends();
    await speaking;
  });

  test('a browser without voices says so', async () => {
    const { clock, speak } = world([]);
    const speaking = speak('Hello');
    await settled();
    clock.pass(1500);
    await expect(speaking).rejects.toMatchObject({ code: 'voice-missing' });
  });

  test('an abort silences it', async () => {
    const { synthesis, speak, clock } = world();
    const abort = new AbortController();
    const speaking = speak('Hello', { signal: abort.signal });
    await settled();
    synthesis.starts();
    abort.abort();
    await expect(speaking).rejects.toMatchObject({ name: 'AbortError' });
    expect(synthesis.cancelled).toBe(1);
    expect(clock.pending).toBe(0);
    await expect(speak('x', { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    expect(synthesis.spoken).toHaveLength(1);
  });

  test('a voice that never ends is given up', async () => {
    const { synthesis, speak, clock } = world();
    const speaking = speak('x'.repeat(100));
    await settled();
    clock.pass(19_999);
    expect(synthesis.cancelled).toBe(0);
    clock.pass(1);
    await expect(speaking).rejects.toMatchObject({ code: 'voice-stalled', retryable: true });
    expect(synthesis.cancelled).toBe(1);
  });

  test.each([
    ['not-allowed', 'voice-needs-press'],
    ['language-unavailable', 'voice-missing'],
    ['synthesis-failed', 'voice-failed'],
  ] as const)('the error %s is %s', async (name, code) => {
    const { synthesis, speak } = world();
    const speaking = speak('Hello');
    await settled();
    synthesis.fails(name);
    await expect(speaking).rejects.toMatchObject({ name: 'EngineError', code });
  });
});

describe('chooseVoice', () => {
  const remote = someVoice('zh-CN', { voiceURI: 'remote', localService: false, default: true });
  const voices = [someVoice('en-US'), someVoice('en-GB', { default: true }), remote, someVoice('zh-CN')];
  const choose = (uri?: string, language?: string) => chooseVoice(voices, uri, language)?.voiceURI;

  test('the chosen one, whatever the language', () => expect(choose('remote', 'en-US')).toBe('remote'));
  test('exactly the language', () => expect(choose(undefined, 'en-US')).toBe('uri:en-US'));
  test('the language at least', () => expect(choose(undefined, 'en-AU')).toBe('uri:en-GB'));
  test('one on this machine before a remote one', () => expect(choose(undefined, 'zh-CN')).toBe('uri:zh-CN'));
  test('any where no language is known', () => expect(choose(undefined, 'auto')).toBe('uri:en-GB'));
  test('none of another language', () => expect(choose(undefined, 'fr')).toBeUndefined());
  test('a chosen one that is gone', () => expect(choose('gone', 'zh')).toBe('uri:zh-CN'));
});
