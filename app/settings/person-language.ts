import { useLanguage } from '../ui/language.ts';

/** The person's language as BCP 47: the browser's where it agrees with the interface, which they have chosen. */
export function usePersonLanguage(): string {
  const language = useLanguage();
  if (navigator.language.toLowerCase().startsWith(language)) return navigator.language;
  return language === 'zh' ? 'zh-CN' : 'en';
}
