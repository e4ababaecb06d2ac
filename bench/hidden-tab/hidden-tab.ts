/**
 * `npx tsx bench/hidden-tab/hidden-tab.ts [--minutes N]` (6; the app built before): a tab answers a box, is hidden behind
 * another one for so long, and is spoken to again. Tells at what pace Chromium ran the tab's timers meanwhile; those
 * of the page itself are held back all the time. Exit code 1 if the box is not answered. Source: issue 3, proof 7.4.
 */
import { parseArgs } from 'node:util';
import { openHiddenRelay, type HiddenRelay } from '../../e2e/support/hidden-relay.ts';

const minuteMs = 60_000;
const turnWaitMs = 60_000;

async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + turnWaitMs;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** @returns from the first of what is said to the end of the answer's sound */
async function holdTurn(relay: HiddenRelay, text: string): Promise<number> {
  const { turns } = relay;
  await until('the box listens', () => relay.isListening);
  const begunAt = performance.now();
  relay.say(text);
  await until(`an answer to "${text}"`, () => relay.turns > turns);
  return performance.now() - begunAt;
}

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '6' } } });
const hiddenMs = Number(values.minutes) * minuteMs;
if (!(hiddenMs >= 0)) throw new Error(`--minutes is ${values.minutes}, expected a number`);
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

const relay = await openHiddenRelay();
try {
  console.log(`visible: a turn in ${seconds(await holdTurn(relay, 'Hello there.'))}`);
  await relay.hide();
  console.log(`hidden: a turn in ${seconds(await holdTurn(relay, 'That is all.'))}`);
  await new Promise((resolve) => setTimeout(resolve, hiddenMs));
  const tookMs = await holdTurn(relay, 'What is in the fridge today?');
  console.log(`hidden for ${values.minutes} min: a turn in ${seconds(tookMs)}`);

  const { beats, changes, heldBack } = await relay.notes();
  const hiddenAt = changes.at(-1)?.at ?? Number.NaN;
  const inMinute = (n: number) =>
    beats.filter((at) => Math.floor((at - hiddenAt) / minuteMs) === n && at >= hiddenAt).length;
  const paces = Array.from({ length: Math.ceil(hiddenMs / minuteMs) }, (_, n) => inMinute(n));
  console.log(`a timer of 100 ms ran in each of the minutes: ${paces.join(', ')} times`);
  console.log(`what became of the tab: ${changes.map(({ to }) => to).join(', ')}`);
  console.log(`${heldBack} timers of the page were held back`);

  const heard = relay.played.map(({ text }) => text.trim());
  const passed =
    changes.map(({ to }) => to).join() === 'hidden' &&
    heard.at(-1) === 'You said: What is in the fridge today?' &&
    relay.reboots === 0 &&
    relay.violations.length === 0;
  console.log(`${passed ? 'PASS' : 'FAIL'}  answered while hidden: ${heard.join(' / ')}`);
  if (!passed) process.exitCode = 1;
} finally {
  await relay.close();
}
