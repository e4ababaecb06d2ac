/** `--script FILE.jsonl` of `cli box`: what a person does, and when. */
import { access } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Millis } from '../core/units.ts';
import type { BoxClock } from '../simulators/box/clock.ts';

const moments = ['start', 'listening', 'speaking', 'waiting'] as const;
/** `start` is a boot that found its server; the others are states that the box enters. */
export type BoxMoment = (typeof moments)[number];

const deeds = ['k0', 'k0-long', 'play'] as const;

interface LineTimes {
  readonly when: BoxMoment;
  /** The how manyth time. */
  readonly n: number;
  readonly afterMs: Millis;
}
export type BoxScriptLine = LineTimes &
  (
    | { readonly do: 'k0' | 'k0-long' }
    /** Over whatever the microphone hears; samples at 16 kHz. */
    | { readonly do: 'play'; readonly wav: string }
  );

/** Without `--script`, and in front of one that says nothing of K0 at the start. The greeting has come by then. */
export const firstPress: BoxScriptLine = { when: 'start', n: 1, afterMs: 1000, do: 'k0' };

/** @throws with file and line where one cannot be used */
export function parseBoxScript(text: string, path: string): readonly BoxScriptLine[] {
  const lines = text.split('\n').flatMap((line, at) => {
    if (line.trim() === '') return [];
    try {
      return [parseLine(line)];
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`${path}, line ${at + 1}: ${why}`, { cause });
    }
  });
  const startsItself = lines.some((line) => line.when === 'start' && line.do === 'k0');
  return startsItself ? lines : [firstPress, ...lines];
}

function parseLine(text: string): BoxScriptLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Error('this is no JSON', { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('expected an object');
  const line = value as Readonly<Record<string, unknown>>;
  const stray = Object.keys(line).find((key) => !['when', 'n', 'afterMs', 'do', 'wav'].includes(key));
  if (stray !== undefined) throw new Error(`"${stray}" means nothing here`);
  const { n = 1, afterMs = 0, wav } = line;
  const when = oneOf('when', line['when'], moments);
  const deed = oneOf('do', line['do'], deeds);
  if (!Number.isSafeInteger(n) || (n as number) < 1)
    throw new Error(`"n" is ${JSON.stringify(n)}, expected a whole number from 1 on`);
  if (typeof afterMs !== 'number' || !(afterMs >= 0 && afterMs <= 3_600_000))
    throw new Error(`"afterMs" is ${JSON.stringify(afterMs)}, expected 0 to 3600000`);
  const times: LineTimes = { when, n: n as number, afterMs };
  if (deed !== 'play') return { ...times, do: deed };
  if (typeof wav !== 'string' || wav === '') throw new Error('"play" wants a "wav"');
  return { ...times, do: deed, wav };
}

function oneOf<T extends string>(key: string, value: unknown, known: readonly T[]): T {
  const found = known.find((one) => one === value);
  if (found === undefined)
    throw new Error(`"${key}" is ${JSON.stringify(value) ?? 'missing'}, expected ${known.join(', ')}`);
  return found;
}

/** A script's own files: where it says, or else beside the script. */
export async function scriptFile(script: string, wav: string): Promise<string> {
  const beside = resolve(dirname(script), wav);
  return access(wav).then(
    () => wav,
    () =>
      access(beside).then(
        () => beside,
        () => wav,
      ),
  );
}

/** Waited for by itself: where a machine is so busy that timers are late, what has arrived meanwhile is read first. */
const lastStepMs: Millis = 50;

/** Does what the lines say when their moments come. */
export class BoxScriptRunner {
  readonly #lines: readonly BoxScriptLine[];
  readonly #clock: BoxClock;
  readonly #perform: (line: BoxScriptLine) => void;
  readonly #counts = new Map<BoxMoment, number>();
  readonly #cancels = new Set<() => void>();

  constructor(lines: readonly BoxScriptLine[], clock: BoxClock, perform: (line: BoxScriptLine) => void) {
    this.#lines = lines;
    this.#clock = clock;
    this.#perform = perform;
  }

  /** Lines whose moment came and whose time did not. */
  get armed(): number {
    return this.#cancels.size;
  }

  reach(moment: BoxMoment): void {
    const n = (this.#counts.get(moment) ?? 0) + 1;
    this.#counts.set(moment, n);
    for (const line of this.#lines) {
      if (line.when !== moment || line.n !== n) continue;
      const lastMs = Math.min(line.afterMs, lastStepMs);
      this.#wait(line.afterMs - lastMs, () => this.#wait(lastMs, () => this.#perform(line)));
    }
  }

  #wait(ms: Millis, then: () => void): void {
    const cancel = this.#clock.after(ms, () => {
      this.#cancels.delete(cancel);
      then();
    });
    this.#cancels.add(cancel);
  }

  /** What has not been done is left. */
  stop(): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
  }
}
