import type { StringTables } from '../../ui/language.ts';

interface BackupStrings {
  readonly title: string;
  readonly lead: string;
  readonly what: string;
  readonly ranges: Readonly<
    Record<'settings' | 'whole' | 'chosen', { readonly name: string; readonly means: string }>
  >;
  readonly parts: string;
  readonly save: string;
  readonly secret: string;
  readonly restore: {
    readonly title: string;
    readonly lead: string;
    readonly choose: string;
    readonly from: (mac: string, date: string) => string;
    readonly bare: string;
    readonly other: string;
    readonly otherMeans: string;
    readonly writes: string;
    readonly part: (name: string, size: string, offset: string) => string;
    readonly go: string;
    readonly drop: string;
  };
}

export const backupStrings: StringTables<BackupStrings> = {
  en: {
    title: 'Make a backup',
    lead: 'One file with everything in it, and a list of sizes and hashes. It can be put back at any time.',
    what: 'What to save',
    ranges: {
      settings: { name: 'Settings', means: 'Wi-Fi, server, pictures, gains. A few seconds' },
      whole: { name: 'Everything', means: 'The whole memory. Blank parts are skipped' },
      chosen: { name: 'Some parts', means: 'By their names in the memory map' },
    },
    parts: 'Parts',
    save: 'Save to a file',
    secret: 'A backup holds Wi-Fi passwords. Keep it where only you can read it.',
    restore: {
      title: 'Restore',
      lead: 'From a file that was saved here. It is checked before anything is written.',
      choose: 'Choose a backup',
      from: (mac, date) => `Taken from ${mac} on ${date}`,
      bare: 'A single part, without a list',
      other: 'This backup is of another box',
      otherMeans: 'Its settings and radio calibration are that box’s. Everything else fits.',
      writes: 'These parts would be written; what is the same already is skipped:',
      part: (name, size, offset) => `${name}, ${size} at ${offset}`,
      go: 'Restore',
      drop: 'Do not restore',
    },
  },
  zh: {
    title: '备份',
    lead: '一个包含全部内容的文件，附有大小和哈希清单，随时可以恢复。',
    what: '保存什么',
    ranges: {
      settings: { name: '设置', means: '无线网络、服务器、图片、增益。只需几秒' },
      whole: { name: '全部', means: '整个存储器，空白部分会跳过' },
      chosen: { name: '部分', means: '按存储器中的名称选择' },
    },
    parts: '各部分',
    save: '保存到文件',
    secret: '备份里有无线网络密码，请放在只有你能读到的地方。',
    restore: {
      title: '恢复',
      lead: '使用在这里保存的文件。写入之前会先检查。',
      choose: '选择备份',
      from: (mac, date) => `${date} 取自 ${mac}`,
      bare: '单独一部分，没有清单',
      other: '这是另一台设备的备份',
      otherMeans: '其中的设置和射频校准属于那台设备，其余都适用。',
      writes: '将写入以下部分，已相同的会跳过：',
      part: (name, size, offset) => `${name}，${size}，位于 ${offset}`,
      go: '恢复',
      drop: '不恢复',
    },
  },
};
