import type { StringTables } from '../ui/language.ts';
import type { ExportWords } from './conversation-export.ts';

interface ConversationsStrings {
  readonly title: string;
  readonly show: string;
  readonly startAnew: string;
  readonly close: string;
  readonly search: string;
  readonly untitled: string;
  readonly openNow: string;
  readonly open: (title: string) => string;
  readonly when: (startedAt: number) => string;
  readonly turns: (count: number) => string;
  readonly bytes: (bytes: number) => string;
  readonly used: (bytes: string) => string;
  readonly more: string;
  readonly saveAs: Readonly<Record<'md' | 'json' | 'wav', string>>;
  readonly delete: string;
  readonly deleteAll: string;
  readonly reallyDelete: string;
  readonly reallyDeleteAll: (count: number) => string;
  readonly keep: string;
  readonly none: string;
  readonly noneFound: string;
  readonly notKept: string;
  readonly loading: string;
  readonly failed: string;
  readonly tryAgain: string;
  readonly exportWords: ExportWords;
}

const inUnits = (bytes: number, language: string, [kilo, mega]: readonly [string, string]): string => {
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, kilo] : [bytes / 1e6, mega];
  return `${value.toLocaleString(language, { maximumFractionDigits: value < 10 ? 1 : 0 })} ${unit}`;
};

const dateIn = (language: string) => (startedAt: number) =>
  new Date(startedAt).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' });

export const conversationsStrings: StringTables<ConversationsStrings> = {
  en: {
    title: 'Conversations',
    show: 'Conversations',
    startAnew: 'New',
    close: 'Close',
    search: 'Search in what was said',
    untitled: 'Without words',
    openNow: 'open now',
    open: (title) => `Go on with “${title}”`,
    when: dateIn('en'),
    turns: (count) => (count === 1 ? '1 turn' : `${count} turns`),
    bytes: (bytes) => inUnits(bytes, 'en', ['kB', 'MB']),
    used: (bytes) => `The app takes ${bytes} in this browser. Nothing of it is anywhere else.`,
    more: 'Save or delete',
    saveAs: {
      md: 'Save as text (Markdown)',
      json: 'Save with all times (JSON)',
      wav: 'Save the sound (WAV)',
    },
    delete: 'Delete',
    deleteAll: 'Delete all',
    reallyDelete: 'Delete it for good?',
    reallyDeleteAll: (count) =>
      count === 1 ? 'Delete this conversation for good?' : `Delete all ${count} conversations for good?`,
    keep: 'Keep',
    none: 'Nothing is kept yet. What you say will appear here.',
    noneFound: 'Nothing found.',
    notKept: 'Conversations are not kept: so it is set in Settings.',
    loading: 'Looking …',
    failed: "This browser's storage does not answer.",
    tryAgain: 'Try again',
    exportWords: {
      you: 'You',
      assistant: 'EchoKit',
      untitled: 'Conversation',
      wait: (ms) => `${ms} ms to the first sound`,
    },
  },
  zh: {
    title: '对话记录',
    show: '对话记录',
    startAnew: '新对话',
    close: '关闭',
    search: '搜索说过的话',
    untitled: '没有文字',
    openNow: '当前对话',
    open: (title) => `继续“${title}”`,
    when: dateIn('zh-CN'),
    turns: (count) => `${count} 轮`,
    bytes: (bytes) => inUnits(bytes, 'zh-CN', ['kB', 'MB']),
    used: (bytes) => `本应用在此浏览器中占用 ${bytes}，别处没有保存任何内容。`,
    more: '保存或删除',
    saveAs: { md: '存为文字（Markdown）', json: '连同所有时间一起保存（JSON）', wav: '保存声音（WAV）' },
    delete: '删除',
    deleteAll: '全部删除',
    reallyDelete: '确定永久删除吗？',
    reallyDeleteAll: (count) => `确定永久删除全部 ${count} 个对话吗？`,
    keep: '保留',
    none: '还没有保存任何内容，你说的话会出现在这里。',
    noneFound: '没有找到。',
    notKept: '设置中选择了不保存对话。',
    loading: '正在查找…',
    failed: '浏览器的存储没有回应。',
    tryAgain: '重试',
    exportWords: {
      you: '你',
      assistant: 'EchoKit',
      untitled: '对话',
      wait: (ms) => `${ms} 毫秒后发声`,
    },
  },
};
