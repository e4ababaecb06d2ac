/** Words of the monitor: tools, status strip, panics. */
import type { BoxStatus } from '../../../workers/loader-api.ts';
import type { StringTables } from '../../ui/language.ts';

type Hint = NonNullable<BoxStatus['panic']>['hint'];

interface MonitorStrings {
  readonly log: string;
  readonly logHint: string;
  readonly empty: string;
  readonly lines: (count: number) => string;
  readonly pause: string;
  readonly goOn: string;
  readonly pausedSince: (count: number) => string;
  readonly search: string;
  readonly found: (at: number, count: number) => string;
  readonly notFound: string;
  readonly next: string;
  readonly previous: string;
  readonly times: string;
  readonly save: string;
  readonly clear: string;
  readonly newest: string;
  readonly restart: string;
  readonly boot: string;
  readonly start: { readonly title: string; readonly lead: string; readonly button: string };
  readonly input: string;
  readonly send: string;
  readonly inputHint: string;
  readonly notSent: string;
  readonly status: {
    readonly title: string;
    readonly state: string;
    readonly activities: Readonly<Record<NonNullable<BoxStatus['activity']>, string>>;
    readonly download: string;
    readonly starting: string;
    readonly silent: string;
    readonly wifi: string;
    readonly wifis: Readonly<Record<NonNullable<BoxStatus['wifi']>['state'], string>>;
    readonly ip: string;
    readonly server: string;
    readonly servers: Readonly<Record<NonNullable<BoxStatus['server']>, string>>;
    readonly version: string;
    readonly reboots: string;
    readonly heap: string;
    readonly internal: string;
    readonly spiram: string;
    readonly free: (kib: number) => string;
    readonly unknown: string;
  };
  readonly panic: {
    readonly title: string;
    readonly hints: Readonly<Record<Hint, string>>;
    readonly backtrace: string;
    readonly toSettings: string;
  };
}

export const monitorStrings: StringTables<MonitorStrings> = {
  en: {
    log: 'Log of the box',
    logHint: 'Arrow keys scroll. Passwords are masked.',
    empty: 'Nothing heard yet. The box may be quiet until it is restarted.',
    lines: (count) => `${count.toLocaleString('en')} ${count === 1 ? 'line' : 'lines'}`,
    pause: 'Pause',
    goOn: 'Go on',
    pausedSince: (count) => `paused, ${count.toLocaleString('en')} newer`,
    search: 'Search the log',
    found: (at, count) => `${at.toLocaleString('en')} of ${count.toLocaleString('en')}`,
    notFound: 'not found',
    next: 'Next match',
    previous: 'Previous match',
    times: 'Times',
    save: 'Save',
    clear: 'Clear',
    newest: 'Newest',
    restart: 'Restart',
    boot: 'Boot mode',
    start: {
      title: 'The box waits in boot mode',
      lead: 'It prints nothing there. Start it to read its log.',
      button: 'Start the box',
    },
    input: 'Send to the box',
    send: 'Send',
    inputHint: 'EchoKit’s firmware does not listen to the cable; other firmware may.',
    notSent: 'It was not sent.',
    status: {
      title: 'What the log says',
      state: 'State',
      activities: {
        setup: 'waits to be set up',
        idle: 'idle',
        listening: 'listening',
        waiting: 'waiting for an answer',
        speaking: 'speaking',
      },
      download: 'boot mode',
      starting: 'starting',
      silent: 'nothing heard yet',
      wifi: 'Wi-Fi',
      wifis: { connecting: 'connecting', connected: 'connected', failed: 'failed' },
      ip: 'IP address',
      server: 'Server',
      servers: { connected: 'connected', lost: 'lost', failed: 'not reached' },
      version: 'Firmware',
      reboots: 'Restarts',
      heap: 'Free memory',
      internal: 'internal',
      spiram: 'PSRAM',
      free: (kib) => `${kib.toLocaleString('en')} KB`,
      unknown: '–',
    },
    panic: {
      title: 'The firmware crashed',
      hints: {
        'bad-background-gif':
          'Most likely the background picture: the firmware cannot decode it, and crashes each time it starts. Remove the background under Settings; that works over the cable only.',
        'long-ssid': 'The Wi-Fi name is longer than 32 bytes. Shorten it under Settings.',
        'long-password': 'The Wi-Fi password is longer than 64 bytes. Shorten it under Settings.',
        'out-of-memory': 'It ran out of memory. Smaller pictures may help.',
        unknown: 'The lines before the crash may say why. If it keeps happening, put the firmware on anew.',
      },
      backtrace: 'Backtrace',
      toSettings: 'To the settings',
    },
  },
  zh: {
    log: '设备日志',
    logHint: '方向键滚动。密码已遮盖。',
    empty: '还没有收到内容。设备可能要重启后才有输出。',
    lines: (count) => `${count.toLocaleString('zh-CN')} 行`,
    pause: '暂停',
    goOn: '继续',
    pausedSince: (count) => `已暂停，另有 ${count.toLocaleString('zh-CN')} 行新内容`,
    search: '搜索日志',
    found: (at, count) => `第 ${at.toLocaleString('zh-CN')} 处，共 ${count.toLocaleString('zh-CN')} 处`,
    notFound: '没有找到',
    next: '下一处',
    previous: '上一处',
    times: '时间',
    save: '保存',
    clear: '清空',
    newest: '最新',
    restart: '重启',
    boot: '下载模式',
    start: {
      title: '设备停在下载模式',
      lead: '在此模式下它不输出任何内容。启动它即可阅读日志。',
      button: '启动设备',
    },
    input: '发送到设备',
    send: '发送',
    inputHint: 'EchoKit 固件不听数据线上的内容，其他固件可能会。',
    notSent: '没有发送成功。',
    status: {
      title: '日志说明了什么',
      state: '状态',
      activities: {
        setup: '等待设置',
        idle: '空闲',
        listening: '聆听中',
        waiting: '等待回答',
        speaking: '正在说话',
      },
      download: '下载模式',
      starting: '正在启动',
      silent: '还没有收到内容',
      wifi: '无线网络',
      wifis: { connecting: '正在连接', connected: '已连接', failed: '失败' },
      ip: 'IP 地址',
      server: '服务器',
      servers: { connected: '已连接', lost: '已断开', failed: '无法连接' },
      version: '固件',
      reboots: '重启次数',
      heap: '空闲内存',
      internal: '内部',
      spiram: 'PSRAM',
      free: (kib) => `${kib.toLocaleString('zh-CN')} KB`,
      unknown: '–',
    },
    panic: {
      title: '固件崩溃了',
      hints: {
        'bad-background-gif':
          '很可能是背景图片：固件无法解码它，每次启动都会崩溃。请在“设置”中移除背景，这只能通过数据线完成。',
        'long-ssid': '无线网络名称超过 32 字节。请在“设置”中缩短它。',
        'long-password': '无线网络密码超过 64 字节。请在“设置”中缩短它。',
        'out-of-memory': '内存不足。换用更小的图片可能有帮助。',
        unknown: '崩溃之前的日志可能说明原因。如果反复发生，请重新写入固件。',
      },
      backtrace: '调用栈',
      toSettings: '前往设置',
    },
  },
};
