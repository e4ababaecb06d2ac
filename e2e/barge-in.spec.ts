/**
 * Voice over the reply: words interrupt it and arrive whole, a cough or a hum leaves it whole, and however often it
 * happens the next turn works and nothing of an older reply is heard.
 */
import { expect, test } from '@playwright/test';
import { align, loadRecording } from './support/recordings.ts';
import { largestDifference, replySound, soundsOf, voiceOf } from './support/played.ts';
import { clipMs, clipSaying, cough, hum, inARow, stage, type Clip } from './support/stage.ts';
import { askedAfter, heardUntil, note, spokenTurns, turnsReached, uploadOf } from './support/states.ts';
import { openTalkApp } from './support/talk-app.ts';
import { outputTap } from './support/taps.ts';

const noEarlyEnd = { eagerness: 'custom', earlyEndMs: 0 } as const;
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const wordsOf = ({ utterances }: ReturnType<typeof loadRecording>, start: number, end: number): string =>
  utterances
    .filter((utterance) => utterance.start >= start - 160 && utterance.end <= end + 160)
    .map(({ text }) => text)
    .join(' ');

for (const name of ['mic_a', 'mic_b']) {
  test(`${name} over a reply of 3 s: what interrupts reaches the recogniser whole`, async () => {
    const recording = loadRecording(name);
    const app = await openTalkApp({
      browser: { microphone: recording.path },
      chatModel: 'reply-seconds-3',
      turn: { ...noEarlyEnd, hardEndMs: 800 },
      query: '&mic=raw',
    });
    try {
      const wanted = recording.segmentsBySilenceMs['800']!;
      await app.startListening();
      await heardUntil(app, recording.seconds * 1000);
      await turnsReached(app, wanted.length, ['interrupted', 'done', 'speaking']);
      const turns = await spokenTurns(app);
      expect(turns.map(({ user }) => user.text)).toEqual(
        wanted.map(({ start, end }) => wordsOf(recording, start, end)),
      );
      expect(turns.slice(0, -1).map(({ status }) => status)).toEqual(
        wanted.slice(1).map(() => 'interrupted'),
      );
      for (const [index, { user }] of turns.entries()) {
        const samples = await uploadOf(app, user.text);
        const { offset } = align(recording.samples, samples);
        expect(offset, `"${user.text}" starts in time`).toBeLessThanOrEqual(wanted[index]!.start);
        expect(offset + samples.length, `"${user.text}" ends in time`).toBeGreaterThanOrEqual(
          wanted[index]!.end,
        );
      }
    } finally {
      await app.close();
    }
  });
}

const question = 'The one at ten sounds good.';
const noises: readonly (readonly [string, Clip])[] = [
  ['a cough of 150 ms', cough()],
  ['a hum of 450 ms', hum(clipSaying('What is in the fridge today?'))],
];

for (const [name, noise] of noises) {
  test(`${name} leaves the reply whole`, async () => {
    const asked = clipSaying(question);
    const askedMs = 1500;
    const over = askedMs + clipMs(asked) + 800;
    const scene = stage(
      [
        { clip: asked, atMs: askedMs },
        { clip: noise, atMs: over + 1200 },
      ],
      over + 30_000,
    );
    const app = await openTalkApp({
      browser: { microphone: scene.path },
      chatModel: 'reply-seconds-4',
      turn: noEarlyEnd,
      query: '&mic=raw',
      taps: true,
    });
    try {
      await app.startListening();
      await turnsReached(app, 1, ['done', 'interrupted', 'failed']);
      const turns = await spokenTurns(app);
      expect(turns.map(({ user, status }) => [user.text, status])).toEqual([[question, 'done']]);
      const { reply } = turns[0]!;
      expect(reply.heard).toBe(reply.text.length);
      expect(reply.pieces.map(({ state }) => state)).toEqual(reply.pieces.map(() => 'played'));
      // The noise fell into the reply, and the reply was all there.
      await heardUntil(app, over + 6000);
      const tap = await outputTap(app.page);
      const sound = tap.samples.filter((sample) => sample !== 0);
      const said = replySound(turns[0]!, tap.sampleRate);
      const fade = Math.ceil(0.005 * tap.sampleRate);
      // A pause says its fade twice: when it falls silent and when it goes on.
      expect(sound.length).toBeGreaterThanOrEqual(said.length);
      expect(sound.length).toBeLessThanOrEqual(said.length + 4 * fade);
      // At its end the reply was at full level again, and nothing was missing; the player fades out behind it.
      const ending = said.slice(-0.2 * tap.sampleRate);
      const endings = Array.from({ length: fade + 1 }, (_, behind) =>
        sound.slice(sound.length - behind - ending.length, sound.length - behind),
      );
      expect(Math.min(...endings.map((candidate) => largestDifference(candidate, ending)))).toBeLessThan(
        1e-6,
      );
      const [played] = soundsOf(tap, 2000);
      const ducked = sound.slice(0, said.length).some((sample, n) => Math.abs(sample - said[n]!) > 0.01);
      note(
        `${name}: ${ducked ? 'ducked or paused' : 'neither ducked nor paused'}, ` +
          `${((played!.end - played!.start - said.length) * 1000) / tap.sampleRate} ms longer than its sound, ` +
          `${(await app.marks('barge.stopCommand')).length} pauses`,
      );
    } finally {
      await app.close();
      scene.remove();
    }
  });
}

/** How far apart the test's clock line of the output and the app's may be. */
const clockMs = 60;

const beginnings = [
  'Alpha',
  'Bravo',
  'Idaho',
  'Union',
  'Echo',
  'October',
  'Apple',
  'Uncle',
  'Every',
  'Island',
  'Open',
];
const replies = beginnings.map(
  (word) =>
    `${word} boats rise with the tide, and the gulls look on while the harbour fills with water and with light.`,
);

test('ten interruptions in a row: every turn works, nothing stale is heard', async () => {
  const clips = [
    'Could you look up a train to the coast for me?',
    'The one at ten sounds good.',
    'And please book two seats by the window.',
    'What is in the fridge today?',
    'I mean besides the milk.',
    'and half a loaf of bread.',
  ].map(clipSaying);
  const cues = replies.map((_, index) => clips[index % clips.length]!);
  const row = inARow([...cues, cough()], { firstMs: 1500, gapMs: 3000 });
  const app = await openTalkApp({
    browser: { microphone: row.path },
    systemPrompt: `[stand-in: script:${replies.join('|')}]`,
    turn: noEarlyEnd,
    query: '&mic=raw',
    taps: true,
  });
  try {
    await app.startListening();
    await turnsReached(app, replies.length - 1, ['interrupted'], 120_000);
    await turnsReached(app, 1, ['speaking', 'done']);
    const turns = await spokenTurns(app);
    expect(turns.map(({ user }) => user.text)).toEqual(cues.map(({ text }) => text));
    expect(turns.slice(0, -1).map(({ status }) => status)).toEqual(cues.slice(1).map(() => 'interrupted'));
    expect(turns.map(({ reply }) => reply.text)).toEqual(replies);
    await heardUntil(app, row.cues.at(-1)!.atMs - 500);

    const [commands, silences, firsts] = await Promise.all(
      ['barge.stopCommand', 'barge.silent', 'reply.firstSample'].map((name) => app.marks(name)),
    );
    expect(commands!.length).toBeGreaterThanOrEqual(10);
    expect(firsts!.length).toBe(replies.length);
    const waits = commands!.map((at, index) => {
      const silent = silences!.find((candidate) => candidate >= at);
      expect(silent, 'silence follows the command').toBeDefined();
      const next = commands![index + 1];
      if (next !== undefined) expect(silent).toBeLessThan(next);
      return silent! - at;
    });
    note(
      `stop command to silence: median ${median(waits).toFixed(1)}, worst ${Math.max(...waits).toFixed(1)} ms`,
    );

    // From the silence of a reply to the first sample of the next one nothing is heard at all, and what is heard then is
    // the beginning of that next one. (Inside a reply a busy machine may leave a gap, which is no business of this test.)
    const tap = await outputTap(app.page);
    const sounds = soundsOf(tap, 500);
    const opening = 0.2 * tap.sampleRate;
    for (const [index, first] of firsts!.entries()) {
      const next = firsts![index + 1] ?? Infinity;
      const own = sounds.filter(({ startAt }) => startAt > first - clockMs && startAt < next - clockMs);
      const { start } = own[0]!;
      expect(
        largestDifference(
          tap.samples.slice(start, start + opening),
          voiceOf(replies[index]!, tap.sampleRate).slice(0, opening),
        ),
        `what is heard begins as reply ${index}`,
      ).toBeLessThan(1e-6);
      if (next === Infinity) continue;
      const silent = silences!.findLast((at) => at < next)!;
      expect(own.at(-1)!.endAt, `reply ${index} ends where it was silenced`).toBeLessThan(silent + clockMs);
    }

    // What the model is told of a reply ends where it was interrupted.
    for (const [index, { reply, user }] of turns.slice(0, -1).entries()) {
      const next = askedAfter(app, index + 2);
      const told = next.at(-2);
      expect(next.at(-1)?.content).toBe(turns[index + 1]!.user.text);
      expect(next.at(-3)).toEqual({ role: 'user', content: user.text });
      expect(told?.role).toBe('assistant');
      expect(reply.text.slice(0, reply.heard).trimEnd()).toBe(told?.content);
      expect(told!.content.length).toBeLessThan(reply.text.length);
    }
  } finally {
    await app.close();
    row.remove();
  }
});
