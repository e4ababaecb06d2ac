/** Light or dark: the system's choice, or the person's, reflected as `data-theme` on the root element. */
import { createStore, useStore } from 'zustand';

export type ThemeChoice = 'system' | 'light' | 'dark';

const storageKey = 'echokit.theme';
const darkQuery = matchMedia('(prefers-color-scheme: dark)');

function initialChoice(): ThemeChoice {
  const kept = localStorage.getItem(storageKey);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

interface ThemeState {
  readonly choice: ThemeChoice;
}

export const themeStore = createStore<ThemeState>(() => ({ choice: initialChoice() }));

export function setTheme(choice: ThemeChoice): void {
  localStorage.setItem(storageKey, choice);
  themeStore.setState({ choice });
}

export function reflectTheme(root: HTMLElement): void {
  const reflect = () => {
    const { choice } = themeStore.getState();
    const dark = choice === 'dark' || (choice === 'system' && darkQuery.matches);
    root.dataset['theme'] = dark ? 'dark' : 'light';
  };
  themeStore.subscribe(reflect);
  darkQuery.addEventListener('change', reflect);
  reflect();
}

export const useThemeChoice = (): ThemeChoice => useStore(themeStore, (state) => state.choice);
