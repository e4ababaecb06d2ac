/** Other processes of the bench: each answers every message from here with one of its own. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What a process has needed since it was last asked. */
export interface ProcessLoad {
  readonly cpuMs: number;
  /** How much later than due its event loop came round, p99. */
  readonly loopP99Ms: number;
}

export interface Child<Ask, Told> {
  /** One at a time. */
  ask(question: Ask): Promise<Told>;
  load(): Promise<ProcessLoad>;
  close(): Promise<void>;
}

interface LoadAsk {
  readonly type: 'load of the process';
}

/** What measures is not to pause for its own garbage more than it must. */
const instrumentFlags = ['--max-semi-space-size=32', '--min-semi-space-size=32'];

/**
 * @param module its entry; it runs with `--expose-gc`
 * @param isInstrument it is not what is measured
 */
export function startChild<Ask extends object, Told>(module: URL, isInstrument = true): Child<Ask, Told> {
  const execArgv = ['--import', 'tsx', '--expose-gc', ...(isInstrument ? instrumentFlags : [])];
  const child = fork(module, { execArgv, serialization: 'advanced' });
  return {
    async ask(question) {
      const [answer] = await answerOf(child, () => child.send(question));
      return answer as Told;
    },
    async load() {
      const question: LoadAsk = { type: 'load of the process' };
      const [answer] = await answerOf(child, () => child.send(question));
      return answer as ProcessLoad;
    },
    async close() {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

function answerOf(child: ChildProcess, send: () => void): Promise<unknown[]> {
  const ended = new AbortController();
  const failed = once(child, 'exit', { signal: ended.signal }).then(([code]) => {
    throw new Error(`a process of the bench ended with code ${String(code)}`);
  });
  const answered = once(child, 'message', { signal: ended.signal });
  send();
  return Promise.race([answered, failed]).finally(() => {
    ended.abort();
    failed.catch(() => undefined);
    answered.catch(() => undefined);
  });
}

const loopResolutionMs = 5;

/** In the other process: answers until it is let go. @param answer what a parent of this child asks, and what it is told */
export function answerParent(answer: (question: never) => Promise<unknown>, end: () => Promise<void>): void {
  const loop = monitorEventLoopDelay({ resolution: loopResolutionMs });
  loop.enable();
  let since = process.cpuUsage();
  const load = (): ProcessLoad => {
    const { user, system } = process.cpuUsage(since);
    const loopP99Ms = Math.max(0, loop.percentile(99) / 1e6 - loopResolutionMs);
    since = process.cpuUsage();
    loop.reset();
    return { cpuMs: (user + system) / 1_000, loopP99Ms };
  };
  process.on('message', (question: { readonly type: string }) => {
    const isLoad = question.type === ('load of the process' satisfies LoadAsk['type']);
    void (isLoad ? Promise.resolve(load()) : answer(question as never)).then((told) => process.send?.(told));
  });
  process.once('disconnect', () => void end().then(() => process.exit(0)));
}
