/**
 * Parts inline reasoning (`<think>…</think>`) from the text that may be spoken, however the tags are cut across
 * deltas. Some models leave the opening tag out, because their prompt template has it already: then everything up to
 * the closing tag was reasoning, which can only be known by waiting for it.
 */

export type ThinkPart = { readonly kind: 'text' | 'reasoning'; readonly text: string };

/** `held`: text of an open question: the beginning of a tag, or all of it while a closing tag may still come. */
export interface ThinkState {
  readonly mode: 'text' | 'reasoning' | 'undecided';
  readonly held: string;
  /** What the reply showed about the model's opening tag; undefined as long as it showed nothing. */
  readonly opener?: 'written' | 'left-out';
}

const openTags = ['<think>', '<thinking>', '<thought>'];
const closeTags = ['</think>', '</thinking>', '</thought>'];
const longestTag = '</thinking>'.length;

/** @param openerLeftOut text is held back until a closing tag, an opening tag or the end decides what it was */
export const beginThinking = (openerLeftOut: boolean): ThinkState => ({
  mode: openerLeftOut ? 'undecided' : 'text',
  held: '',
});

/** Models whose template is known to write the opening tag themselves. A guess; the first reply settles it. */
export const mayLeaveOutOpener = (model: string): boolean =>
  /deepseek-r1|\bqwq\b|-thinking\b|reasoner/i.test(model);

export interface ThinkStep {
  readonly state: ThinkState;
  readonly parts: readonly ThinkPart[];
}

export function feedThinking(state: ThinkState, delta: string): ThinkStep {
  const parts: ThinkPart[] = [];
  let { mode, opener } = state;
  let rest = state.held + delta;
  for (;;) {
    const open = mode === 'reasoning' ? undefined : findTag(rest, openTags);
    const close = findTag(rest, closeTags);
    const next = open !== undefined && (close === undefined || open.at < close.at) ? open : close;
    if (next === undefined) break;
    const before = rest.slice(0, next.at);
    rest = rest.slice(next.at + next.length);
    if (next === open) {
      if (before.trim() !== '') parts.push({ kind: 'text', text: before });
      mode = 'reasoning';
      opener ??= 'written';
    } else {
      // Without an opening tag too, what came before was reasoning; what has already gone out cannot be called back.
      if (before !== '') parts.push({ kind: 'reasoning', text: before });
      if (mode !== 'reasoning') opener ??= 'left-out';
      mode = 'text';
      rest = rest.trimStart();
    }
  }
  if (mode === 'undecided') return done({ mode, held: rest }, parts, opener);
  const keep = tagBeginning(rest);
  const out = rest.slice(0, rest.length - keep);
  if (out !== '') parts.push({ kind: mode, text: out });
  return done({ mode, held: rest.slice(rest.length - keep) }, parts, opener);
}

/** The stream has ended: what is still held was no tag. */
export function endThinking(state: ThinkState): ThinkStep {
  const kind = state.mode === 'reasoning' ? 'reasoning' : 'text';
  const parts = state.held === '' ? [] : [{ kind, text: state.held } as const];
  const opener = state.opener ?? (state.mode === 'undecided' && state.held !== '' ? 'written' : undefined);
  return done({ mode: 'text', held: '' }, parts, opener);
}

const done = (state: ThinkState, parts: readonly ThinkPart[], opener: ThinkState['opener']): ThinkStep => ({
  state: opener === undefined ? state : { ...state, opener },
  parts,
});

function findTag(text: string, tags: readonly string[]): { at: number; length: number } | undefined {
  let found: { at: number; length: number } | undefined;
  for (const tag of tags) {
    const at = text.indexOf(tag);
    if (at !== -1 && (found === undefined || at < found.at)) found = { at, length: tag.length };
  }
  return found;
}

/** How many letters at the end may be the beginning of a tag. */
function tagBeginning(text: string): number {
  const from = text.lastIndexOf('<');
  if (from === -1 || text.length - from >= longestTag) return 0;
  const tail = text.slice(from);
  return [...openTags, ...closeTags].some((tag) => tag.startsWith(tail)) ? tail.length : 0;
}
