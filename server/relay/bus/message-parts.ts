/** Messages longer than the bus under it takes, cut in parts and put together again. */
import { busPayload } from '../bus.ts';

/** Written as `message.index.count`; parts of one message come in order. */
export interface PartPlace {
  /** Of `[A-Za-z0-9]`, another one for each message of all senders. */
  readonly message: string;
  readonly index: number;
  readonly count: number;
}

export const formatPlace = ({ message, index, count }: PartPlace): string => `${message}.${index}.${count}`;

/** Null for what is none, or announces more than a message may have. */
export function parsePlace(text: string): PartPlace | null {
  const match = /^([A-Za-z0-9]{1,40})\.(\d{1,6})\.(\d{1,6})$/.exec(text);
  if (match === null) return null;
  const [message, index, count] = [match[1]!, Number(match[2]), Number(match[3])];
  return index < count ? { message, index, count } : null;
}

export function cutMessage(payload: Uint8Array, partBytes: number): readonly Uint8Array[] {
  const count = Math.ceil(payload.length / partBytes);
  return Array.from({ length: count }, (_, n) => payload.subarray(n * partBytes, (n + 1) * partBytes));
}

interface Unfinished {
  readonly count: number;
  readonly parts: Uint8Array[];
  bytes: number;
}

/** Messages that are being put together at once; the oldest is given up for one more. */
const mostUnfinished = 32;

export interface PartJoiner {
  /** @returns the whole message with its last part */
  take(place: PartPlace, part: Uint8Array): Uint8Array | undefined;
  /** Parts were lost: what is unfinished stays so. */
  reset(): void;
}

export function createPartJoiner(): PartJoiner {
  const unfinished = new Map<string, Unfinished>();
  return {
    take({ message, index, count }, part) {
      const known = unfinished.get(message);
      if (index === 0 && known === undefined) {
        if (unfinished.size >= mostUnfinished) unfinished.delete(unfinished.keys().next().value!);
        unfinished.set(message, { count, parts: [], bytes: 0 });
      }
      const current = unfinished.get(message);
      if (current === undefined) return undefined;
      const fits =
        current.count === count &&
        current.parts.length === index &&
        current.bytes + part.length <= busPayload;
      if (!fits) {
        unfinished.delete(message);
        return undefined;
      }
      current.parts.push(part);
      current.bytes += part.length;
      if (current.parts.length < count) return undefined;
      unfinished.delete(message);
      return join(current);
    },
    reset: () => unfinished.clear(),
  };
}

function join({ parts, bytes }: Unfinished): Uint8Array {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
