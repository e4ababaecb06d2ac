/**
 * The language of the interface. String tables are plain typed objects, English and Chinese side by side, so that a
 * missing sentence does not compile; sentences with numbers in them are functions.
 */
import { createStore, useStore } from 'zustand';

export type Language = 'en' | 'zh';
export type StringTables<T> = Readonly<Record<Language, T>>;

const storageKey = 'echokit.language';

function initialLanguage(): Language {
  const kept = localStorage.getItem(storageKey);
  if (kept === 'en' || kept === 'zh') return kept;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

interface LanguageState {
  readonly language: Language;
}

export const languageStore = createStore<LanguageState>(() => ({ language: initialLanguage() }));

export function setLanguage(language: Language): void {
  localStorage.setItem(storageKey, language);
  languageStore.setState({ language });
}

/** Keeps `<html lang>` true, for screen readers and hyphenation. */
export function reflectLanguage(root: HTMLElement): void {
  const reflect = () => {
    root.lang = languageStore.getState().language === 'zh' ? 'zh-CN' : 'en';
  };
  languageStore.subscribe(reflect);
  reflect();
}

export const useLanguage = (): Language => useStore(languageStore, (state) => state.language);

/** The table of a page or component in the person's language. */
export function useStrings<T>(tables: StringTables<T>): T {
  return tables[useLanguage()];
}
