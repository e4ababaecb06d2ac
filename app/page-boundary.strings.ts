import type { StringTables } from './ui/language.ts';

interface PageBoundaryStrings {
  readonly title: string;
  readonly whatToDo: string;
  readonly reload: string;
}

export const pageBoundaryStrings: StringTables<PageBoundaryStrings> = {
  en: {
    title: 'This page could not be shown',
    whatToDo:
      'It may not have loaded: check the connection, or that the companion runs, and reload. The other pages and what is being said go on.',
    reload: 'Reload',
  },
  zh: {
    title: '无法显示这个页面',
    whatToDo:
      '可能没有加载成功：请检查网络连接或伴侣程序是否在运行，然后刷新。其他页面和正在进行的对话不受影响。',
    reload: '刷新',
  },
};
