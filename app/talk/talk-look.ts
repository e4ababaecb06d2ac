import type { TalkState } from './talk-store.ts';

/** What the lens can look like: the talk phase, and what comes before there is one. */
export type LensLook =
  | 'idle'
  | 'starting'
  | 'listening'
  | 'hearing'
  | 'pausing'
  | 'thinking'
  | 'speaking'
  | 'interrupted'
  | 'muted'
  | 'trouble';

/** How the lens looks: microphone, mute and phase in one word. An answer that is on its way comes first. */
export function lensLook({
  microphone,
  phase,
  muted,
}: Pick<TalkState, 'microphone' | 'phase' | 'muted'>): LensLook {
  const isAnswering = phase === 'thinking' || phase === 'speaking';
  switch (microphone.phase) {
    case 'failed':
      return isAnswering ? phase : 'trouble';
    case 'asking':
    case 'recovering':
      return isAnswering ? phase : 'starting';
    case 'open':
      if ((muted || microphone.muted) && (phase === 'listening' || phase === 'idle')) return 'muted';
      return phase === 'idle' ? 'listening' : phase;
    case 'closed':
      return isAnswering || phase === 'trouble' ? phase : 'idle';
  }
}
