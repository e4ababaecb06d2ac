/** K0 of a box: pressed, or held for a second. By pointer and by keyboard alike; what cannot hold presses. */
import { useRef, useState, type KeyboardEvent, type MouseEvent, type PointerEvent } from 'react';
import type { Millis } from '../../../core/units.ts';
import type { EngineButton } from './box-engine.ts';
import styles from './simulated.module.css';

/** As the firmware has it; it decides on release. */
const longPressMs: Millis = 1000;

interface K0ButtonProps {
  readonly label: string;
  readonly autoFocus?: boolean;
  readonly onPress: (button: EngineButton) => void;
}

export function K0Button({ label, autoFocus, onPress }: K0ButtonProps) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const isLong = useRef(false);
  const [look, setLook] = useState<'up' | 'down' | 'long'>('up');

  const down = () => {
    clearTimeout(timer.current);
    isLong.current = false;
    setLook('down');
    timer.current = setTimeout(() => {
      isLong.current = true;
      setLook('long');
    }, longPressMs);
  };
  const letGo = () => {
    clearTimeout(timer.current);
    setLook('up');
  };
  const up = () => {
    if (look === 'up') return;
    letGo();
    onPress(isLong.current ? 'k0-long' : 'k0');
  };
  const isPressKey = ({ key }: KeyboardEvent) => key === ' ' || key === 'Enter';

  return (
    <button
      type="button"
      className={styles['k0']}
      data-look={look}
      aria-label={label}
      autoFocus={autoFocus}
      onPointerDown={(event: PointerEvent<HTMLButtonElement>) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        down();
      }}
      onPointerUp={up}
      onPointerCancel={letGo}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key === 'Escape') letGo();
        if (!isPressKey(event)) return;
        event.preventDefault();
        if (!event.repeat) down();
      }}
      onKeyUp={(event) => {
        if (!isPressKey(event)) return;
        event.preventDefault();
        up();
      }}
      onBlur={letGo}
      onClick={({ detail }: MouseEvent) => {
        // Clicks of a pointer and of keys have been dealt with when they went down and up.
        if (detail === 0) onPress('k0');
      }}
    >
      K0
    </button>
  );
}
