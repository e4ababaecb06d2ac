import type { StringTables } from '../ui/language.ts';
import type { SectionGroup, SectionId } from './sections.ts';

interface SettingsStrings {
  readonly title: string;
  readonly lead: string;
  readonly sectionList: string;
  readonly groups: Readonly<Record<Exclude<SectionGroup, 'profile'>, string>>;
  readonly sections: Readonly<Record<SectionId, string>>;
  readonly auto: string;
  readonly unnamed: string;
  readonly close: string;
  readonly unreadable: string;
  readonly unreadableHelp: string;
  readonly saveUnreadable: string;
  readonly unkept: string;
  readonly unkeptHelp: string;
  readonly tooLong: (most: number, length: number) => string;
}

export const settingsStrings: StringTables<SettingsStrings> = {
  en: {
    title: 'Settings',
    lead: 'Every change is kept at once.',
    sectionList: 'Sections',
    groups: { partner: 'Partner', browser: 'This browser' },
    sections: {
      profiles: 'Who am I talking with?',
      server: 'Who answers',
      ears: 'Ears',
      brain: 'Brain',
      voice: 'Voice',
      character: 'Character',
      turns: 'Taking turns',
      detector: 'Speech detector',
      sound: 'Microphone and loudspeaker',
      keys: 'Keys',
      conversations: 'Conversations',
      companion: 'Companion',
      look: 'Language and look',
    },
    auto: 'Auto',
    unnamed: 'Without a name',
    close: 'Close',
    unreadable: 'Something that was set up before could not be read',
    unreadableHelp:
      'It has been set aside and nothing is lost. Save it as a file to look into it or to ask for help.',
    saveUnreadable: 'Save as a file',
    unkept: 'This browser does not keep your settings',
    unkeptHelp:
      'They hold until this page is closed. Its storage may be full or blocked: check the site settings next to the address bar, or export your profiles.',
    tooLong: (most, length) =>
      `At most ${most.toLocaleString('en')} characters; this has ${length.toLocaleString('en')}. The last good text stays in use.`,
  },
  zh: {
    title: '设置',
    lead: '每项更改都会立即保存。',
    sectionList: '各个部分',
    groups: { partner: '对话伙伴', browser: '这个浏览器' },
    sections: {
      profiles: '我在和谁对话？',
      server: '由谁回答',
      ears: '耳朵',
      brain: '大脑',
      voice: '声音',
      character: '性格',
      turns: '轮流说话',
      detector: '语音检测',
      sound: '麦克风和扬声器',
      keys: '密钥',
      conversations: '对话记录',
      companion: '伴侣程序',
      look: '语言和外观',
    },
    auto: '自动',
    unnamed: '未命名',
    close: '关闭',
    unreadable: '以前的部分设置无法读取',
    unreadableHelp: '它已被另存，没有丢失。可以保存为文件查看，或用来求助。',
    saveUnreadable: '保存为文件',
    unkept: '这个浏览器没有保存你的设置',
    unkeptHelp:
      '设置只在关闭本页之前有效。存储空间可能已满或被禁用：请检查地址栏旁的网站设置，或导出你的配置。',
    tooLong: (most, length) =>
      `最多 ${most.toLocaleString('zh-CN')} 个字符，现在有 ${length.toLocaleString('zh-CN')} 个。目前仍使用上一次有效的内容。`,
  },
};
