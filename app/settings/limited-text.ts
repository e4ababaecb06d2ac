/**
 * Texts with a limit: what is too long stays on screen whole and says so, and is not passed on, since a profile with it
 * could not be read again. (The browser's own `maxLength` cuts off what is pasted, without a word.)
 */
import { createContext, use, useState } from 'react';
import { textLimits } from '../../core/profile/profile-limits.ts';
import { useStrings } from '../ui/language.ts';
import { useEditing } from './editing.ts';
import { settingsStrings } from './settings.strings.ts';

/** Tells fields of the same name apart: the engine they belong to. */
export const FieldScope = createContext('');

/** A text that is too long, and what is in use instead. */
interface Overlong {
  readonly text: string;
  readonly insteadOf: string;
}

/** By field; they live as long as the page and are not lost on the way to another profile. */
const overlongTexts = new Map<string, Overlong>();

export interface LimitedText {
  /** To show in the field. */
  readonly text: string;
  readonly error: string | undefined;
  readonly change: (text: string) => void;
}

/**
 * @param name of the field among those of its engine or section
 * @param value what is in use
 * @param onChange called with texts within the limit only
 */
export function useLimitedText(
  name: string,
  limit: keyof typeof textLimits,
  value: string,
  onChange: (value: string) => void,
): LimitedText {
  const strings = useStrings(settingsStrings);
  const editing = useEditing();
  const field = [editing.kind === 'own' ? editing.profile.id : 'auto', use(FieldScope), name].join('/');
  const [, redraw] = useState(0);
  const most = textLimits[limit];

  const overlong = overlongTexts.get(field);
  const text = overlong?.insteadOf === value ? overlong.text : value;
  return {
    text,
    error: text.length > most ? strings.tooLong(most, text.length) : undefined,
    change(typed) {
      if (typed.length > most) overlongTexts.set(field, { text: typed, insteadOf: value });
      else {
        overlongTexts.delete(field);
        onChange(typed);
      }
      redraw((count) => count + 1);
    },
  };
}
