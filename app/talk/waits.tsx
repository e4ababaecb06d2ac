import { percentile } from '../../core/trace/percentiles.ts';
import type { TurnView } from '../../workers/conversation-api.ts';
import { useStrings } from '../ui/language.ts';
import { budgetMs, spokenWaits } from '../ui/waterfall/waterfall-rows.ts';
import { waterfallStrings } from '../ui/waterfall/waterfall.strings.ts';

/** How long people waited for answers in this conversation, beside the budget. Nothing before the first one. */
export function Waits({ turns }: { readonly turns: readonly TurnView[] }) {
  const strings = useStrings(waterfallStrings);
  const waits = spokenWaits(turns);
  const p50 = percentile(waits, 0.5);
  const p95 = percentile(waits, 0.95);
  if (p50 === undefined || p95 === undefined) return null;
  return (
    <span title={strings.waitsHelp} data-testid="waits">
      {strings.waits(Math.round(p50), Math.round(p95), waits.length, budgetMs)}
    </span>
  );
}
