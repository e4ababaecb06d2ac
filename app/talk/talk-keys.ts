import { useEffect } from 'react';
import type { TalkActions } from './talk-actions.ts';
import type { TalkButton } from './talk-button.ts';

/** True where a key press belongs to what has the focus. The talk button itself is pressed like from anywhere else. */
function isForFocused(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement) || target.hasAttribute('data-talk-button')) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT|BUTTON|A|SUMMARY|AUDIO)$/.test(target.tagName);
}

const isDialogOpen = (): boolean => document.querySelector('dialog[open]') !== null;

/** Space presses the talk button, Esc interrupts, / goes to the text box. */
export function useTalkKeys(actions: Pick<TalkActions, 'interrupt'>, button: TalkButton): void {
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || isDialogOpen()) return;
      if (event.key === 'Escape') {
        actions.interrupt();
        return;
      }
      if (isForFocused(event.target)) return;
      if (event.key === '/') {
        event.preventDefault();
        document.getElementById('talk-text')?.focus();
      } else if (event.key === ' ') {
        event.preventDefault();
        if (!event.repeat) button.down();
      }
    };
    const up = (event: KeyboardEvent) => {
      if (event.key !== ' ') return;
      // A focused button would be clicked by the key that comes up.
      if (!isForFocused(event.target)) event.preventDefault();
      button.up();
    };
    // A window that loses the focus never hears the key come up.
    const blur = () => button.cancel();
    addEventListener('keydown', down);
    addEventListener('keyup', up);
    addEventListener('blur', blur);
    return () => {
      removeEventListener('keydown', down);
      removeEventListener('keyup', up);
      removeEventListener('blur', blur);
    };
  }, [actions, button]);
}
