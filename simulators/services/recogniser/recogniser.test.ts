import { describe, expect, it } from 'vitest';
import { noise } from '../../../core/audio/random.testing.ts';
import { knownTemplates } from './known-templates.ts';
import {
  cutShort,
  excerpt,
  highPassed,
  joined,
  lowPassed,
  overlaid,
  quieter,
  recordings,
  resampled,
  rms,
  silence,
  spoken,
  throughMicrophone,
  utterances,
  utterancesAfter,
  withNoise,
} from './known-speech.testing.ts';
import type { Side, Spoken } from './known-speech.testing.ts';
import { recognise } from './recogniser.ts';

const templates = knownTemplates();
const hear = (pcm: Float32Array): string => recognise(pcm, templates).text;
const sides: readonly Side[] = ['start', 'end'];

/** Whether the utterance's own words are in the answer. Neighbours in the excerpt may be named too. */
const isHeard = (pcm: Float32Array, { text }: Spoken): boolean =>
  recognise(pcm, templates).matches.some((match) => match.whole && match.text === text);

/** All utterances and sides for which something does not hold, by name. */
function failures(holds: (utterance: Spoken, side: Side) => boolean, among = utterances): string[] {
  return among.flatMap((utterance) =>
    sides.filter((side) => !holds(utterance, side)).map((side) => `${utterance.text} (${side})`),
  );
}

describe('whole utterances', () => {
  it('are all found in their recordings, in order', () => {
    for (const { pcm, utterances: own } of recordings) {
      expect(hear(pcm)).toBe(own.map(({ text }) => text).join(' '));
    }
  });

  const ways: readonly (readonly [string, (pcm: Float32Array) => Float32Array])[] = [
    ['with silence before and after', (pcm) => joined([silence(700), pcm, silence(400)])],
    ['with noise 20 dB below', (pcm) => withNoise(pcm, 20)],
    ['12 dB quieter', (pcm) => quieter(pcm, 12)],
    ['without lows', (pcm) => highPassed(pcm, 200)],
    ['without highs', (pcm) => lowPassed(pcm, 3000)],
  ];
  it.each(ways)('are found %s', (_, change) => {
    const missed = utterances.filter((one) => !isHeard(change(excerpt(one, 300, 300)), one));
    expect(missed.map(({ text }) => text)).toEqual([]);
  });

  it('are found by way of 48 kHz', () => {
    const spokenSo = utterancesAfter((pcm) => resampled(pcm, 48_000));
    const missed = spokenSo.filter((one) => !isHeard(excerpt(one, 300, 300), one));
    expect(missed.map(({ text }) => text)).toEqual([]);
  });

  it.each([0, 400, 2500])('are found in pairs with a pause of %i ms', (pauseMs) => {
    utterances.forEach((one, i) => {
      const other = utterances[(i + 17) % utterances.length]!;
      const pair = joined([excerpt(one, 0, 0), silence(pauseMs), excerpt(other, 0, 0)]);
      expect(hear(pair)).toBe(`${one.text} ${other.text}`);
    });
  });
});

describe('utterances that the audio cuts', () => {
  it.each([0, 30, 60])('%i ms short are still answered', (ms) => {
    expect(failures((one, side) => isHeard(cutShort(one, side, ms), one))).toEqual([]);
  });

  it.each([100, 120, 150, 200, 300])('%i ms short are left out', (ms) => {
    expect(failures((one, side) => !isHeard(cutShort(one, side, ms), one))).toEqual([]);
  });

  const recorded = utterancesAfter(throughMicrophone);
  it.each([
    [0, true],
    [60, true],
    [120, false],
    [200, false],
  ])('%i ms short through room, microphone and 25 dB of noise: answered %s', (ms, answered) => {
    const heard = (one: Spoken, side: Side) => withNoise(quieter(cutShort(one, side, ms), 12), 25);
    expect(failures((one, side) => isHeard(heard(one, side), one) === answered, recorded)).toEqual([]);
  });

  it('are named in the matches with what they lack', () => {
    const { matches, text } = recognise(cutShort(spoken('Hello there.'), 'start', 200), templates);
    const match = matches.find((one) => one.text === 'Hello there.');
    expect(text).not.toContain('Hello');
    expect(match?.whole).toBe(false);
    expect(match?.lacksStartMs).toBeCloseTo(200, -1);
    expect(match?.lacksEndMs).toBe(0);
  });
});

describe('utterances with something else in place of an end', () => {
  const spared = (ms: number, level: (one: Spoken) => number) =>
    failures((one, side) => !isHeard(overlaid(one, side, ms, level(one)), one)).length;
  const inAll = 2 * utterances.length;
  const nothing = () => 0;
  const hiss = (one: Spoken) => rms(excerpt(one, 0, 0)) * 0.1 * Math.sqrt(3);

  it.each([0, 30])('%i ms gone: nearly all are still answered', (ms) => {
    const lost = failures((one, side) => isHeard(overlaid(one, side, ms, 0), one));
    // Digital silence instead of noise as loud as the voice is a change that may be noticed.
    expect(lost.filter((name) => !/^(Zero means|Below zero)/.test(name))).toEqual([]);
  });

  it.each([
    [120, 0.05],
    [150, 0.04],
    [200, 0.03],
    [300, 0],
  ])('%i ms of silence: few slip through, by their own quiet edges', (ms, share) => {
    expect(spared(ms, nothing)).toBeLessThanOrEqual(share * inAll);
  });

  it.each([
    [150, 0.1],
    [200, 0.06],
    [300, 0.01],
  ])('%i ms of noise 20 dB below the voice: some slip through', (ms, share) => {
    expect(spared(ms, hiss)).toBeLessThanOrEqual(share * inAll);
  });

  it('200 ms gone from the middle: none is answered', () => {
    const answered = utterances.filter((one) => {
      const pcm = excerpt(one, 300, 300);
      const middle = Math.floor(pcm.length / 2);
      return isHeard(joined([pcm.subarray(0, middle), pcm.subarray(middle + 3200)]), one);
    });
    expect(answered.map(({ text }) => text)).toEqual([]);
  });
});

describe('other sounds', () => {
  it('are no words: silence, noise, clicks, a tone, next to nothing', () => {
    const clicks = Float32Array.from({ length: 48_000 }, (_, n) => (n % 4000 < 40 ? 0.5 : 0));
    const tone = Float32Array.from({ length: 48_000 }, (_, n) => 0.3 * Math.sin(0.17 * n));
    const others = [silence(3000), noise(1, 48_000, 0.1), clicks, tone, silence(10), new Float32Array()];
    expect(others.map(hear)).toEqual(others.map(() => ''));
  });

  it('of other recordings are no words either', () => {
    for (const { source, pcm } of recordings) {
      const others = templates.filter((template) => template.source !== source);
      expect(recognise(pcm, others).text).toBe('');
    }
  });
});
