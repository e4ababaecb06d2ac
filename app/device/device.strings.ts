/** Words of the Device page: start, card, tabs, progress. */
import type { BoxLayout } from '../../core/esp/partition-table-types.ts';
import type { ChipReport, LoaderProgress } from '../../workers/loader-api.ts';
import type { StringTables } from '../ui/language.ts';
import type { JobKind } from './device-state.ts';

export type TabName = 'firmware' | 'settings' | 'monitor' | 'backup';

interface DeviceStrings {
  readonly title: string;
  readonly lead: string;
  readonly start: {
    readonly title: string;
    readonly lead: string;
    readonly picture: string;
    readonly usb: string;
    readonly usbHint: string;
    readonly bluetooth: string;
    readonly bluetoothHint: string;
    readonly simulated: string;
    readonly simulatedHint: string;
    readonly listen: string;
    readonly choosing: string;
    readonly choosingHint: string;
    readonly starting: string;
    readonly back: string;
    readonly tryAgain: string;
    readonly otherPort: string;
  };
  readonly card: {
    readonly title: string;
    readonly simulated: string;
    readonly id: string;
    readonly mac: string;
    readonly chip: string;
    readonly flash: string;
    readonly psram: string;
    readonly none: string;
    readonly link: string;
    readonly links: Readonly<Record<ChipReport['link'], string>>;
    readonly slowedDown: (baud: number) => string;
    readonly firmware: string;
    readonly noFirmware: string;
    readonly built: (date: string) => string;
    readonly layout: string;
    readonly layouts: Readonly<Record<BoxLayout, string>>;
    readonly unknown: string;
    readonly more: string;
    readonly leave: string;
    readonly map: string;
    readonly mapOf: (size: string) => string;
    readonly free: string;
    readonly parts: Readonly<Record<'boot' | 'table' | 'nvs' | 'app' | 'data' | 'phy', string>>;
    readonly at: (label: string, from: string, size: string) => string;
  };
  readonly tabs: Readonly<Record<TabName, string>>;
  readonly tabList: string;
  readonly jobs: Readonly<Record<JobKind | 'connect', string>>;
  readonly phases: Readonly<Record<LoaderProgress['phase'], string>>;
  readonly partOf: (name: string, part: number, parts: number) => string;
  readonly rate: (kibPerSecond: number) => string;
  readonly left: (seconds: number) => string;
  readonly stop: string;
  readonly stopping: string;
  readonly keepPlugged: string;
  readonly running: { readonly title: string; readonly lead: string; readonly connect: string };
  readonly lost: {
    readonly keeps: string;
    readonly goOn: string;
    readonly again: string;
    readonly giveUp: string;
  };
  readonly cutShort: {
    readonly title: string;
    readonly means: (when: string) => string;
    readonly finish: string;
    readonly drop: string;
  };
  readonly outcome: {
    readonly flashed: (version: string) => string;
    readonly flashedMeans: (written: string, seconds: string, skipped: string | undefined) => string;
    readonly written: (pages: number) => string;
    readonly writtenMeans: string;
    readonly saved: (file: string) => string;
    readonly savedMeans: string;
    readonly restored: string;
    readonly reset: Readonly<Record<'app' | 'download', string>>;
    readonly otherBox: string;
    readonly otherBoxMeans: string;
    readonly cancelledWriting: string;
    readonly retry: string;
    readonly watch: string;
    readonly close: string;
  };
  readonly size: (bytes: number) => string;
}

const sized =
  (space: string) =>
  (bytes: number): string => {
    if (bytes >= 1024 * 1024) return `${trim(bytes / 1024 / 1024)}${space}MB`;
    if (bytes >= 1024) return `${trim(bytes / 1024)}${space}KB`;
    return `${bytes}${space}B`;
  };
const trim = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value.toFixed(1).replace(/\.0$/, '');

export const deviceStrings: StringTables<DeviceStrings> = {
  en: {
    title: 'Device',
    lead: 'See what is on your box, put firmware on it, set its Wi-Fi and server, and read its log.',
    start: {
      title: 'Plug in your box',
      lead: 'A USB cable that carries data is all it needs. Nothing is changed before you say so.',
      picture: 'A USB cable leads from an EchoKit box to a computer.',
      usb: 'Connect by USB',
      usbHint: 'Firmware, settings, log and backups',
      bluetooth: 'Connect by Bluetooth',
      bluetoothHint: 'Wi-Fi, server and pictures, without a cable',
      simulated: 'Try a simulated box',
      simulatedHint: 'No box at hand? This one lives in the page',
      listen: 'Only read its log, without a restart',
      choosing: 'Choose your box in the browser’s list',
      choosingHint: 'It is usually called “USB JTAG/serial debug unit” or “USB Single Serial”.',
      starting: 'Starting the simulated box…',
      back: 'Back',
      tryAgain: 'Try again',
      otherPort: 'Choose another port',
    },
    card: {
      title: 'EchoKit box',
      simulated: 'Simulated box',
      id: 'EchoKit id',
      mac: 'MAC address',
      chip: 'Chip',
      flash: 'Flash memory',
      psram: 'PSRAM',
      none: 'none',
      link: 'Connection',
      links: {
        'usb-serial-jtag': 'the chip’s own USB',
        'usb-otg': 'the chip’s own USB (OTG)',
        bridge: 'USB-to-serial bridge',
        unknown: 'serial port',
      },
      slowedDown: (baud) => `The cable was not up to full speed: ${baud.toLocaleString('en')} baud are used.`,
      firmware: 'Firmware',
      noFirmware: 'No firmware found',
      built: (date) => `built ${date}`,
      layout: 'Layout',
      layouts: {
        'nvs-2mib': 'EchoKit, 2 MB for settings',
        'nvs-24kib': 'small: 24 KB for settings, no room for large pictures',
        other: 'somebody else’s',
      },
      unknown: 'unknown',
      more: 'All details',
      leave: 'Disconnect',
      map: 'What is where in its memory',
      mapOf: (size) => `${size} of flash memory`,
      free: 'free',
      parts: {
        boot: 'boot loader',
        table: 'partition table',
        nvs: 'settings',
        app: 'application',
        data: 'data',
        phy: 'radio calibration',
      },
      at: (label, from, size) => `${label}: ${size} at ${from}`,
    },
    tabs: { firmware: 'Firmware', settings: 'Settings', monitor: 'Monitor', backup: 'Backup' },
    tabList: 'What to do with the box',
    jobs: {
      connect: 'Connecting',
      'plan-flash': 'Looking at the firmware',
      flash: 'Putting firmware on the box',
      'read-settings': 'Reading settings',
      'write-settings': 'Writing settings',
      'finish-write': 'Finishing what was cut short',
      'drop-write': 'Forgetting what was cut short',
      'save-settings': 'Saving settings',
      backup: 'Making a backup',
      'plan-restore': 'Looking at the backup',
      restore: 'Restoring the backup',
      reset: 'Restarting the box',
    },
    phases: {
      connecting: 'waking the boot loader',
      'uploading-stub': 'sending a helper program',
      'raising-speed': 'raising the speed',
      identifying: 'asking who it is',
      preparing: 'preparing',
      comparing: 'comparing with what is there',
      erasing: 'erasing',
      writing: 'writing',
      verifying: 'checking',
      reading: 'reading',
      resetting: 'starting the box',
    },
    partOf: (name, part, parts) => (parts > 1 ? `${name}, ${part} of ${parts}` : name),
    rate: (kib) => `${kib.toLocaleString('en')} KB/s`,
    left: (seconds) =>
      seconds < 60 ? `${seconds} s left` : `${Math.floor(seconds / 60)} min ${seconds % 60} s left`,
    stop: 'Stop',
    stopping: 'Stopping…',
    keepPlugged: 'Please leave the cable in. If it comes out, nothing is lost: you can go on.',
    running: {
      title: 'The box is running',
      lead: 'To read or change what is on it, it is put into boot mode for a moment. Nothing is lost by that.',
      connect: 'Connect again',
    },
    lost: {
      keeps: 'What was begun is kept. Nothing can be broken for good: plug the cable in and go on.',
      goOn: 'Connect again and go on',
      again: 'Connect again',
      giveUp: 'Give up',
    },
    cutShort: {
      title: 'Writing settings was cut short',
      means: (when) =>
        `That was ${when}. The settings as they should be are kept in this browser and can still be written.`,
      finish: 'Finish writing',
      drop: 'Forget them',
    },
    outcome: {
      flashed: (version) => `Done: the box now runs ${version}`,
      flashedMeans: (written, seconds, skipped) =>
        `${written} written and checked in ${seconds} s${skipped === undefined ? '' : `, ${skipped} were there already`}.`,
      written: (pages) => `Settings written (${pages} ${pages === 1 ? 'page' : 'pages'})`,
      writtenMeans: 'They were read back and are right. The box has restarted with them.',
      saved: (file) => `Saved as ${file}`,
      savedMeans: 'It holds Wi-Fi passwords. Keep it where only you can read it.',
      restored: 'Restored. The box has restarted.',
      reset: { app: 'The box has restarted', download: 'The box waits in boot mode' },
      otherBox: 'This is another box',
      otherBoxMeans: 'What was begun belongs to the one before, and was not gone on with.',
      cancelledWriting:
        'The box may not start as it is. Begin again whenever you like: what is right already is skipped.',
      retry: 'Try again',
      watch: 'Watch it start',
      close: 'Close',
    },
    size: sized(' '),
  },
  zh: {
    title: '设备',
    lead: '查看设备里有什么，写入固件，设置无线网络和服务器，阅读运行日志。',
    start: {
      title: '插上你的设备',
      lead: '只需要一根能传数据的 USB 线。在你确认之前不会改动任何内容。',
      picture: '一根 USB 线连接 EchoKit 设备和电脑。',
      usb: '通过 USB 连接',
      usbHint: '固件、设置、日志和备份',
      bluetooth: '通过蓝牙连接',
      bluetoothHint: '无线网络、服务器和图片，无需数据线',
      simulated: '试用模拟设备',
      simulatedHint: '手边没有设备？这一台就在网页里',
      listen: '只读日志，不重启设备',
      choosing: '请在浏览器的列表中选择设备',
      choosingHint: '它通常叫做“USB JTAG/serial debug unit”或“USB Single Serial”。',
      starting: '正在启动模拟设备…',
      back: '返回',
      tryAgain: '再试一次',
      otherPort: '选择另一个端口',
    },
    card: {
      title: 'EchoKit 设备',
      simulated: '模拟设备',
      id: 'EchoKit 编号',
      mac: 'MAC 地址',
      chip: '芯片',
      flash: '闪存',
      psram: 'PSRAM',
      none: '无',
      link: '连接方式',
      links: {
        'usb-serial-jtag': '芯片自带的 USB',
        'usb-otg': '芯片自带的 USB（OTG）',
        bridge: 'USB 转串口芯片',
        unknown: '串口',
      },
      slowedDown: (baud) => `数据线达不到全速，现用 ${baud.toLocaleString('zh-CN')} 波特。`,
      firmware: '固件',
      noFirmware: '没有找到固件',
      built: (date) => `构建于 ${date}`,
      layout: '布局',
      layouts: {
        'nvs-2mib': 'EchoKit，2 MB 用于设置',
        'nvs-24kib': '小布局：24 KB 用于设置，放不下大图片',
        other: '非 EchoKit 布局',
      },
      unknown: '未知',
      more: '全部细节',
      leave: '断开连接',
      map: '存储器里都有什么',
      mapOf: (size) => `${size} 闪存`,
      free: '空闲',
      parts: {
        boot: '引导程序',
        table: '分区表',
        nvs: '设置',
        app: '应用程序',
        data: '数据',
        phy: '射频校准',
      },
      at: (label, from, size) => `${label}：${size}，位于 ${from}`,
    },
    tabs: { firmware: '固件', settings: '设置', monitor: '监视', backup: '备份' },
    tabList: '对设备做什么',
    jobs: {
      connect: '正在连接',
      'plan-flash': '正在检查固件',
      flash: '正在写入固件',
      'read-settings': '正在读取设置',
      'write-settings': '正在写入设置',
      'finish-write': '正在完成被中断的写入',
      'drop-write': '正在忘记被中断的写入',
      'save-settings': '正在保存设置',
      backup: '正在备份',
      'plan-restore': '正在检查备份',
      restore: '正在恢复备份',
      reset: '正在重启设备',
    },
    phases: {
      connecting: '唤醒引导程序',
      'uploading-stub': '发送辅助程序',
      'raising-speed': '提高速度',
      identifying: '识别设备',
      preparing: '准备中',
      comparing: '与现有内容比较',
      erasing: '擦除',
      writing: '写入',
      verifying: '校验',
      reading: '读取',
      resetting: '启动设备',
    },
    partOf: (name, part, parts) => (parts > 1 ? `${name}，第 ${part} 部分，共 ${parts} 部分` : name),
    rate: (kib) => `${kib.toLocaleString('zh-CN')} KB/s`,
    left: (seconds) =>
      seconds < 60 ? `还剩 ${seconds} 秒` : `还剩 ${Math.floor(seconds / 60)} 分 ${seconds % 60} 秒`,
    stop: '停止',
    stopping: '正在停止…',
    keepPlugged: '请不要拔线。万一断开也不会丢失，可以接着继续。',
    running: {
      title: '设备正在运行',
      lead: '要读取或更改其中的内容，需要让它短暂进入下载模式。这不会丢失任何东西。',
      connect: '重新连接',
    },
    lost: {
      keeps: '已开始的操作会保留。设备不会因此彻底损坏：插好数据线，接着继续。',
      goOn: '重新连接并继续',
      again: '重新连接',
      giveUp: '放弃',
    },
    cutShort: {
      title: '设置的写入被中断过',
      means: (when) => `时间是 ${when}。应有的设置保存在这个浏览器里，仍然可以写入。`,
      finish: '完成写入',
      drop: '忘记它',
    },
    outcome: {
      flashed: (version) => `完成：设备现在运行 ${version}`,
      flashedMeans: (written, seconds, skipped) =>
        `用 ${seconds} 秒写入并校验了 ${written}${skipped === undefined ? '' : `，另有 ${skipped} 原本就一致`}。`,
      written: (pages) => `设置已写入（${pages} 页）`,
      writtenMeans: '已读回核对无误。设备已用新设置重启。',
      saved: (file) => `已保存为 ${file}`,
      savedMeans: '文件里有无线网络密码，请放在只有你能读到的地方。',
      restored: '已恢复。设备已重启。',
      reset: { app: '设备已重启', download: '设备停在下载模式' },
      otherBox: '这是另一台设备',
      otherBoxMeans: '之前开始的操作属于前一台设备，没有继续。',
      cancelledWriting: '设备现在可能无法启动。随时可以重新开始，已正确的部分会跳过。',
      retry: '再试一次',
      watch: '查看启动过程',
      close: '关闭',
    },
    size: sized(' '),
  },
};
