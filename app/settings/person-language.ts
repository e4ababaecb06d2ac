import { useLanguage } from '../ui/language.ts';

/** The person's language as BCP 47: the browser's where it agrees with the interface, which they have chosen. */
export function usePersonLanguage(): string {
  const language = useLanguage();
  if (navigator.language.toLowerCase().startsWith(language)) return navigator.language;
  return language === 'zh' ? 'zh-CN' : 'en';
}

/** @param language of a persona: BCP 47 or `auto`, for which the browser's stands */
export const spokenLanguage = (language: string): string =>
  language === 'auto' ? navigator.language : language;
