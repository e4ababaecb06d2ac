import { useEffect, useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import { Button } from './button.tsx';
import styles from './dialog.module.css';

interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly closeLabel: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
  /** `side`: along the edge of the window, as high as it is, for long lists. `wide`: room for two columns. */
  readonly placement?: 'centre' | 'side' | 'wide';
}

/** A modal dialog on the browser's own element: focus is held, Esc closes, the page behind is inert. */
export function Dialog({
  title,
  isOpen,
  closeLabel,
  onClose,
  children,
  actions,
  placement = 'centre',
}: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    if (!element) return;
    if (isOpen && !element.open) element.showModal();
    if (!isOpen && element.open) element.close();
  }, [isOpen]);
  // An open dialog that is merely taken away does not give the focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    return () => {
      if (element?.open) element.close();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={styles['dialog']}
      data-placement={placement}
      aria-labelledby={titleId}
      onClose={onClose}
    >
      <header>
        <h2 id={titleId}>{title}</h2>
        <Button size="small" look="quiet" aria-label={closeLabel} onClick={onClose}>
          ✕
        </Button>
      </header>
      {isOpen && <div className={styles['body']}>{children}</div>}
      {isOpen && actions && <footer>{actions}</footer>}
    </dialog>
  );
}
