/**
 * Calls over a MessagePort: each has an id, may report events, can be aborted, and ends with a value or an EngineError.
 * Used where an engine lives on another thread (page engines, the voice worker).
 *
 *   caller -> host   { type: 'call', id, call }    { type: 'abort', id }
 *   host -> caller   { type: 'event', id, event }  { type: 'done', id, value }  { type: 'failed', id, error }
 */
import { asEngineError, fromWireError, toWireError, type WireEngineError } from './engine-error.ts';
import { PushStream } from './push-stream.ts';

type ToHost<Call> =
  | { readonly type: 'call'; readonly id: number; readonly call: Call }
  | { readonly type: 'abort'; readonly id: number };

type ToCaller<Event, Value> =
  | { readonly type: 'event'; readonly id: number; readonly event: Event }
  | { readonly type: 'done'; readonly id: number; readonly value: Value }
  | { readonly type: 'failed'; readonly id: number; readonly error: WireEngineError };

/** What a port has to offer; workers and both kinds of ports do. */
export interface MessageEndpoint {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  /** Ports begin to deliver only after this; workers have none. */
  start?(): void;
}

export interface PortCaller<Call, Event, Value> {
  /** Events as they come; the generator's own value is what the call ended with. */
  stream(call: Call, signal: AbortSignal, transfer?: Transferable[]): AsyncGenerator<Event, Value>;
  /** A call whose events do not matter, or go to a callback. */
  ask(call: Call, signal: AbortSignal, onEvent?: (event: Event) => void): Promise<Value>;
  /** A call whose outcome does not matter. */
  tell(call: Call): void;
}

interface OpenCall<Event, Value> {
  event(event: Event): void;
  done(value: Value): void;
  failed(error: unknown): void;
}

export function createPortCaller<Call, Event, Value>(port: MessageEndpoint): PortCaller<Call, Event, Value> {
  const open = new Map<number, OpenCall<Event, Value>>();
  let lastId = 0;
  const post = (message: ToHost<Call>, transfer: Transferable[] = []) => port.postMessage(message, transfer);

  port.addEventListener('message', ({ data }: MessageEvent<ToCaller<Event, Value>>) => {
    const call = open.get(data.id);
    if (call === undefined) return; // given up meanwhile
    if (data.type === 'event') return call.event(data.event);
    open.delete(data.id);
    if (data.type === 'done') call.done(data.value);
    else call.failed(fromWireError(data.error));
  });
  port.start?.();

  function begin(
    call: Call,
    signal: AbortSignal,
    transfer: Transferable[],
    listener: OpenCall<Event, Value>,
  ) {
    signal.throwIfAborted();
    const id = ++lastId;
    open.set(id, listener);
    const abort = () => {
      if (!open.delete(id)) return;
      post({ type: 'abort', id });
      listener.failed(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
    post({ type: 'call', id, call }, transfer);
    return () => {
      signal.removeEventListener('abort', abort);
      if (open.delete(id)) post({ type: 'abort', id });
    };
  }

  return {
    async *stream(call, signal, transfer = []) {
      const events = new PushStream<Event>();
      let value: { readonly value: Value } | undefined;
      const leave = begin(call, signal, transfer, {
        event: (event) => events.push(event),
        done: (ended) => {
          value = { value: ended };
          events.end();
        },
        failed: (error) => events.fail(error),
      });
      try {
        yield* events;
        return value!.value;
      } finally {
        leave();
      }
    },
    async ask(call, signal, onEvent = () => undefined) {
      let leave = () => {};
      try {
        return await new Promise<Value>((done, failed) => {
          leave = begin(call, signal, [], { event: onEvent, done, failed });
        });
      } finally {
        leave();
      }
    },
    tell(call) {
      post({ type: 'call', id: ++lastId, call });
    },
  };
}

export interface CallContext<Event> {
  readonly signal: AbortSignal;
  /** Goes out at once, also from inside a long synchronous piece of work. */
  readonly emit: (event: Event, transfer?: Transferable[]) => void;
}

export type CallHandler<Call, Event, Value> = (call: Call, context: CallContext<Event>) => Promise<Value>;

/** Answers the calls that come through a port; what the handler throws reaches the caller as an EngineError. */
export function serveCalls<Call, Event, Value>(
  port: MessageEndpoint,
  handle: CallHandler<Call, Event, Value>,
): void {
  const running = new Map<number, AbortController>();
  const post = (message: ToCaller<Event, Value>, transfer: Transferable[] = []) =>
    port.postMessage(message, transfer);

  async function answer(id: number, call: Call): Promise<void> {
    const abort = new AbortController();
    running.set(id, abort);
    const emit = (event: Event, transfer: Transferable[] = []) => {
      if (!abort.signal.aborted) post({ type: 'event', id, event }, transfer);
    };
    try {
      const value = await handle(call, { signal: abort.signal, emit });
      post({ type: 'done', id, value });
    } catch (error) {
      // The caller of an aborted call has left and gets nothing more.
      if (!abort.signal.aborted) post({ type: 'failed', id, error: toWireError(asEngineError(error)) });
    } finally {
      running.delete(id);
    }
  }

  port.addEventListener('message', ({ data }: MessageEvent<ToHost<Call>>) => {
    if (data.type === 'abort') running.get(data.id)?.abort();
    else void answer(data.id, data.call);
  });
  port.start?.();
}
