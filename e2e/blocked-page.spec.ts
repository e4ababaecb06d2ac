/**
 * The page's thread is in nobody's way: blocked for half a second at the worst moments, it loses no frame, makes no
 * gap, and neither decisions nor the first sound wait for it. Compared within one run, by the instants that the
 * deciding threads stamped.
 */
import { expect, test } from '@playwright/test';
import { counters, note, spokenTurns, heardUntil, turnsReached } from './support/states.ts';
import { warmUpVoice } from './support/played.ts';
import { clipMs, inARow, voices } from './support/stage.ts';
import { openTalkApp, type TalkApp } from './support/talk-app.ts';

const blockMs = 500;
/** How long before the expected hard end (800 ms after the voice) a block begins. */
const beforeHardEndMs = 50;

/** Keeps the page's thread from doing anything else, from the next event of that kind on, after a while. */
async function blockAfter(
  app: TalkApp,
  moment: string,
  turns: readonly number[],
  delayMs: number,
): Promise<void> {
  await app.page.evaluate(
    ([moment, turns, delayMs, blockMs]) => {
      const blocked = new Set<number>();
      const blocks = ((window as unknown as { blocks?: number[] }).blocks ??= []);
      const block = (): void => {
        blocks.push(performance.timeOrigin + performance.now());
        const until = performance.now() + blockMs;
        while (performance.now() < until);
      };
      window.__echokit?.subscribe((event) => {
        if (event.type !== 'turn') return;
        const { id, trace } = event.turn;
        const at = trace[moment as 'firstSample'];
        if (at === undefined || !turns.includes(id) || blocked.has(id)) return;
        blocked.add(id);
        // Counted from when it happened, not from when the page was told.
        setTimeout(block, Math.max(0, at + delayMs - performance.timeOrigin - performance.now()));
      });
    },
    [moment, turns, delayMs, blockMs] as const,
  );
}

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1] ?? Number.NaN;
};

const known = voices('mic_a', 'mic_b').filter((clip) => clipMs(clip) > 1000 && clipMs(clip) < 1600);

/** Which turns are blocked at which moment; all others are what they are compared with. */
const blocked = {
  speaking: [2, 7],
  beforeHardEnd: [3, 8],
  answering: [4, 9],
} as const;
const count = 10;

test.beforeAll(() => warmUpVoice());

test('a page blocked while one speaks, before the hard end and during the answer', async () => {
  const clips = Array.from({ length: count }, (_, index) => known[index % known.length]!);
  const row = inARow(clips, { firstMs: 1500, gapMs: 4000 });
  const app = await openTalkApp({
    browser: { microphone: row.path },
    chatModel: 'reply-seconds-2',
    services: { asrDelayMs: 100, llmDelayMs: 100, ttsDelayMs: 50, ttsRtf: 0 },
    turn: { eagerness: 'custom', earlyEndMs: 0 },
    query: '&mic=raw',
  });
  try {
    await app.startListening();
    await blockAfter(app, 'voiceStart', blocked.speaking, 500);
    await blockAfter(app, 'lastVoiced', blocked.beforeHardEnd, 800 - beforeHardEndMs);
    await blockAfter(app, 'firstSample', blocked.answering, 300);
    await heardUntil(app, row.lengthMs - 1500);
    await turnsReached(app, count, ['done', 'interrupted', 'failed']);
    const turns = await spokenTurns(app);
    expect(turns.map(({ user, status }) => [user.text, status])).toEqual(
      clips.map(({ text }) => [text, 'done']),
    );
    const { framesDropped, underruns } = await counters(app);
    expect(framesDropped).toBe(0);

    const blocks = await app.page.evaluate(() => (window as unknown as { blocks: number[] }).blocks);
    expect(blocks.length).toBe(6);
    // From the end of the voice to the decision, and to the first sound.
    const waits = turns.map(({ id, trace }) => ({
      id,
      decision: trace.hardEnd! - trace.lastVoiced!,
      sound: trace.firstSample! - trace.lastVoiced!,
    }));
    const all: readonly number[] = Object.values(blocked).flat();
    for (const part of ['decision', 'sound'] as const) {
      const free = median(waits.filter(({ id }) => !all.includes(id)).map((wait) => wait[part]));
      for (const [moment, ids] of Object.entries(blocked)) {
        const late = waits
          .filter(({ id }) => (ids as readonly number[]).includes(id))
          .map((wait) => wait[part] - free);
        note(
          `${part}, blocked ${moment}: ${late.map((ms) => ms.toFixed(1)).join(', ')} ms beside ${free.toFixed(1)} ms`,
        );
        for (const ms of late) expect(ms, `${part}, blocked ${moment}`).toBeLessThan(blockMs / 2);
      }
    }
    note(`${underruns} underruns, ${framesDropped} frames dropped`);
    expect(underruns).toBe(0);
  } finally {
    await app.close();
    row.remove();
  }
});

test('a page blocked shortly after an interruption', async () => {
  const pairs = 4;
  const clips = Array.from({ length: 2 * pairs }, (_, index) => known[index % known.length]!);
  const row = inARow(clips, { firstMs: 1500, gapMs: 3000 });
  const app = await openTalkApp({
    browser: { microphone: row.path },
    chatModel: 'long',
    services: { ttsRtf: 0 },
    turn: { eagerness: 'custom', earlyEndMs: 0 },
    query: '&mic=raw',
  });
  try {
    await app.startListening();
    const interrupted = [2, 4, 6];
    await blockAfter(app, 'interruptedAt', interrupted, 50);
    await heardUntil(app, row.lengthMs - 1500);
    const turns = await spokenTurns(app);
    expect(turns.map(({ user }) => user.text)).toEqual(clips.map(({ text }) => text));
    expect(turns.slice(0, -1).map(({ status }) => status)).toEqual(clips.slice(1).map(() => 'interrupted'));
    const { framesDropped, underruns } = await counters(app);
    expect([framesDropped, underruns]).toEqual([0, 0]);
    // Silence came before the block could: it is decided where the page is not.
    const silences = await app.marks('barge.silent');
    for (const { id, trace } of turns.slice(0, -1))
      expect(
        silences.some((at) => at > trace.firstSample! && at < trace.interruptedAt! + blockMs / 2),
        `turn ${id} fell silent`,
      ).toBe(true);
    // The turn after a blocked one: its decision and its sound.
    const next = turns.slice(1).map(({ id, trace }) => ({
      id,
      sound: trace.firstSample! - trace.lastVoiced!,
    }));
    const isBlocked = ({ id }: { readonly id: number }): boolean => interrupted.includes(id - 1);
    const free = median(next.filter((wait) => !isBlocked(wait)).map(({ sound }) => sound));
    const late = next.filter(isBlocked).map(({ sound }) => sound - free);
    note(
      `first sound after a blocked interruption: ${late.map((ms) => ms.toFixed(1)).join(', ')} ms beside ${free.toFixed(1)} ms`,
    );
    for (const ms of late) expect(ms).toBeLessThan(blockMs / 2);
  } finally {
    await app.close();
    row.remove();
  }
});
