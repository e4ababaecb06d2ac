import { describe, expect, it } from 'vitest';
import { emptyTrace } from '../core/trace/turn-trace.ts';
import type { TurnFailure, TurnView } from '../workers/conversation-api.ts';
import { createAutoProfile } from './auto-profile.ts';
import type { AutoFindings } from './engines/auto-profile.ts';

const bare: AutoFindings = {
  language: 'en',
  services: [],
  companion: false,
  companionVoice: false,
  recognition: 'untested',
  promptApi: 'missing',
  pageVoice: true,
  browserVoice: false,
};
const withServer: AutoFindings = {
  ...bare,
  services: [{ port: 9092, kind: 'asr', url: 'http://localhost:9092/v1', models: ['whisper'] }],
};

/** A look that ends when told, and a clock moved by hand. */
function setUp(assumed: AutoFindings = bare) {
  const looks: ((findings: AutoFindings) => void)[] = [];
  let impatient = (): void => undefined;
  const givenUp: unknown[] = [];
  const auto = createAutoProfile({
    find: () => new Promise((resolve) => looks.push(resolve)),
    assume: () => assumed,
    after: (_, run) => {
      impatient = run;
      return () => undefined;
    },
    onRecogniserGivenUp: (cause) => givenUp.push(cause),
  });
  return { auto, givenUp, looks, losePatience: () => impatient(), state: () => auto.store.getState() };
}

function spokenTurn(failure?: Pick<TurnFailure, 'stage' | 'code'>): TurnView {
  return {
    id: 1,
    source: 'voice',
    status: failure === undefined ? 'thinking' : 'failed',
    startedAt: 0,
    user: { text: failure === undefined ? 'Hello.' : '', partial: false },
    reply: { text: '', complete: false, pieces: [], heard: 0 },
    trace: emptyTrace,
    ...(failure === undefined ? {} : { failure: { message: '', details: {}, retryable: true, ...failure } }),
  };
}

describe('createAutoProfile', () => {
  it('asks nothing before it is needed, then looks around and says what it took', async () => {
    const { auto, looks, state } = setUp();
    expect(state()).toEqual({ looking: false });
    auto.lookOnce();
    auto.lookOnce();
    expect(looks).toHaveLength(1);
    expect(state()).toEqual({ looking: true });
    looks[0]!(withServer);
    await auto.soon();
    expect(state()).toMatchObject({
      looking: false,
      choices: { ears: { kind: 'service', name: 'whisper', at: 'localhost:9092' } },
    });
  });

  it('goes on with what can be assumed when a look takes long, and with the outcome afterwards', async () => {
    const { auto, looks, losePatience } = setUp();
    const first = auto.soon();
    losePatience();
    expect((await first).partner.asr.kind).toBe('browser-asr');
    looks[0]!(withServer);
    await Promise.resolve();
    expect((await auto.soon()).partner.asr.kind).toBe('openai-asr');
  });

  it('takes the outcome of the newest look', async () => {
    const { auto, looks, state } = setUp();
    auto.lookOnce();
    const second = auto.lookAgain();
    looks[1]!(withServer);
    await second;
    looks[0]!(bare);
    await Promise.resolve();
    expect(state().choices?.ears.kind).toBe('service');
  });

  it('turns to the echo when the browser has no recogniser behind its API', async () => {
    const { auto, looks, state, givenUp } = setUp();
    auto.lookOnce();
    looks[0]!(bare);
    await auto.soon();
    expect(auto.learn(spokenTurn({ stage: 'llm', code: 'unreachable' }))).toBe(false);
    expect(state().choices?.ears.kind).toBe('untested-asr');
    expect(auto.learn(spokenTurn({ stage: 'asr', code: 'recognition-network' }))).toBe(true);
    expect(state().choices?.ears.kind).toBe('no-ears');
    expect(givenUp).toHaveLength(1);
    expect(auto.learn(spokenTurn({ stage: 'asr', code: 'timed-out' }))).toBe(false);
  });

  it('turns to the echo before anybody has spoken, and once', async () => {
    const { auto, looks, state, givenUp } = setUp();
    auto.lookOnce();
    looks[0]!(bare);
    await auto.soon();
    auto.learnOfRecogniser({ code: 'recognition-no-microphone' });
    expect(state().choices?.ears.kind).toBe('untested-asr');
    auto.learnOfRecogniser({ code: 'recognition-network' });
    auto.learnOfRecogniser({ code: 'recognition-network' });
    expect(state().choices?.ears.kind).toBe('no-ears');
    expect(givenUp).toEqual([{ code: 'recognition-network' }]);
  });

  it('sends a turn again that was under way with the recogniser it has given up', async () => {
    const { auto, looks } = setUp();
    auto.lookOnce();
    looks[0]!(bare);
    await auto.soon();
    auto.learnOfRecogniser({ code: 'recognition-network' });
    expect(auto.learn(spokenTurn({ stage: 'asr', code: 'recognition-network' }))).toBe(true);
  });

  it('learns nothing about a recogniser that it has not chosen', async () => {
    const { auto, looks, state, givenUp } = setUp();
    auto.lookOnce();
    looks[0]!(withServer);
    await auto.soon();
    auto.learnOfRecogniser({ code: 'recognition-network' });
    expect(auto.learn(spokenTurn({ stage: 'asr', code: 'recognition-network' }))).toBe(false);
    expect(state().choices?.ears.kind).toBe('service');
    expect(givenUp).toEqual([]);
  });

  it('believes in the recogniser once it has heard something', async () => {
    const { auto, looks, state } = setUp();
    auto.lookOnce();
    looks[0]!(bare);
    await auto.soon();
    expect(auto.learn(spokenTurn())).toBe(false);
    expect(state().choices?.ears.kind).toBe('browser-asr');
  });

  it('forgets what it learned when it looks again', async () => {
    const { auto, looks, state } = setUp();
    auto.lookOnce();
    looks[0]!(bare);
    await auto.soon();
    auto.learn(spokenTurn({ stage: 'asr', code: 'recognition-denied' }));
    const again = auto.lookAgain();
    looks[1]!(bare);
    await again;
    expect(state().choices?.ears.kind).toBe('untested-asr');
  });
});
