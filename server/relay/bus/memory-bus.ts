import { invariant } from '../../../core/assert.ts';
import { busPayload, type Bus } from '../bus.ts';
import { checkPattern, checkSubject, subjectMatches } from './subject.ts';

/** Where buses of one process meet: each {@link connect} is what a connection is elsewhere. */
export interface MemoryExchange {
  connect(): Bus;
}

interface Subscription {
  readonly lane: number;
  readonly pattern: string;
  readonly hear: (payload: Uint8Array, subject: string) => void;
  isOpen: boolean;
}

/**
 * @param defer runs each delivery later, in order for the same pair of sender and receiver. Both are numbered in the
 *   order in which they connected
 */
export function createMemoryExchange(
  defer: (deliver: () => void, sender: number, receiver: number) => void = queueMicrotask,
): MemoryExchange {
  const subscriptions = new Set<Subscription>();
  let lanes = 0;

  function connect(): Bus {
    const lane = lanes++;
    let isClosed = false;
    return {
      publish(subject, payload) {
        checkSubject(subject);
        invariant(payload.length <= busPayload, `a message of ${payload.length} bytes fits the bus`);
        if (isClosed) return;
        for (const subscription of subscriptions) {
          if (subscription.lane === lane || !subjectMatches(subscription.pattern, subject)) continue;
          const deliver = () => {
            if (subscription.isOpen) subscription.hear(payload, subject);
          };
          defer(deliver, lane, subscription.lane);
        }
      },
      subscribe(pattern, hear) {
        checkPattern(pattern);
        const subscription: Subscription = { lane, pattern, hear, isOpen: !isClosed };
        if (!isClosed) subscriptions.add(subscription);
        return () => {
          subscription.isOpen = false;
          subscriptions.delete(subscription);
        };
      },
      flush: () => Promise.resolve(),
      onLink: () => () => undefined,
      close() {
        isClosed = true;
        for (const subscription of subscriptions) {
          if (subscription.lane !== lane) continue;
          subscription.isOpen = false;
          subscriptions.delete(subscription);
        }
        return Promise.resolve();
      },
    };
  }
  return { connect };
}
