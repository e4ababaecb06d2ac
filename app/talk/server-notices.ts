/** Words for what a server that answers makes known outside a turn. */
import type { NoticeView } from '../../workers/conversation-api.ts';
import type { StringTables } from '../ui/language.ts';

export interface NoticeWords {
  readonly title: string;
  readonly whatToDo: string;
}

export const serverNotices: StringTables<(notice: NoticeView) => NoticeWords> = {
  en: ({ code }) => ({ title: 'The server told something new', whatToDo: code }),
  zh: ({ code }) => ({ title: '服务器有新情况', whatToDo: code }),
};
