import { describe, expect, it } from 'vitest';
import type { ModelStatus } from '../vad-api.ts';
import { createEnergyModel } from '../vad/energy-model.ts';
import type { SpeechModel } from '../vad/speech-model.ts';
import { SpeechJudge } from './speech-judge.ts';

const frame = new Float32Array(512);

/** Streams count their frames, in hundredths; the model breaks after so many in all. */
function countingModel(breaksAfter = Infinity): SpeechModel & { streams: number; resets: number } {
  let frames = 0;
  const model = {
    name: 'counting',
    sampleRate: 16_000,
    frameSamples: 512,
    streams: 0,
    resets: 0,
    createStream: () => {
      model.streams += 1;
      let own = 0;
      return {
        process: () => {
          frames += 1;
          if (frames > breaksAfter) throw new Error('broken');
          own += 1;
          return own / 100;
        },
        reset: () => {
          model.resets += 1;
        },
        close: () => undefined,
      };
    },
    close: () => Promise.resolve(),
  };
  return model;
}

function judgeWith(loadModel: () => Promise<SpeechModel>): { judge: SpeechJudge; told: ModelStatus[] } {
  const told: ModelStatus[] = [];
  return {
    told,
    judge: new SpeechJudge({
      loadModel,
      fallbackModel: () => createEnergyModel(),
      onStatus: (status) => told.push(status),
    }),
  };
}

describe('one detector for all boxes', () => {
  it('is loaded once, and gives each box a stream of its own', async () => {
    const model = countingModel();
    let loads = 0;
    const { judge, told } = judgeWith(() => {
      loads += 1;
      return Promise.resolve(model);
    });
    const [one, two] = [judge.stream('v6'), judge.stream('v6')];
    const first = one.process(frame);
    const second = one.process(frame);
    expect([await first, await second, await two.process(frame)]).toEqual([0.01, 0.02, 0.01]);
    one.reset();
    expect([loads, model.streams, model.resets]).toEqual([1, 2, 1]);
    expect(told).toEqual([{ kind: 'silero', model: 'v6' }]);
  });

  it('is the energy detector where there can be no model', async () => {
    const { judge, told } = judgeWith(() => Promise.reject(new Error('no network')));
    expect(await judge.stream('v6').process(frame)).toBeLessThan(0.5);
    expect(told).toEqual([{ kind: 'energy', reason: 'no network' }]);
  });

  it('goes on with it when the model breaks, for every box, and the frame is not lost', async () => {
    const { judge, told } = judgeWith(() => Promise.resolve(countingModel(2)));
    const [one, two] = [judge.stream('v6'), judge.stream('v6')];
    await one.process(frame);
    await two.process(frame);
    const judged = await Promise.all([one.process(frame), two.process(frame), one.process(frame)]);
    expect(judged.every((probability) => probability < 0.5)).toBe(true);
    expect(told.at(-1)).toEqual({ kind: 'energy', reason: 'broken' });
    expect(told).toHaveLength(2);
  });
});
