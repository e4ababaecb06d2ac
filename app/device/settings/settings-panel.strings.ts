import type { StringTables } from '../../ui/language.ts';

interface SettingsPanelStrings {
  readonly noTable: string;
  readonly noTableMeans: string;
  readonly toFirmware: string;
  readonly usage: (used: number, pages: number, others: number) => string;
  readonly backup: string;
  readonly damaged: string;
  readonly before: string;
  readonly carried: string;
  readonly forget: string;
}

export const settingsPanelStrings: StringTables<SettingsPanelStrings> = {
  en: {
    noTable: 'There is no place for settings yet',
    noTableMeans: 'The box’s memory has no map that can be read. Firmware brings one.',
    toFirmware: 'To the firmware',
    usage: (used, pages, others) =>
      `As they are on the box now: ${used} of ${pages} pages used${others === 0 ? '' : `, some by ${others === 1 ? 'another part' : `${others} other parts`} of the firmware, which stay as they are`}.`,
    backup: 'Save them as a file first',
    damaged: 'Something is stored here, but it is damaged. Writing a new value repairs it.',
    before:
      'Only what changed is written, then read back. The settings as they were stay in this browser until that is done. The box restarts afterwards.',
    carried: 'Connect your box: this is filled into its settings then',
    forget: 'Forget it',
  },
  zh: {
    noTable: '还没有存放设置的位置',
    noTableMeans: '读不出设备的分区表。写入固件后就会有。',
    toFirmware: '前往固件',
    usage: (used, pages, others) =>
      `设备上现在的设置：已用 ${used} / ${pages} 页${others === 0 ? '' : `，其中一部分属于固件的其他 ${others} 个部分，会保持原样`}。`,
    backup: '先保存为文件',
    damaged: '这里存有内容，但已损坏。写入新值即可修复。',
    before: '只写入更改的部分，然后读回核对。完成之前，原来的设置会保存在这个浏览器里。之后设备会重启。',
    carried: '请连接设备：随后会把这些填入它的设置',
    forget: '忘记',
  },
};
