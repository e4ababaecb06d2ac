import type { SocketId } from '../../../core/relay/relay-message.ts';
import type { Millis } from '../../../core/units.ts';

/** Numbers are instants in thousandths of a millisecond; the last digits are the companion's. */
const apart = 1_000;

/**
 * Numbers for the sockets of one companion: each greater than its former ones, those of its former runs, and what is
 * known of the box, and another one than any other companion would choose in the same moment.
 */
export function createSocketNumbers(instance: string): (now: Millis, known: SocketId) => SocketId {
  let digits = 0;
  for (const letter of instance) digits = (digits * 31 + letter.charCodeAt(0)) % apart;
  let last: SocketId = 0;
  return (now, known) => {
    const least = Math.max(last, known, Math.floor(now) * apart - 1);
    const number = Math.floor(least / apart) * apart + digits;
    last = number > least ? number : number + apart;
    return last;
  };
}
