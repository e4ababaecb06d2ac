/**
 * Real speech to a simulated box, through the real detector, to the test services over loopback; and the real built-in
 * voice back: what the box plays is what the voice made.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PcmByteAssembler, int16ToFloat32 } from '../../core/audio/pcm.ts';
import { concat } from '../../core/audio/random.testing.ts';
import { resample } from '../../core/audio/resampler.ts';
import { heardRate } from '../../core/units.ts';
import { readSileroAssets } from '../../models/model-files.ts';
import { BuiltInVoice } from '../../server/voice/built-in-voice.ts';
import { createServices, type Services } from '../../simulators/services/create-services.ts';
import { excerpt, spoken } from '../../simulators/services/recogniser/known-speech.testing.ts';
import { createEngines } from '../../app/engines/create-engines.ts';
import type { Engines, PcmVoice } from '../../app/engines/engine.ts';
import { createOrtSilero } from '../vad/ort-silero.ts';
import type { SpeechModel } from '../vad/speech-model.ts';
import { RelayWorld, testProfile, type TestBox } from './relay-world.testing.ts';

let services: Services;
let model: SpeechModel;
const voice = new BuiltInVoice();
beforeAll(async () => {
  services = await createServices();
  model = await createOrtSilero({ version: 'v6', ...readSileroAssets('v6') });
  await voice.voices();
}, 60_000);
afterAll(async () => {
  await Promise.all([services.close(), voice.close(), model.close()]);
});

const voiceRate = 24_000;
/** eSpeak NG as the companion speaks it. */
const builtIn: PcmVoice = {
  kind: 'built-in',
  output: 'pcm',
  sampleRate: voiceRate,
  async *synthesize(text, { signal }) {
    const [english] = (await voice.voices()).filter(({ identifier }) => identifier === 'gmw/en-US');
    const order = { text, voice: english!.identifier, speed: 1, sampleRate: voiceRate };
    const assembler = new PcmByteAssembler();
    for await (const { bytes } of voice.speak(order, signal))
      yield { samples: assembler.push(bytes), sampleRate: voiceRate };
  },
};

function realEngines(): Engines {
  const address = { url: `${services.url}/v1`, mode: 'base', via: 'direct' } as const;
  const profile = {
    ...testProfile,
    partner: {
      ...testProfile.partner,
      asr: { kind: 'openai-asr', address, model: 'stand-in-asr', stream: false, simpleRequest: false },
      llm: { kind: 'openai-chat', address, model: 'stand-in-llm' },
    },
  } as const;
  return { ...createEngines(profile, { keys: {} }), tts: builtIn };
}

/** Correlation of all of the shorter one with the longer one, at the best delay of up to 40 ms. */
function likeness(made: Float32Array, played: Float32Array): number {
  let best = 0;
  for (let delay = 0; delay <= 640; delay += 1) {
    let [both, one, two] = [0, 0, 0];
    for (let n = 0; n < Math.min(made.length, played.length - delay); n += 2) {
      const [a, b] = [made[n]!, played[n + delay]!];
      both += a * b;
      one += a * a;
      two += b * b;
    }
    best = Math.max(best, both / Math.sqrt(one * two));
  }
  return best;
}

const questions = [
  'Hello there.',
  'Could you look up a train to the coast for me?',
  'The one at ten sounds good.',
];

async function converse(version: '0.3.2' | '0.3.0' | '0.2.1'): Promise<{ world: RelayWorld; told: TestBox }> {
  const world = await RelayWorld.start({
    engines: realEngines,
    loadModel: () => Promise.resolve(model),
  });
  const told = await world.box(version);
  told.box.press('k0');
  for (const [turn, text] of questions.entries()) {
    await world.until('it listens', () => told.box.state === 'listening');
    told.tape.overlay(excerpt(spoken(text), 200, 200));
    await world.until('the answer', () => told.box.summary.turns > turn && told.box.state === 'listening');
    await world.pass(100);
  }
  return { world, told };
}

describe('a box that is really spoken to', () => {
  it.each(['0.3.2', '0.3.0', '0.2.1'] as const)(
    '%s: is understood, and plays what the voice made',
    async (version) => {
      const { world, told } = await converse(version);
      expect(world.tab.turnList.map(({ user, status }) => [user.text, status])).toEqual(
        questions.map((text) => [text, 'done']),
      );
      expect(world.tab.of('model').at(-1)?.status).toEqual({ kind: 'silero', model: 'v6' });
      const segments = told.played.filter(({ segment }) => segment !== null);
      expect(segments).toHaveLength(world.spoken.length);
      for (const [index, { samples }] of segments.entries()) {
        const made = concat(world.spoken[index]!.chunks.map((chunk) => chunk.samples));
        const wanted = resample(made, voiceRate, heardRate);
        expect(samples.length).toBeGreaterThanOrEqual(wanted.length);
        expect(likeness(wanted, int16ToFloat32(samples))).toBeGreaterThanOrEqual(0.97);
      }
      expect(told.box.summary).toMatchObject({ turns: 3, interrupts: 0, reboots: 0, violations: [] });
      // The spans of a turn follow each other.
      const { trace } = world.tab.turnList[0]!;
      const order = [
        trace.voiceStart,
        trace.lastVoiced,
        trace.softEnd,
        trace.llmSent,
        trace.llmFirstToken,
        trace.ttsSent,
        trace.ttsFirstByte,
        trace.firstSample,
        trace.replyEnded,
      ];
      expect(order).not.toContain(undefined);
      expect(order).toEqual([...order].sort((a, b) => a! - b!));
    },
    90_000,
  );
});
