import { afterEach, describe, expect, test } from 'vitest';
import { EngineError } from './engine-error.ts';
import { createPortCaller, serveCalls, type CallHandler } from './port-calls.ts';
import { settled } from './testing/hand-clock.testing.ts';

const open: MessagePort[] = [];
afterEach(() => open.splice(0).forEach((port) => port.close()));

function connect(handle: CallHandler<string, string, number>) {
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  serveCalls(port1, handle);
  return createPortCaller<string, string, number>(port2);
}

const never = () => new AbortController().signal;

describe('calls over a port', () => {
  test('events come in order, the value at the end', async () => {
    const caller = connect((call, { emit }) => {
      for (const letter of call) emit(letter);
      return Promise.resolve(call.length);
    });
    const stream = caller.stream('abc', never());
    const seen: string[] = [];
    let step = await stream.next();
    for (; step.done !== true; step = await stream.next()) seen.push(step.value);
    expect(seen).toEqual(['a', 'b', 'c']);
    expect(step.value).toBe(3);
  });

  test('several calls at once do not mix', async () => {
    const caller = connect(async (call, { emit }) => {
      await settled();
      emit(call);
      return call.length;
    });
    const seen: string[] = [];
    const values = await Promise.all(
      ['one', 'three'].map((call) => caller.ask(call, never(), (e) => seen.push(e))),
    );
    expect(values).toEqual([3, 5]);
    expect(seen.sort()).toEqual(['one', 'three']);
  });

  test('a failure keeps its code, facts and kind', async () => {
    const caller = connect(() =>
      Promise.reject(new EngineError('rate-limited', 'x', { retryable: true, serviceMessage: 'slow' })),
    );
    await expect(caller.ask('x', never())).rejects.toMatchObject({
      name: 'EngineError',
      code: 'rate-limited',
      retryable: true,
      serviceMessage: 'slow',
    });
  });

  test('a fault of the host is an unknown failure', async () => {
    const caller = connect(() => Promise.reject(new TypeError('oops')));
    await expect(caller.ask('x', never())).rejects.toMatchObject({ code: 'unknown', message: 'oops' });
  });

  test('an abort reaches the host and rejects with its reason', async () => {
    let signal: AbortSignal | undefined;
    const caller = connect((_, context) => {
      signal = context.signal;
      return new Promise(() => undefined);
    });
    const abort = new AbortController();
    const asked = caller.ask('x', abort.signal);
    asked.catch(() => undefined);
    await settled();
    const reason = new Error('enough');
    abort.abort(reason);
    await expect(asked).rejects.toBe(reason);
    await settled();
    expect(signal?.aborted).toBe(true);
  });

  test('leaving a stream early aborts the call', async () => {
    let signal: AbortSignal | undefined;
    const caller = connect((_, context) => {
      signal = context.signal;
      context.emit('first');
      return new Promise(() => undefined);
    });
    for await (const event of caller.stream('x', never())) {
      expect(event).toBe('first');
      break;
    }
    await settled();
    expect(signal?.aborted).toBe(true);
  });

  test('an aborted signal makes no call', async () => {
    let calls = 0;
    const caller = connect(() => Promise.resolve(++calls));
    await expect(caller.ask('x', AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    await settled();
    expect(calls).toBe(0);
  });

  test('what an aborted call still emits is not sent', async () => {
    const { port1, port2 } = new MessageChannel();
    open.push(port1, port2);
    const messages: unknown[] = [];
    port2.addEventListener('message', ({ data }) => messages.push(data));
    port2.start();
    let emit: ((event: string) => void) | undefined;
    serveCalls<string, string, number>(port1, (_, context) => {
      emit = context.emit;
      return new Promise(() => undefined);
    });
    port2.postMessage({ type: 'call', id: 1, call: 'x' });
    await settled();
    port2.postMessage({ type: 'abort', id: 1 });
    await settled();
    emit?.('late');
    await settled();
    expect(messages).toEqual([]);
  });
});
