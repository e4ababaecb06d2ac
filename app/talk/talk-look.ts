import type { LensLook } from './lens.tsx';
import type { TalkState } from './talk-store.ts';

/** How the lens looks: microphone, mute and phase in one word. Trouble with the microphone comes first. */
export function lensLook(state: Pick<TalkState, 'microphone' | 'phase' | 'muted'>): LensLook {
  switch (state.microphone.phase) {
    case 'failed':
      return 'trouble';
    case 'asking':
    case 'recovering':
      return 'starting';
    case 'open':
      if (state.muted && (state.phase === 'listening' || state.phase === 'idle')) return 'muted';
      return state.phase === 'idle' ? 'listening' : state.phase;
    case 'closed':
      return state.phase === 'listening' ? 'idle' : state.phase;
  }
}
