/** The name under which EchoKit servers know this tab: it survives a reload, and no other tab has it. */
import type { TextStorage } from './settings-store.ts';

const storageKey = 'echokit.box-id';

/**
 * 12 hex digits, as boxes use their MAC. The bit of a locally given address is set, so that no real box has the same.
 * @param tabStorage `sessionStorage`: the one of this tab
 */
export function boxIdOf(
  tabStorage: TextStorage,
  random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array,
): string {
  try {
    const kept = tabStorage.getItem(storageKey);
    if (kept !== null && /^[0-9a-f]{12}$/.test(kept)) return kept;
  } catch {
    // Storage is blocked: the name lives as long as the page.
  }
  const bytes = random(new Uint8Array(6));
  bytes[0] = ((bytes[0] ?? 0) & 0xfc) | 0x02;
  const id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  try {
    tabStorage.setItem(storageKey, id);
  } catch {
    // As above.
  }
  return id;
}
