/** Words about firmware: where it comes from, what would be written, what becomes of the settings. */
import type { FlashPlan, FlashWarning } from '../../../workers/loader-api.ts';
import type { StringTables } from '../../ui/language.ts';

/** Why firmware could not be fetched or opened. */
export type FetchTrouble =
  | 'blocked'
  | 'not-allowed'
  | 'unreachable'
  | 'status'
  | 'too-large'
  | 'not-a-catalogue'
  | 'no-s3-build'
  | 'bad-address'
  | 'redirect'
  | 'companion';

interface FirmwareStrings {
  readonly title: string;
  readonly lead: string;
  readonly from: Readonly<Record<'catalogue' | 'file' | 'address', string>>;
  readonly which: string;
  readonly untested: string;
  readonly kept: string;
  readonly fetch: string;
  readonly fetchOf: (name: string) => string;
  readonly fetching: (share: string) => string;
  readonly stop: string;
  readonly forget: string;
  readonly forgetOf: (name: string) => string;
  readonly choose: string;
  readonly drop: string;
  readonly fileHint: string;
  readonly address: string;
  readonly addressHint: string;
  readonly open: string;
  readonly opened: (name: string) => string;
  readonly troubles: Readonly<Record<FetchTrouble, (detail: string) => string>>;
  readonly allow: {
    readonly title: string;
    readonly lead: (host: string) => string;
    readonly means: string;
    readonly near: string;
    readonly yes: string;
    readonly no: string;
  };
  readonly plan: {
    readonly title: string;
    readonly version: (version: string, date: string) => string;
    readonly kinds: Readonly<Record<FlashPlan['kind'], string>>;
    readonly settingsLabel: string;
    readonly settings: Readonly<Record<FlashPlan['settings'], string>>;
    readonly settingsHint: Readonly<Record<FlashPlan['settings'], string>>;
    readonly clean: string;
    readonly cleanHint: string;
    readonly layout: string;
    readonly parts: string;
    readonly partsSum: (bytes: string, count: number) => string;
    readonly sha: string;
    readonly write: string;
    readonly other: string;
    readonly atLeast: string;
  };
  readonly warnings: {
    readonly [K in FlashWarning['code']]: (warning: Extract<FlashWarning, { readonly code: K }>) => string;
  };
}

export const firmwareStrings: StringTables<FirmwareStrings> = {
  en: {
    title: 'Firmware',
    lead: 'Choose what the box should run. You see what would change before anything is written.',
    from: { catalogue: 'From the publisher', file: 'A file', address: 'An address' },
    which: 'Which box do you have?',
    untested: 'address not tried yet',
    kept: 'kept in this browser',
    fetch: 'Get it',
    fetchOf: (name) => `Get firmware: ${name}`,
    fetching: (share) => `Fetching… ${share}`,
    stop: 'Stop',
    forget: 'Remove the kept copy',
    forgetOf: (name) => `Remove the kept copy of ${name}`,
    choose: 'Choose a file',
    drop: 'or drop it here',
    fileHint:
      'A .bin for the ESP32-S3 (complete, or the application alone), an ESP Launchpad .toml or an esp-web-tools .json.',
    address: 'Address of a firmware file or a list',
    addressHint: 'A .bin, an ESP Launchpad .toml, or an esp-web-tools manifest.',
    open: 'Open',
    opened: (name) => `In ${name}`,
    troubles: {
      blocked: (host) =>
        `${host} does not let other pages fetch its files. Open this page through the companion, which can.`,
      'not-allowed': (host) => `You have not allowed ${host}.`,
      unreachable: (host) => `${host} cannot be reached. Check the connection and try again.`,
      status: (status) => `The server answered ${status}. The file may have moved.`,
      'too-large': () => 'The file is larger than 32 MB: no EchoKit firmware is.',
      'not-a-catalogue': (reason) => `This list cannot be read (${reason}).`,
      'no-s3-build': () => 'There is nothing for the ESP32-S3 in it.',
      'bad-address': () => 'This is no web address.',
      redirect: (host) =>
        `The server leads on to ${host}, which you have not allowed. Open that address itself.`,
      companion: (reason) => `The companion refused: ${reason}`,
    },
    allow: {
      title: 'Fetch from there?',
      lead: (host) => `This page wants to fetch firmware from ${host} through the companion.`,
      means: 'Only files are fetched, nothing is sent. You can take it back under Settings, Companion.',
      near: 'This address is in your own network.',
      yes: 'Allow',
      no: 'No',
    },
    plan: {
      title: 'What would happen',
      version: (version, date) => `${version}, built ${date}`,
      kinds: {
        'app-only': 'Only the application is replaced',
        merged: 'Complete firmware, written in parts',
        raw: 'Bytes as they are, where you said',
      },
      settingsLabel: 'Keeps Wi-Fi, server and pictures',
      settings: {
        kept: 'Yes',
        moved: 'Yes, moved to the new layout',
        'moved-without-pictures': 'Wi-Fi and server yes, pictures no',
        erased: 'No',
        none: 'There are none yet',
      },
      settingsHint: {
        kept: 'They are not touched.',
        moved: 'They are read first and written back to their new place.',
        'moved-without-pictures':
          'The new layout has no room for the pictures. Make a backup first if you want them.',
        erased: 'The box will ask to be set up again.',
        none: 'The box will ask to be set up.',
      },
      clean: 'Clean start',
      cleanHint: 'Erases settings too. For a box that behaves strangely, or that you give away.',
      layout: 'The memory is laid out anew',
      parts: 'Parts',
      partsSum: (bytes, count) => `${bytes} in ${count} ${count === 1 ? 'part' : 'parts'}`,
      sha: 'SHA-256 of the file',
      write: 'Write to the box',
      other: 'Choose something else',
      atLeast: 'What is right already is skipped.',
    },
    warnings: {
      'older-than-installed': ({ installed, offered }) =>
        `This is older (${offered}) than what is installed (${installed}).`,
      'same-as-installed': ({ version }) => `${version} is installed already.`,
      'not-echokit': ({ project }) => `This is not EchoKit’s firmware: it calls itself “${project}”.`,
      'other-partitions-written': ({ labels }) => `Also writes: ${labels.join(', ')}.`,
    },
  },
  zh: {
    title: '固件',
    lead: '选择设备要运行的固件。写入之前，你会看到将发生哪些改变。',
    from: { catalogue: '来自发布者', file: '文件', address: '网址' },
    which: '你的设备是哪一种？',
    untested: '地址尚未验证',
    kept: '已存于此浏览器',
    fetch: '获取',
    fetchOf: (name) => `获取固件：${name}`,
    fetching: (share) => `正在下载… ${share}`,
    stop: '停止',
    forget: '删除保存的副本',
    forgetOf: (name) => `删除保存的副本：${name}`,
    choose: '选择文件',
    drop: '或拖放到这里',
    fileHint:
      '适用于 ESP32-S3 的 .bin（完整固件或单独的应用程序）、ESP Launchpad 的 .toml 或 esp-web-tools 的 .json。',
    address: '固件文件或列表的网址',
    addressHint: '.bin、ESP Launchpad 的 .toml，或 esp-web-tools 清单。',
    open: '打开',
    opened: (name) => `${name} 中有`,
    troubles: {
      blocked: (host) => `${host} 不允许其他网页获取它的文件。请通过伴侣程序打开本页，它可以获取。`,
      'not-allowed': (host) => `你没有允许访问 ${host}。`,
      unreachable: (host) => `无法访问 ${host}。请检查网络后再试。`,
      status: (status) => `服务器回答 ${status}。文件可能已移走。`,
      'too-large': () => '文件大于 32 MB，EchoKit 固件没有这么大。',
      'not-a-catalogue': (reason) => `读不懂这个列表（${reason}）。`,
      'no-s3-build': () => '里面没有适用于 ESP32-S3 的内容。',
      'bad-address': () => '这不是网址。',
      redirect: (host) => `服务器转向了你没有允许的 ${host}。请直接打开那个地址。`,
      companion: (reason) => `伴侣程序拒绝了：${reason}`,
    },
    allow: {
      title: '从那里获取吗？',
      lead: (host) => `本页想通过伴侣程序从 ${host} 获取固件。`,
      means: '只下载文件，不发送任何内容。可以在“设置”的“伴侣程序”中撤销。',
      near: '这个地址在你自己的网络中。',
      yes: '允许',
      no: '不',
    },
    plan: {
      title: '将会发生什么',
      version: (version, date) => `${version}，构建于 ${date}`,
      kinds: {
        'app-only': '只替换应用程序',
        merged: '完整固件，分部分写入',
        raw: '按你指定的位置原样写入',
      },
      settingsLabel: '保留无线网络、服务器和图片',
      settings: {
        kept: '是',
        moved: '是，会移到新布局',
        'moved-without-pictures': '保留无线网络和服务器，不保留图片',
        erased: '否',
        none: '目前还没有',
      },
      settingsHint: {
        kept: '不会动它们。',
        moved: '先读出来，再写回新的位置。',
        'moved-without-pictures': '新布局放不下图片。如果需要，请先备份。',
        erased: '设备会要求重新设置。',
        none: '设备会要求进行设置。',
      },
      clean: '全新开始',
      cleanHint: '同时擦除设置。适用于行为异常或要转送的设备。',
      layout: '存储器将重新布局',
      parts: '各部分',
      partsSum: (bytes, count) => `${bytes}，共 ${count} 部分`,
      sha: '文件的 SHA-256',
      write: '写入设备',
      other: '选择其他固件',
      atLeast: '已正确的部分会跳过。',
    },
    warnings: {
      'older-than-installed': ({ installed, offered }) => `它（${offered}）比已安装的（${installed}）旧。`,
      'same-as-installed': ({ version }) => `已安装的就是 ${version}。`,
      'not-echokit': ({ project }) => `这不是 EchoKit 的固件：它自称“${project}”。`,
      'other-partitions-written': ({ labels }) => `还会写入：${labels.join('、')}。`,
    },
  },
};
