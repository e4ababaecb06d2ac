import { useEffect } from 'react';
import type { TalkActions } from './talk-actions.ts';

const holdMs = 300;

/** True where a key press belongs to what has the focus. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT|BUTTON|A|SUMMARY)$/.test(target.tagName))
  );
}

/** Space: a tap starts and stops listening, holding it is push-to-talk. Esc interrupts. / goes to the text box. */
export function useTalkKeys(actions: TalkActions, isOpen: boolean): void {
  useEffect(() => {
    let pressedAt: number | undefined;
    let hold: ReturnType<typeof setTimeout> | undefined;
    let isHeld = false;
    const down = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey) return;
      if (event.key === 'Escape') {
        if (document.querySelector('dialog[open]')) return;
        actions.interrupt();
        return;
      }
      if (isTyping(event.target)) return;
      if (event.key === '/') {
        event.preventDefault();
        document.getElementById('talk-text')?.focus();
        return;
      }
      if (event.key !== ' ') return;
      event.preventDefault();
      if (event.repeat || pressedAt !== undefined) return;
      pressedAt = event.timeStamp;
      if (!isOpen) return;
      hold = setTimeout(() => {
        isHeld = true;
        actions.pressTalk();
      }, holdMs);
    };
    const up = (event: KeyboardEvent) => {
      if (event.key !== ' ' || pressedAt === undefined) return;
      pressedAt = undefined;
      clearTimeout(hold);
      if (isHeld) actions.releaseTalk();
      else void (isOpen ? actions.stop() : actions.start());
      isHeld = false;
    };
    // A window that loses the focus never hears the key come up.
    const blur = () => {
      pressedAt = undefined;
      clearTimeout(hold);
      if (isHeld) actions.releaseTalk();
      isHeld = false;
    };
    addEventListener('keydown', down);
    addEventListener('keyup', up);
    addEventListener('blur', blur);
    return () => {
      removeEventListener('keydown', down);
      removeEventListener('keyup', up);
      removeEventListener('blur', blur);
      clearTimeout(hold);
    };
  }, [actions, isOpen]);
}
