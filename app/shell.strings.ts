import type { StringTables } from './ui/language.ts';
import type { ThemeChoice } from './ui/theme.ts';

interface ShellStrings {
  readonly skipToContent: string;
  readonly navigation: string;
  readonly pages: Readonly<Record<'talk' | 'relay' | 'device' | 'settings', string>>;
  readonly otherLanguage: string;
  readonly otherLanguageLabel: string;
  readonly themeLabel: (choice: ThemeChoice) => string;
}

export const shellStrings: StringTables<ShellStrings> = {
  en: {
    skipToContent: 'Skip to the page',
    navigation: 'Pages',
    pages: { talk: 'Talk', relay: 'Relay', device: 'Device', settings: 'Settings' },
    otherLanguage: '中文',
    otherLanguageLabel: '切换到中文',
    themeLabel: (choice) =>
      ({ system: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' })[choice],
  },
  zh: {
    skipToContent: '跳到页面内容',
    navigation: '页面',
    pages: { talk: '对话', relay: '中继', device: '设备', settings: '设置' },
    otherLanguage: 'EN',
    otherLanguageLabel: 'Switch to English',
    themeLabel: (choice) => ({ system: '主题：跟随系统', light: '主题：浅色', dark: '主题：深色' })[choice],
  },
};
