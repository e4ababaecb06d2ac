/**
 * What speech clean-up makes of raw text, in order. Positions are UTF-16 offsets in the whole raw text.
 */
export type SpokenUnit =
  /** One code point to say, or a phrase standing for [start, end). `glued`: no sentence ends here (code, hosts). */
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly start: number;
      readonly end: number;
      readonly glued: boolean;
    }
  /** Silent markup up to `end` that belongs to the text before it: `**`, `](url)`, `</b>`. */
  | { readonly kind: 'closing'; readonly end: number }
  /** A line is over, and with it a sentence. */
  | { readonly kind: 'line-end' }
  /** Something long and silent follows (fenced code): what was said so far need not wait for company. */
  | { readonly kind: 'block-start' }
  /** A `</think>` without an opener: everything before `end` was reasoning. */
  | { readonly kind: 'reasoning-end'; readonly end: number };
