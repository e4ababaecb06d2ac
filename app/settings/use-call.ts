import { useEffect, useRef, useState } from 'react';
import { asEngineError, type EngineError } from '../engines/engine-error.ts';

export type CallState<T> =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running' }
  | { readonly phase: 'done'; readonly value: T }
  | { readonly phase: 'failed'; readonly error: EngineError };

/**
 * One call to a service at a press, called off when pressed again and when the component goes.
 * @returns the state, and what the press does
 */
export function useCall<T>(run: (signal: AbortSignal) => Promise<T>): [CallState<T>, () => Promise<void>] {
  const [state, setState] = useState<CallState<T>>({ phase: 'idle' });
  const underWay = useRef<AbortController>(null);
  useEffect(() => () => underWay.current?.abort(), []);

  const start = async () => {
    underWay.current?.abort();
    const stop = new AbortController();
    underWay.current = stop;
    setState({ phase: 'running' });
    let next: CallState<T>;
    try {
      next = { phase: 'done', value: await run(stop.signal) };
    } catch (failure) {
      next = { phase: 'failed', error: asEngineError(failure) };
    }
    if (!stop.signal.aborted) setState(next);
  };
  return [state, start];
}
