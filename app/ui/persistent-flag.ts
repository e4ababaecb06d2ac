import { useState } from 'react';

/**
 * A yes or no that this browser remembers: whether a part is folded, say.
 * @param name in `localStorage`, with the app's prefix @param initially as long as the person has not chosen
 */
export function usePersistentFlag(
  name: string,
  initially: () => boolean,
): readonly [boolean, (flag: boolean) => void] {
  const key = `echokit.${name}`;
  const [flag, setFlag] = useState(() => {
    const kept = localStorage.getItem(key);
    return kept === null ? initially() : kept === 'yes';
  });
  const change = (next: boolean) => {
    localStorage.setItem(key, next ? 'yes' : 'no');
    setFlag(next);
  };
  return [flag, change];
}
