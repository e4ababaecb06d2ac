/**
 * The real conversation and the real adapters against the stand-in services over HTTP, with every way in which a
 * service can fail: a message that a person can act on, a conversation that goes on, and another try where one helps.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { createEngines } from '../../app/engines/create-engines.ts';
import { engineMessages, explainFailure } from '../../app/engines/explain-failure.ts';
import { defaultTurnSettings, type Profile } from '../../core/profile/profile.ts';
import type { Millis } from '../../core/units.ts';
import { createServices, type Services } from '../../simulators/services/create-services.ts';
import type { TurnView } from '../conversation-api.ts';
import { scenario } from './scenario.testing.ts';
import type { ServiceName } from './services.testing.ts';
import type { World } from './world.testing.ts';

/** Milliseconds of the world in one of the clock, at most: services are real, and waiting for them is not the test. */
const pace = 10;
const longestWait: Millis = 120_000;
/** The recogniser knows the fixtures' voices only; here it is told what it hears. */
const hears = 'asr:text=Hello there.';
const said = 'Hello there.';
const answer = 'You said: Hello there.';

const running: Services[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((services) => services.close()));
});

async function serve(options: { readonly port?: number; readonly fault?: string } = {}): Promise<Services> {
  const services = await createServices({ ...options, fault: `${hears};${options.fault ?? ''}`, ttsRtf: 0 });
  running.push(services);
  return services;
}

/** Somebody who says or types something to the services at these addresses. */
function talk(urls: Readonly<Record<ServiceName, string>>, mode: 'stream' | 'speech' = 'stream') {
  const at = (service: ServiceName) => ({ url: `${urls[service]}/v1`, mode: 'base', via: 'direct' }) as const;
  const profile: Profile = {
    id: 'stand-ins',
    name: '',
    partner: {
      kind: 'pipeline',
      asr: {
        kind: 'openai-asr',
        address: at('asr'),
        model: 'whisper-1',
        stream: false,
        simpleRequest: true,
      },
      llm: { kind: 'openai-chat', address: at('llm'), model: 'quote' },
      tts: { kind: 'gsv', address: at('tts'), mode, speaker: 'cooper', sampleRate: 24_000 },
    },
    persona: { systemPrompt: '', greeting: '', language: 'en' },
    turn: defaultTurnSettings,
    vadModel: 'v6',
  };
  return scenario({ engines: () => createEngines(profile, { keys: {} }) });
}

async function until(world: World, what: string, isSo: () => boolean): Promise<void> {
  const [begun, clock] = [world.now, performance.now()];
  while (!isSo()) {
    if (world.now - begun > longestWait) throw new Error(`never came to pass: ${what}`);
    await world.advance(1);
    while ((performance.now() - clock) * pace < world.now - begun) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
}

const isOver = ({ status }: TurnView) => ['done', 'failed'].includes(status);
const turnEnds = async (world: World, id: number): Promise<TurnView> => {
  await until(world, `turn ${id} ends`, () => world.turns.some((turn) => turn.id === id && isOver(turn)));
  return world.turn(id);
};

type Case = readonly [fault: string, code: RegExp];

const status = (service: ServiceName): readonly Case[] => [
  [`${service}:status=401`, /^key-refused$/],
  [`${service}:status=403`, /^forbidden$/],
  [`${service}:status=404`, /^(not-found|model-unknown)$/],
  [`${service}:status=429`, /^quota-exceeded$/],
  [`${service}:status=429,body=text`, /^rate-limited$/],
  [`${service}:status=500`, /^service-failed$/],
  [`${service}:status=503`, /^service-busy$/],
];

const faults: Readonly<Record<ServiceName, readonly Case[]>> = {
  asr: [
    ...status('asr'),
    ['asr:hang', /^timed-out$/],
    ['asr:stall=0.5', /^timed-out$/],
    ['asr:cut=0', /^(stream-cut|unreachable)$/],
    ['asr:cut=0.5', /^stream-cut$/],
    ['asr:garbage', /^unexpected-reply$/],
    ['asr:html', /^unexpected-reply$/],
    ['asr:empty', /^unexpected-reply$/],
    ['asr:no-text', /./],
  ],
  llm: [
    ...status('llm'),
    ['llm:hang', /^timed-out$/],
    ['llm:stall=0.2', /^timed-out$/],
    ['llm:cut=0', /^(stream-cut|unreachable)$/],
    ['llm:cut=0.5', /^stream-cut$/],
    ['llm:mid-error', /^stream-error$/],
    ['llm:garbage', /^(unexpected-reply|stream-cut)$/],
    ['llm:html', /^unexpected-reply$/],
    ['llm:empty', /^(unexpected-reply|stream-cut)$/],
  ],
  tts: [
    ...status('tts'),
    ['tts:hang', /^timed-out$/],
    ['tts:stall=0.5', /^timed-out$/],
    ['tts:cut=0', /^(stream-cut|unreachable)$/],
    ['tts:cut=0.5', /^stream-cut$/],
    ['tts:html', /^unexpected-reply$/],
    ['tts:empty', /^empty-audio$/],
  ],
};

/** The turn failed, or went on without what failed; either way it says so, in words of both languages. */
function expectMessage({ failure }: TurnView, stage: ServiceName, code: RegExp): void {
  expect(failure).toMatchObject({ stage, code: expect.stringMatching(code) as string });
  for (const messages of Object.values(engineMessages)) {
    const { title, whatToDo } = explainFailure(failure!, messages);
    expect(title).not.toBe(messages.failures.unknown({}).title);
    expect(whatToDo.length).toBeGreaterThan(5);
  }
}

/** Sent again if it failed; then the next thing that is said is answered. */
async function expectToGoOn(world: World, send: (text: string) => void): Promise<void> {
  if (world.turn(1).status === 'failed') {
    world.conversation.retry(1);
    await until(world, 'the same turn is answered', () => world.turn(1).status === 'done');
    expect(world.turn(1)).toMatchObject({ user: { text: said }, reply: { text: answer } });
    expect(world.turn(1).failure).toBeUndefined();
  }
  send('And now?');
  const next = await turnEnds(world, 2);
  expect(next).toMatchObject({ status: 'done', reply: { text: 'You said: And now?' } });
  expect(next.failure).toBeUndefined();
}

describe.each(['asr', 'llm', 'tts'] as const)('%s', (service) => {
  const begin = async ({ world, user }: ReturnType<typeof talk>) => {
    if (service === 'asr') await user.says(said);
    else user.types(said);
    return turnEnds(world, 1);
  };

  it.each(faults[service])('%s: told, sent again, and the conversation goes on', async (fault, code) => {
    const services = await serve({ fault });
    const { url } = services;
    const scene = talk({ asr: url, llm: url, tts: url });
    expectMessage(await begin(scene), service, code);
    services.control({ fault: hears });
    await expectToGoOn(scene.world, (text) => scene.user.types(text));
  });

  it('that is not running: told, and sent again once it is', async () => {
    const [well, other] = [await serve(), await serve()];
    await other.close();
    const urls = { asr: well.url, llm: well.url, tts: well.url, [service]: other.url };
    const scene = talk(urls);
    expectMessage(await begin(scene), service, /^unreachable$/);
    await serve({ port: other.port });
    await expectToGoOn(scene.world, (text) => scene.user.types(text));
  });

  it('that drips: slow, and no failure', async () => {
    const bytesPerSecond = { asr: 800, llm: 600, tts: 30_000 }[service];
    const { url } = await serve({ fault: `${service}:drip=${bytesPerSecond}` });
    const scene = talk({ asr: url, llm: url, tts: url });
    const turn = await begin(scene);
    expect(turn).toMatchObject({ status: 'done', user: { text: said }, reply: { text: answer } });
    expect(turn.failure).toBeUndefined();
  });
});

// Of samples without a header nobody can say that they are no voice.
it('a voice that sends garbage for a WAV: told, sent again, and the conversation goes on', async () => {
  const services = await serve({ fault: 'tts:garbage' });
  const { url } = services;
  const { world, user } = talk({ asr: url, llm: url, tts: url }, 'speech');
  user.types(said);
  expectMessage(await turnEnds(world, 1), 'tts', /^unexpected-reply$/);
  services.control({ fault: hears });
  await expectToGoOn(world, (text) => user.types(text));
});
