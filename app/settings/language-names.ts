import type { Language } from '../ui/language.ts';

/** Languages that are offered by name; any other tag that is set stays and is shown too. */
const offered = 'en zh ja ko fr de es it pt nl ru pl tr ar hi vi id th'.split(' ');

export interface LanguageOption {
  readonly value: string;
  readonly label: string;
}

/** @param current a BCP 47 tag that must be among them, or none @param ui in whose words */
export function languageOptions(current: string | undefined, ui: Language): readonly LanguageOption[] {
  const names = new Intl.DisplayNames([ui === 'zh' ? 'zh-CN' : 'en'], { type: 'language' });
  const tags = current === undefined || offered.includes(current) ? offered : [current, ...offered];
  return tags.map((value) => ({ value, label: nameOf(value, names) }));
}

function nameOf(tag: string, names: Intl.DisplayNames): string {
  try {
    return names.of(tag) ?? tag;
  } catch {
    // Not a well-formed tag: an imported profile may say anything. It is shown as it stands.
    return tag;
  }
}
