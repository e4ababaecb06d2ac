/**
 * One button, pressed by hand on the lens or with the space bar. A tap starts and stops listening; holding it is
 * push-to-talk. With a profile that wants push-to-talk, every press talks as long as it is held.
 */
import type { Millis } from '../../core/units.ts';
import type { TalkActions } from './talk-actions.ts';

export interface TalkButtonOptions {
  readonly actions: Pick<TalkActions, 'start' | 'stop' | 'pressTalk' | 'releaseTalk'>;
  /** `asking`: the person is just being asked for it, and answers elsewhere. */
  readonly microphone: () => 'closed' | 'asking' | 'open';
  readonly pushToTalk: () => boolean;
  /** @returns how to call it off */
  readonly after: (ms: Millis, run: () => void) => () => void;
}

export interface TalkButton {
  down(): void;
  up(): void;
  /** It slipped away: what was held is let go, and nothing is toggled. */
  cancel(): void;
  /** Pressed by means that cannot hold, such as a screen reader. */
  tap(): void;
}

type Press =
  | { readonly kind: 'none' }
  /** Down, and not long enough to be held. */
  | { readonly kind: 'short'; readonly forget: () => void }
  /** Down before the microphone was open: talks once it is. */
  | { readonly kind: 'opening' }
  | { readonly kind: 'talking' };

/** Longer than a tap, shorter than patience. */
const holdMs: Millis = 300;

export function createTalkButton({ actions, microphone, pushToTalk, after }: TalkButtonOptions): TalkButton {
  let press: Press = { kind: 'none' };
  /** A tap of push-to-talk holds until the next one. */
  let isLatched = false;
  const isOpen = (): boolean => microphone() === 'open';

  function talk(): void {
    press = { kind: 'talking' };
    actions.pressTalk();
  }

  async function open(): Promise<void> {
    press = { kind: 'opening' };
    await actions.start();
    if (press.kind === 'opening' && isOpen()) talk();
  }

  function release(): Press {
    const released = press;
    press = { kind: 'none' };
    if (released.kind === 'short') released.forget();
    if (released.kind === 'talking') actions.releaseTalk();
    return released;
  }

  const toggle = (): void => void (isOpen() ? actions.stop() : actions.start());

  return {
    down() {
      if (press.kind !== 'none' || microphone() === 'asking') return;
      if (pushToTalk()) {
        if (isOpen()) talk();
        else void open();
        return;
      }
      press = { kind: 'short', forget: isOpen() ? after(holdMs, talk) : () => undefined };
    },
    up() {
      if (release().kind === 'short') toggle();
    },
    cancel: () => void release(),
    tap() {
      if (microphone() === 'asking') return;
      if (!pushToTalk() || !isOpen()) {
        isLatched = false;
        toggle();
        return;
      }
      isLatched = !isLatched;
      if (isLatched) actions.pressTalk();
      else actions.releaseTalk();
    },
  };
}
