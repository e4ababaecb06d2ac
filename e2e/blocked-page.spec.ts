/**
 * The page's thread is in nobody's way: blocked for half a second at the worst moments, it loses no frame, makes no
 * gap, and neither decisions nor the first sound wait for it.
 *
 * One sentence is said again and again, to the sample: its repetitions are a whole number of frames apart, so that the
 * detector judges the same frames each time. Some repetitions are blocked, the others are what they are compared with,
 * by the instants that the deciding threads stamped, counted from the last voiced sample. Medians of one run.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { encodeWav } from '../core/audio/wav.ts';
import { frameMs, frameSamples, heardRate, type Millis } from '../core/units.ts';
import type { ConversationEvent, TurnView } from '../workers/conversation-api.ts';
import { warmUpVoice } from './support/played.ts';
import { stage, voices, type Clip } from './support/stage.ts';
import { counters, note, turnsReached } from './support/states.ts';
import { openTalkApp, type TalkApp } from './support/talk-app.ts';

const blockMs: Millis = 500;
/** How long before the hard end a block begins. */
const beforeHardEndMs: Millis = 50;
/** From the soft end, two low frames, to the hard end, 25 of them. */
const softToHardMs: Millis = 23 * frameMs;
/** Blocked repetitions are no later than free ones by more than this. Source: issue of the Talk page, section 9.6. */
const mostShiftMs: Millis = 30;

const said = voices('mic_a').find(({ text }) => text.startsWith('The one'))!;

/** When the page is blocked: as soon as the page may know of the moment, `delayMs` after it. */
interface Block {
  readonly moment: 'opened' | 'softEnd' | 'firstSample' | 'stopCommand';
  readonly delayMs: Millis;
  /** Turns; of `stopCommand` the one whose reply is stopped. */
  readonly which: readonly number[];
}

/** A time in which the page did nothing else, as wall instants. */
interface Blocked {
  readonly from: Millis;
  readonly until: Millis;
}

/** The same period over and over, as a microphone. */
function overAndOver(clip: Clip, options: { readonly times: number; readonly periodFrames: number }) {
  const periodMs = options.periodFrames * frameMs;
  const period = stage([{ clip, atMs: 20 * frameMs }], periodMs);
  const samples = new Float32Array(options.times * options.periodFrames * frameSamples);
  for (let at = 0; at < samples.length; at += period.samples.length) samples.set(period.samples, at);
  period.remove();
  const folder = mkdtempSync(join(tmpdir(), 'echokit-again-'));
  const path = join(folder, 'microphone.wav');
  writeFileSync(path, encodeWav(samples, heardRate));
  return {
    path,
    lengthMs: options.times * periodMs,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Keeps the page's thread from doing anything else at these moments. */
async function blockAt(app: TalkApp, blocks: readonly Block[]): Promise<void> {
  await app.page.evaluate(
    ([blocks, blockMs]) => {
      const done: { from: number; until: number }[] = [];
      Object.assign(window, { blocked: done });
      const now = (): number => performance.timeOrigin + performance.now();
      const seen = new Set<string>();
      let speaking = 0;
      const block = (): void => {
        const from = now();
        while (now() < from + blockMs);
        done.push({ from, until: now() });
      };
      const momentsIn = (event: ConversationEvent): readonly (readonly [string, number, number])[] => {
        if (event.type === 'mark' && event.name === 'barge.stopCommand')
          return [['stopCommand', speaking, event.at]];
        if (event.type !== 'turn') return [];
        const { id, startedAt, status, trace } = event.turn;
        if (status === 'speaking') speaking = id;
        const { softEnd, firstSample } = trace;
        return [
          ['opened', id, startedAt],
          ...(softEnd === undefined ? [] : [['softEnd', id, softEnd] as const]),
          ...(firstSample === undefined ? [] : [['firstSample', id, firstSample] as const]),
        ];
      };
      window.__echokit?.subscribe((event) => {
        for (const [moment, which, at] of momentsIn(event))
          for (const wanted of blocks) {
            const key = `${moment} ${which}`;
            if (wanted.moment !== moment || !wanted.which.includes(which) || seen.has(key)) continue;
            seen.add(key);
            // Counted from when it happened, not from when the page was told.
            setTimeout(block, Math.max(0, at + wanted.delayMs - now()));
          }
      });
    },
    [blocks, blockMs] as const,
  );
}

const blockedTimes = (app: TalkApp): Promise<readonly Blocked[]> =>
  app.page.evaluate(() => (window as unknown as { blocked: Blocked[] }).blocked);

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

/** Waits that a turn is measured by, in ms, by name. */
type Waits = Readonly<Record<string, Millis>>;

/**
 * The median of the blocked is no later than that of the free, wait by wait. It may be earlier: no block makes anything
 * quicker, so that only tells how restless the machine was meanwhile.
 */
function compare(moment: string, blocked: readonly Waits[], free: readonly Waits[]): void {
  // Enough to take a median of: a page that could not block in time has shown nothing.
  expect(blocked.length, `blocked ${moment}`).toBeGreaterThanOrEqual(3);
  expect(free.length, 'not blocked').toBeGreaterThanOrEqual(3);
  const shifts = Object.keys(free[0]!).map((wait) => {
    const [during, beside] = [blocked, free].map((group) => group.map((waits) => waits[wait]!));
    return { wait, shift: median(during!) - median(beside!), during: during!, beside: beside! };
  });
  const listed = (values: readonly number[]): string => values.map((ms) => ms.toFixed(0)).join(' ');
  for (const { wait, shift, during, beside } of shifts)
    note(
      `blocked ${moment}: ${wait} ${shift.toFixed(1)} ms later (${listed(during)} beside ${listed(beside)})`,
    );
  for (const { wait, shift } of shifts)
    expect(shift, `${wait}, blocked ${moment}`).toBeLessThanOrEqual(mostShiftMs);
}

/** How many underruns each turn's reply had: they are told in the order in which they happened. */
function underrunsByTurn(events: readonly ConversationEvent[]): ReadonlyMap<number, number> {
  const byTurn = new Map<number, number>();
  let speaking = 0;
  let known = 0;
  for (const event of events) {
    if (event.type === 'turn' && event.turn.status === 'speaking') speaking = event.turn.id;
    if (event.type !== 'counters' || event.counters.underruns === known) continue;
    byTurn.set(speaking, (byTurn.get(speaking) ?? 0) + event.counters.underruns - known);
    known = event.counters.underruns;
  }
  return byTurn;
}

/** No frame is lost, and blocked replies have no gaps that free ones do not have (services can be late). */
async function expectNothingLost(
  app: TalkApp,
  blocked: readonly TurnView[],
  free: readonly TurnView[],
): Promise<void> {
  expect((await counters(app)).framesDropped).toBe(0);
  const byTurn = underrunsByTurn(await app.events());
  const sum = (turns: readonly TurnView[]): number =>
    turns.reduce((total, { id }) => total + (byTurn.get(id) ?? 0), 0);
  note(`${sum(blocked)} underruns in blocked replies, ${sum(free)} in others`);
  expect(sum(blocked)).toBeLessThanOrEqual(sum(free));
  // Where it is opened anew the sentence begins in the middle of a frame.
  expect(await app.marks('vad.listening')).toHaveLength(1);
}

/** A sentence that waits for the model is judged together with the next one, and overtaken by it. */
async function startWithModel(app: TalkApp): Promise<void> {
  await app.page.waitForFunction(() => performance.getEntriesByName('bench:vad.ready').length > 0);
  await app.startListening();
}

test.beforeAll(() => warmUpVoice());

test('a page blocked while one speaks, before the hard end and during the answer', async () => {
  test.setTimeout(240_000);
  // The first repetitions warm everything up. Then in turn: free, and blocked at each of the moments.
  const [warmUp, rounds] = [2, 4];
  const count = warmUp + 4 * rounds;
  const turnsAt = (place: number): readonly number[] =>
    Array.from({ length: rounds }, (_, round) => warmUp + 1 + 4 * round + place);
  const row = overAndOver(said, { times: count + 1, periodFrames: 150 });
  const app = await openTalkApp({
    browser: { microphone: row.path },
    chatModel: 'reply-seconds-2',
    services: { asrDelayMs: 100, llmDelayMs: 100, ttsDelayMs: 50, ttsRtf: 0 },
    turn: { eagerness: 'custom', earlyEndMs: 0 },
    query: '&mic=raw',
  });
  try {
    await blockAt(app, [
      { moment: 'opened', delayMs: 0, which: turnsAt(1) },
      { moment: 'softEnd', delayMs: softToHardMs - beforeHardEndMs, which: turnsAt(2) },
      { moment: 'firstSample', delayMs: 300, which: turnsAt(3) },
    ]);
    await startWithModel(app);
    await turnsReached(app, count, ['done', 'interrupted', 'failed', 'dropped'], row.lengthMs + 60_000);
    const turns = (await app.turns()).slice(0, count);
    expect(turns.map(({ user, status }) => `${status}: ${user.text}`)).toEqual(
      turns.map(() => `done: ${said.text}`),
    );
    const blocks = await blockedTimes(app);
    expect(blocks).toHaveLength(3 * rounds);

    const waitsOf = ({ trace }: TurnView): Waits => ({
      'the soft end': trace.softEnd! - trace.lastVoiced!,
      'the hard end': trace.hardEnd! - trace.lastVoiced!,
      'the first sound': trace.firstSample! - trace.lastVoiced!,
      'the last sound': trace.replyEnded! - trace.firstSample!,
    });
    const of = (place: number): readonly TurnView[] => turns.filter(({ id }) => turnsAt(place).includes(id));
    /** Those of the turns for which the page was blocked when it was to be. */
    const during = (place: number, isIn: (block: Blocked, trace: TurnView['trace']) => boolean) =>
      of(place).filter(({ trace }) => blocks.some((block) => isIn(block, trace)));
    const moments = {
      'while one speaks': during(
        1,
        ({ from, until }, { voiceStart, lastVoiced }) => from > voiceStart! && until < lastVoiced!,
      ),
      'before the hard end': during(
        2,
        ({ from, until }, { hardEnd, firstSample }) =>
          from > hardEnd! - 2 * beforeHardEndMs && from < hardEnd! && until > firstSample!,
      ),
      'during the answer': during(
        3,
        ({ from, until }, { firstSample, replyEnded }) => from > firstSample! && until < replyEnded!,
      ),
    };
    const free = of(0);
    for (const [moment, blocked] of Object.entries(moments))
      compare(moment, blocked.map(waitsOf), free.map(waitsOf));
    for (const blocked of Object.values(moments)) await expectNothingLost(app, blocked, free);
  } finally {
    await app.close();
    row.remove();
  }
});

test('a page blocked shortly after an interruption', async () => {
  test.setTimeout(240_000);
  // The first turn interrupts nothing; by the next ones the ears learn how the app sounds in the microphone.
  const [warmUp, rounds] = [3, 4];
  const count = warmUp + 2 * rounds;
  /** Of the turns that interrupt. */
  const blockedTurns = Array.from({ length: rounds }, (_, round) => warmUp + 1 + 2 * round);
  const row = overAndOver(said, { times: count + 2, periodFrames: 150 });
  const app = await openTalkApp({
    browser: { microphone: row.path },
    chatModel: 'long',
    services: { ttsRtf: 0 },
    turn: { eagerness: 'custom', earlyEndMs: 0 },
    query: '&mic=raw',
  });
  try {
    await blockAt(app, [{ moment: 'stopCommand', delayMs: 50, which: blockedTurns.map((turn) => turn - 1) }]);
    await startWithModel(app);
    await turnsReached(app, count, ['interrupted', 'done', 'failed', 'dropped'], row.lengthMs + 60_000);
    const turns = (await app.turns()).slice(0, count);
    expect(turns.map(({ user, status }) => `${status}: ${user.text}`)).toEqual(
      turns.map(() => `interrupted: ${said.text}`),
    );
    const blocks = await blockedTimes(app);
    expect(blocks).toHaveLength(rounds);
    const [stops, silences] = [await app.marks('barge.stopCommand'), await app.marks('barge.silent')];

    const waitsOf = ({ id, trace }: TurnView): Waits => {
      const { voiceStart } = trace;
      const [stop, silent] = [stops, silences].map((marks) => marks.find((at) => at > voiceStart!)!);
      const flushed = turns.find((turn) => turn.id === id - 1)!.trace.interruptedAt!;
      return {
        'the pause': stop! - voiceStart!,
        silence: silent! - voiceStart!,
        'the interruption': flushed - voiceStart!,
        'the next hard end': trace.hardEnd! - trace.lastVoiced!,
        'the next sound': trace.firstSample! - trace.lastVoiced!,
      };
    };
    const measured = turns.slice(warmUp);
    const free = measured.filter(({ id }) => !blockedTurns.includes(id));
    const blocked = measured.filter(
      ({ id, trace }) =>
        blockedTurns.includes(id) &&
        blocks.some(({ from, until }) => from > trace.voiceStart! && until < trace.hardEnd!),
    );
    compare('after an interruption', blocked.map(waitsOf), free.map(waitsOf));
    await expectNothingLost(app, blocked, free);
  } finally {
    await app.close();
    row.remove();
  }
});
