/** Tells when a worker did not start, or something in it was not caught: its `error` events. */
export function watchWorker(worker: Worker, name: string, onFailed: (cause: unknown) => void): Worker {
  worker.addEventListener('error', (event) => {
    onFailed(new Error(`${name}: ${event.message || 'the worker did not start'}`, { cause: event.error }));
  });
  worker.addEventListener('messageerror', () => onFailed(new Error(`${name}: a message could not be read`)));
  return worker;
}
