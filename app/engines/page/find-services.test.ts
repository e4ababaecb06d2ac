import { describe, expect, test } from 'vitest';
import { HandClock, settled } from '../testing/hand-clock.testing.ts';
import { scriptedLanguageModel } from '../testing/scripted-language-model.testing.ts';
import { scriptedRecognition, someTrack } from '../testing/scripted-recognition.testing.ts';
import { ScriptedSynthesis, someVoice } from '../testing/scripted-synthesis.testing.ts';
import { findServices, type FindParts, type Surroundings } from './find-services.ts';
import { probeRecognition } from './probe-recognition.ts';
import type { RecognitionErrorName } from './speech-recognition.ts';

function look(around: Partial<Surroundings> = {}, parts: Partial<FindParts> = {}) {
  const clock = new HandClock();
  const finding = findServices(
    { language: 'en-US', pageVoice: true, ...around },
    { Recognition: undefined, LanguageModel: undefined, synthesis: undefined, after: clock.after, ...parts },
  );
  return { clock, finding };
}

describe('findServices', () => {
  test('an old browser on a plain host', async () => {
    expect(await look({ pageVoice: false }).finding).toEqual({
      language: 'en-US',
      services: [],
      companion: false,
      companionVoice: false,
      recognition: 'missing',
      promptApi: 'missing',
      pageVoice: false,
      browserVoice: false,
    });
  });

  test('everything there is', async () => {
    const service = { kind: 'asr', port: 9092, url: 'http://localhost:9092/v1' } as const;
    const synthesis = new ScriptedSynthesis();
    synthesis.voices = [someVoice('en-US')];
    const { finding } = look(
      { companion: { discover: () => Promise.resolve([service]), hasVoice: () => Promise.resolve(true) } },
      {
        Recognition: scriptedRecognition('available').Recognition,
        LanguageModel: scriptedLanguageModel().model,
        synthesis,
      },
    );
    expect(await finding).toMatchObject({
      services: [service],
      companion: true,
      companionVoice: true,
      recognition: 'on-device',
      promptApi: 'available',
      pageVoice: true,
      browserVoice: true,
    });
  });

  test("the browser's model is not asked about where a server of one's own thinks", async () => {
    const service = { kind: 'llm', port: 9093, url: 'http://localhost:9093/v1' } as const;
    const script = scriptedLanguageModel();
    const companion = { discover: () => Promise.resolve([service]), hasVoice: () => Promise.resolve(true) };
    await look({ companion }, { LanguageModel: script.model }).finding;
    expect(script.asked).toEqual([]);
    await look({}, { LanguageModel: script.model }).finding;
    expect(script.asked).toEqual(['availability en en']);
  });

  test('what fails or stays silent is not there', async () => {
    const { clock, finding } = look({
      companion: {
        discover: () => new Promise(() => undefined),
        hasVoice: () => Promise.reject(new Error('x')),
      },
    });
    await settled();
    clock.pass(4000);
    expect(await finding).toMatchObject({ services: [], companion: true, companionVoice: false });
  });

  test("the page's voice counts only for its languages, a browser voice only for its own", async () => {
    const synthesis = new ScriptedSynthesis();
    synthesis.voices = [someVoice('en-US')];
    const { finding } = look({ language: 'ko-KR' }, { synthesis });
    expect(await finding).toMatchObject({ pageVoice: false, browserVoice: false });
  });
});

describe('probeRecognition', () => {
  function probe(script = scriptedRecognition(), track: MediaStreamTrack | undefined = someTrack()) {
    const clock = new HandClock();
    const finding = probeRecognition({
      Recognition: script.Recognition,
      language: 'en-US',
      track,
      after: clock.after,
    });
    return { clock, finding, script };
  }

  test('without a microphone it is not tried', async () => {
    const script = scriptedRecognition();
    const clock = new HandClock();
    const finding = probeRecognition({
      Recognition: script.Recognition,
      language: 'en-US',
      track: undefined,
      after: clock.after,
    });
    expect(await finding).toBe('untested');
    expect(script.sessions).toHaveLength(0);
  });

  test('one that runs without a complaint is usable, and is stopped again', async () => {
    const { clock, finding, script } = probe();
    await settled();
    clock.pass(1500);
    expect(await finding).toBe('usable');
    expect(script.current.state).toBe('ended');
  });

  test.each<[RecognitionErrorName, string]>([
    ['network', 'unusable'],
    ['audio-capture', 'unusable'],
    ['service-not-allowed', 'unusable'],
    ['no-speech', 'usable'],
  ])('%s makes it %s', async (error, found) => {
    const { finding, script } = probe();
    await settled();
    script.current.end(error);
    expect(await finding).toBe(found);
  });

  test('words end the trial early', async () => {
    const { finding, script } = probe();
    await settled();
    script.current.hears(0, 'hello');
    expect(await finding).toBe('usable');
  });

  test('one that would have to be downloaded is tried as a service', async () => {
    const { clock, finding } = probe(scriptedRecognition('downloadable'));
    await settled();
    clock.pass(1500);
    expect(await finding).toBe('usable');
  });
});
