import { useState } from 'react';

/** Texts that are not yet what they should be, by field; they live as long as the page and are not lost on the way. */
const drafts = new Map<string, string>();

/**
 * A text field whose text is stored only while it means something.
 * @param field names the field among all others
 * @param stored the text that stands for what is stored now
 * @returns the text to show, and what to call when it was changed: with `isStored` once it has been stored
 */
export function useDraft(
  field: string,
  stored: string,
): [text: string, change: (text: string, isStored: boolean) => void] {
  const [draft, setDraft] = useState(() => drafts.get(field));
  const change = (text: string, isStored: boolean) => {
    // The draft stays on screen as typed (spaces, order), even though what it means is stored.
    setDraft(text);
    if (isStored) drafts.delete(field);
    else drafts.set(field, text);
  };
  return [draft ?? stored, change];
}
