import { useRef, useState, type KeyboardEvent } from 'react';
import { Button } from '../ui/button.tsx';
import { useStrings } from '../ui/language.ts';
import styles from './composer.module.css';
import { talkStrings } from './talk.strings.ts';

/** The text box: Enter sends, Shift+Enter breaks the line. What was typed stays when sending fails. */
export function Composer({ onSend }: { readonly onSend: (text: string) => Promise<void> }) {
  const strings = useStrings(talkStrings);
  const [text, setText] = useState('');
  const [isSending, setIsSending] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);

  const send = async () => {
    const words = text.trim();
    if (!words || isSending) return;
    setIsSending(true);
    try {
      await onSend(words);
      setText('');
    } finally {
      setIsSending(false);
      field.current?.focus();
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter that confirms an input method's suggestion is not ours.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send();
  };

  return (
    <form
      className={styles['composer']}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <textarea
        ref={field}
        id="talk-text"
        className={styles['field']}
        rows={1}
        value={text}
        aria-label={strings.write}
        placeholder={strings.write}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <Button type="submit" look="primary" disabled={!text.trim() || isSending}>
        {strings.send}
      </Button>
    </form>
  );
}
