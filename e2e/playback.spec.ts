/**
 * What reaches the loudspeaker, heard by a tap of its own just before it. The voice says one cosine, piece after piece:
 * a sample that is lost, doubled or changed at any join breaks it, and is seen by what the two samples before it foretell.
 */
import { expect, test } from '@playwright/test';
import { PlaybackQueue } from '../core/audio/playback-queue.ts';
import { createRandom } from '../core/audio/random.testing.ts';
import { sineHz } from '../simulators/services/tts/voice.ts';
import { replySound, soundsOf } from './support/played.ts';
import { note, turnsReached } from './support/states.ts';
import { openTalkApp, type TalkApp } from './support/talk-app.ts';
import { outputTap, type OutputTap } from './support/taps.ts';

/** Four roundings to 16 bits add up to 6e-5; a sample lost from this wave makes 1e-2 and more. */
const unbroken = 1e-4;
/** Of three samples on a straight line, roundings aside. The wave bends by more, but for a sample or two at its zeros. */
const bend = 1e-6;
/** Samples on a line that make a fall, which takes 5 ms. */
const leastFall = 32;

/** Where the sound gave out: from the first sample of silence to the first of sound; empty where it was back at once. */
interface Gap {
  readonly start: number;
  readonly end: number;
}

interface Wave {
  readonly gaps: readonly Gap[];
  /** Where a sample is not what the two before it foretell. */
  readonly breaks: readonly number[];
  /** Samples that are not 0. */
  readonly sounding: number;
  readonly end: number;
}

/**
 * Of one cosine any sample is `2 cos(w) x[n-1] - x[n-2]`. A gap begins with the player's fall to zero, which is a
 * straight line; where sound is there again by the end of the fall, no sample is silent.
 */
function waveOf({ samples, sampleRate }: OutputTap): Wave {
  const foretold = 2 * Math.cos((2 * Math.PI * sineHz) / sampleRate);
  const gaps: Gap[] = [];
  const breaks: number[] = [];
  let sounding = 0;
  let last = -1;
  let straight = 0;
  samples.forEach((sample, n) => {
    const [before, beforeThat] = [samples[n - 1] ?? 0, samples[n - 2] ?? 0];
    const fell = straight >= leastFall;
    straight = sample !== 0 && Math.abs(sample - 2 * before + beforeThat) < bend ? straight + 1 : 0;
    if (sample === 0) return;
    sounding += 1;
    if (last >= 0 && n - last > 1) gaps.push({ start: last + 1, end: n });
    else if (fell && straight === 0) gaps.push({ start: n, end: n });
    if (last >= 0 && Math.abs(sample - foretold * before + beforeThat) > unbroken) breaks.push(n);
    last = n;
  });
  return { gaps, breaks, sounding, end: last + 1 };
}

/** Asks by text, without a microphone, and waits until the reply was heard out. Gives all that was heard so far. */
async function hearReply(app: TalkApp): Promise<OutputTap> {
  const before = (await app.turns()).length;
  await app.page.getByLabel('Write a message').fill('Tell me about the tide.');
  await app.page.getByRole('button', { name: 'Send', exact: true }).click();
  await turnsReached(app, before + 1, ['done', 'failed', 'interrupted']);
  expect((await app.turns()).at(-1)?.status).toBe('done');
  // Nothing more is coming, so what the tap has gathered moves on by silence alone.
  const tapped = async () => (await outputTap(app.page)).samples;
  await expect.poll(async () => (await tapped()).slice(-4096).every((sample) => sample === 0)).toBe(true);
  return outputTap(app.page);
}

const openWith = (services: NonNullable<Parameters<typeof openTalkApp>[0]['services']>): Promise<TalkApp> =>
  openTalkApp({ speaker: 'sine', chatModel: 'reply-seconds-10', services, taps: true });

/** None were told where none have happened and no microphone brings counters along. */
const underruns = async (app: TalkApp): Promise<number> =>
  (await app.events()).findLast((event) => event.type === 'counters')?.counters.underruns ?? 0;

test('the gaps that are found here are those that the player counts, the shortest ones too', () => {
  const rate = 24_000;
  const quantum = 128;
  const step = (2 * Math.PI * sineHz) / rate;
  const random = createRandom(5);
  let withoutSilence = 0;
  for (let round = 0; round < 200; round += 1) {
    const queue = new PlaybackQueue({ sampleRate: rate });
    const output: number[] = [];
    let said = 0;
    const render = (quanta: number): void => {
      for (let i = 0; i < quanta; i += 1) {
        const block = new Float32Array(quantum);
        queue.render(block, output.length);
        output.push(...block);
      }
    };
    // Each piece but the first comes when the one before it has been over for so many quanta.
    for (let piece = 0; piece < 5; piece += 1) {
      const length = random.integer(2_000, 4_000);
      queue.push(
        1,
        piece,
        Float32Array.from({ length }, (_, n) => 0.5 * Math.cos(step * (said + n))),
      );
      said += length;
      while (queue.bufferedSamples > 0) render(1);
      render(random.integer(0, 4));
      queue.endPiece(1, piece);
    }
    queue.endReply(1);
    render(4);
    const samples = Float32Array.from(output);
    const { gaps } = waveOf({ sampleRate: rate, firstFrame: 0, samples, arrivals: [] });
    expect(gaps.length, `round ${round}`).toBe(queue.counts.underruns);
    withoutSilence += gaps.filter(({ start, end }) => start === end).length;
  }
  expect(withoutSilence).toBeGreaterThan(20);
});

test('pieces that arrive in time are joined to the sample', async () => {
  const app = await openWith({ ttsRtf: 0 });
  try {
    // The voice runs in this process, and on a busy machine a piece of it comes late at times: that must have been told.
    // That not one reply of five comes in time is a fault.
    let tap: OutputTap | undefined;
    for (let [replies, heard, late] = [0, 0, 0]; tap === undefined && replies < 5; replies += 1) {
      const whole = await hearReply(app);
      const reply = { ...whole, samples: whole.samples.slice(heard) };
      const { gaps } = waveOf(reply);
      heard = whole.samples.length;
      late += gaps.length;
      await expect.poll(() => underruns(app)).toBe(late);
      if (gaps.length === 0) tap = reply;
    }
    if (tap === undefined) throw new Error('no reply of five came in time');
    const turn = (await app.turns()).at(-1);
    const said = replySound(turn!, tap.sampleRate, 'sine');
    expect(turn!.reply.pieces.length).toBeGreaterThanOrEqual(3);
    const { breaks, sounding } = waveOf(tap);
    const [sound] = soundsOf(tap, 1000);
    const fade = Math.ceil(0.005 * tap.sampleRate);
    note(`${turn!.reply.pieces.length} pieces, ${said.length} samples`);
    // Only where it begins and where it has ended is the wave broken.
    const inside = breaks.filter((n) => n > sound!.start + 1 && n < sound!.start + said.length);
    expect(inside).toEqual([]);
    expect(sounding).toBeGreaterThanOrEqual(said.length);
    expect(sounding).toBeLessThanOrEqual(said.length + fade);
    const played = tap.samples.slice(sound!.start, sound!.start + said.length);
    expect(played.every((sample, n) => Math.abs(sample - said[n]!) < 1e-6)).toBe(true);
  } finally {
    await app.close();
  }
});

for (const ttsRtf of [0.3, 1.6]) {
  test(`what comes too late leaves silence, is counted, and loses no sample (${ttsRtf} s for a second)`, async () => {
    const app = await openWith({ ttsRtf });
    try {
      const tap = await hearReply(app);
      const [turn] = await app.turns();
      const said = replySound(turn!, tap.sampleRate, 'sine');
      const { gaps, breaks, sounding, end } = waveOf(tap);
      if (ttsRtf > 1) expect(gaps.length).toBeGreaterThan(0);
      await expect.poll(() => underruns(app)).toBe(gaps.length);
      // Each gap may be faded into and out of; nowhere else is the wave broken.
      const fade = Math.ceil(0.01 * tap.sampleRate);
      const start = tap.samples.findIndex((sample) => sample !== 0);
      const borders = [start, end, ...gaps.flatMap((gap) => [gap.start, gap.end])];
      const elsewhere = breaks.filter((n) => borders.every((border) => Math.abs(n - border) > fade));
      expect(elsewhere).toEqual([]);
      expect(sounding).toBeGreaterThanOrEqual(said.length);
      expect(sounding).toBeLessThanOrEqual(said.length + (gaps.length + 1) * fade);
      const lengths = gaps.map(({ start, end }) => (((end - start) * 1000) / tap.sampleRate).toFixed(1));
      note(`${gaps.length} gaps, all counted: ${lengths.join(', ')} ms of silence`);
    } finally {
      await app.close();
    }
  });
}
