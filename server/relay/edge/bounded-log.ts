import { TokenBucket, type Allowance } from './token-bucket.ts';

/** What a whole network of broken boxes may write; more tells nothing new, and would fill the disk. */
const usualAllowance: Allowance = { perSecond: 1, burst: 100 };

/** A log that strangers cannot flood: lines beyond the allowance are left out, and the next line says how many. */
export function boundLog(
  log: (line: string) => void,
  allowance: Allowance = usualAllowance,
  now: () => number = () => performance.now(),
): (line: string) => void {
  const bucket = new TokenBucket(allowance, now());
  let leftOut = 0;
  return (line) => {
    if (!bucket.take(1, now())) {
      leftOut += 1;
      return;
    }
    log(leftOut === 0 ? line : `${line} (${leftOut} lines left out before)`);
    leftOut = 0;
  };
}
