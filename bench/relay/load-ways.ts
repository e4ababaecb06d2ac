/** The two ways of a message: through the companion, and straight to the server for comparison. */
import { MessageEnd, type EndReport } from './message-end.ts';

export const ways = ['through', 'direct'] as const;
export type Way = (typeof ways)[number];

/** One side of a box's line: what it sent and what came to it. */
export interface Side {
  readonly sent: MessageEnd;
  readonly arrived: MessageEnd;
}

export const newSide = (): Side => ({ sent: new MessageEnd(), arrived: new MessageEnd() });

export interface SideReport {
  readonly sent: EndReport;
  readonly arrived: EndReport;
}

export const reportOf = ({ sent, arrived }: Side): SideReport => ({
  sent: sent.report(),
  arrived: arrived.report(),
});

/** How many messages all boxes' sides have sent and got. */
export interface SideCounts {
  readonly sent: number;
  readonly arrived: number;
}

export function countsOf(sides: readonly Side[]): SideCounts {
  let [sent, arrived] = [0, 0];
  for (const side of sides) {
    sent += side.sent.count;
    arrived += side.arrived.count;
  }
  return { sent, arrived };
}
