/** Other processes of the bench: each answers every message from here with one of its own. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export interface Child<Ask, Told> {
  /** One at a time. */
  ask(question: Ask): Promise<Told>;
  close(): Promise<void>;
}

/** @param module its entry; it runs with `--expose-gc` */
export function startChild<Ask extends object, Told>(module: URL): Child<Ask, Told> {
  const child = fork(module, { execArgv: ['--import', 'tsx', '--expose-gc'], serialization: 'advanced' });
  return {
    async ask(question) {
      const [answer] = await answerOf(child, () => child.send(question));
      return answer as Told;
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

/** In the other process: answers until it is let go. @param answer what a parent of this child asks, and what it is told */
export function answerParent(answer: (question: never) => Promise<unknown>, end: () => Promise<void>): void {
  process.on('message', (question) => void answer(question as never).then((told) => process.send?.(told)));
  process.once('disconnect', () => void end().then(() => process.exit(0)));
}
