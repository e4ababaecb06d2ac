/** Words of the form of settings, of its presets, and of the way to a phone. */
import type { StringTables } from '../../ui/language.ts';
import type { FormKey } from '../settings-form-props.ts';

interface SettingsFormStrings {
  readonly names: Readonly<Record<FormKey, string>>;
  readonly hints: Readonly<Record<FormKey, string>>;
  readonly groups: Readonly<Record<'wifi' | 'server' | 'pictures' | 'sound', string>>;
  readonly bytes: (used: number, most: number) => string;
  readonly show: string;
  readonly missing: string;
  readonly writeOnly: string;
  readonly server: {
    readonly choose: string;
    readonly relay: string;
    readonly relayHint: (host: string) => string;
    readonly noRelay: string;
    readonly public: string;
    readonly which: string;
    readonly publicHint: string;
    readonly own: string;
    readonly ownHint: string;
    readonly address: string;
  };
  readonly usual: (value: number) => string;
  readonly changes: {
    readonly title: (count: number) => string;
    readonly none: string;
    readonly from: string;
    readonly to: string;
    readonly empty: string;
    readonly removed: string;
    readonly picture: (size: string) => string;
    readonly undo: string;
    readonly undoOf: (name: string) => string;
    readonly undoAll: string;
    readonly write: string;
    readonly wrong: string;
  };
  readonly carried: string;
  readonly presets: {
    readonly title: string;
    readonly lead: string;
    readonly name: string;
    readonly save: string;
    readonly withPassword: string;
    readonly withPasswordHint: string;
    readonly use: string;
    readonly useOf: (name: string) => string;
    readonly remove: string;
    readonly removeOf: (name: string) => string;
    readonly none: string;
  };
  readonly phone: {
    readonly title: string;
    readonly lead: string;
    readonly page: string;
    readonly pageHint: string;
    readonly qr: string;
    readonly secret: string;
  };
}

export const settingsFormStrings: StringTables<SettingsFormStrings> = {
  en: {
    names: {
      ssid: 'Wi-Fi name',
      pass: 'Wi-Fi password',
      server_url: 'Server address',
      background_gif: 'Background picture',
      avatar_gif: 'Avatar with a mouth',
      afe_linear_gain: 'Microphone gain',
      agc_tl_dbfs: 'Automatic level: target (dBFS below full)',
      agc_cg_db: 'Automatic level: most gain (dB)',
    },
    hints: {
      ssid: 'A 2.4 GHz network with WPA2. Capital letters matter.',
      pass: 'A network without a password cannot be used by the box.',
      server_url: 'The server that listens and answers.',
      background_gif: 'Shown while the box starts, and behind everything.',
      avatar_gif: 'Six mouths: closed, A, E, I, O, U.',
      afe_linear_gain: 'Multiplies what the microphone hears. Louder is not always better.',
      agc_tl_dbfs: 'Smaller is louder.',
      agc_cg_db: 'How much quiet voices may be raised.',
    },
    groups: { wifi: 'Wi-Fi', server: 'Server', pictures: 'Pictures', sound: 'Microphone' },
    bytes: (used, most) => `${used} of ${most} bytes`,
    show: 'Show the password',
    missing: 'The firmware on this box does not know this setting.',
    writeOnly: 'The box does not tell what is stored here. Leave it empty to keep it.',
    server: {
      choose: 'Who answers',
      relay: 'This computer',
      relayHint: (host) => `The relay of this page, at ${host}`,
      noRelay: 'For this computer’s relay, start the companion with --lan.',
      public: 'A public server',
      which: 'Which one',
      publicHint: 'Run by the EchoKit project, through the Internet',
      own: 'Another server',
      ownHint: 'Your own, or one that somebody gave you',
      address: 'Server address',
    },
    usual: (value) => `usually ${value}`,
    changes: {
      title: (count) => (count === 1 ? 'One change' : `${count} changes`),
      none: 'Nothing changed yet. Whatever you change is listed here before it is written.',
      from: 'on the box',
      to: 'new',
      empty: 'empty',
      removed: 'removed',
      picture: (size) => `a picture of ${size}`,
      undo: 'Undo',
      undoOf: (name) => `Undo: ${name}`,
      undoAll: 'Undo all',
      write: 'Write to the box',
      wrong: 'Some fields need another look.',
    },
    carried: 'Settings that you brought along are filled in below. Look at them, then write them.',
    presets: {
      title: 'Presets',
      lead: 'Keep Wi-Fi and server in this browser, for the next box.',
      name: 'Name of the preset',
      save: 'Keep as preset',
      withPassword: 'With the password',
      withPasswordHint: 'It is kept readable in this browser.',
      use: 'Fill in',
      useOf: (name) => `Fill in: ${name}`,
      remove: 'Remove',
      removeOf: (name) => `Remove: ${name}`,
      none: 'None kept yet.',
    },
    phone: {
      title: 'Go on with a phone',
      lead: 'Scan this with a phone that has Chrome: the page opens there with Wi-Fi and server filled in, ready for Bluetooth.',
      page: 'Address of this page as the phone reaches it',
      pageHint:
        'Bluetooth needs a page over https. This page runs on this computer only; give the address of a hosted one.',
      qr: 'QR code that opens this page with the settings filled in',
      secret: 'The code holds the Wi-Fi password. Show it to nobody else.',
    },
  },
  zh: {
    names: {
      ssid: '无线网络名称',
      pass: '无线网络密码',
      server_url: '服务器地址',
      background_gif: '背景图片',
      avatar_gif: '带嘴型的头像',
      afe_linear_gain: '麦克风增益',
      agc_tl_dbfs: '自动电平：目标（低于满幅的 dBFS）',
      agc_cg_db: '自动电平：最大增益（dB）',
    },
    hints: {
      ssid: '使用 WPA2 的 2.4 GHz 网络。区分大小写。',
      pass: '设备不能使用没有密码的网络。',
      server_url: '负责聆听和回答的服务器。',
      background_gif: '设备启动时显示，之后作为背景。',
      avatar_gif: '六种嘴型：闭合、A、E、I、O、U。',
      afe_linear_gain: '放大麦克风听到的声音。不是越大越好。',
      agc_tl_dbfs: '数值越小越响。',
      agc_cg_db: '轻声最多可以放大多少。',
    },
    groups: { wifi: '无线网络', server: '服务器', pictures: '图片', sound: '麦克风' },
    bytes: (used, most) => `${used} / ${most} 字节`,
    show: '显示密码',
    missing: '这台设备的固件没有这项设置。',
    writeOnly: '设备不会告知这里存了什么。留空则保持不变。',
    server: {
      choose: '由谁回答',
      relay: '这台电脑',
      relayHint: (host) => `本页的中继，位于 ${host}`,
      noRelay: '要使用这台电脑的中继，请用 --lan 启动伴侣程序。',
      public: '公共服务器',
      which: '哪一台',
      publicHint: '由 EchoKit 项目运行，经由互联网',
      own: '其他服务器',
      ownHint: '你自己的，或别人提供给你的',
      address: '服务器地址',
    },
    usual: (value) => `通常为 ${value}`,
    changes: {
      title: (count) => `${count} 项更改`,
      none: '还没有更改。写入之前，所有更改都会列在这里。',
      from: '设备上',
      to: '新值',
      empty: '空',
      removed: '移除',
      picture: (size) => `${size} 的图片`,
      undo: '撤销',
      undoOf: (name) => `撤销：${name}`,
      undoAll: '全部撤销',
      write: '写入设备',
      wrong: '有些字段需要再看一下。',
    },
    carried: '带来的设置已填在下面。请检查后写入。',
    presets: {
      title: '预设',
      lead: '把无线网络和服务器存在这个浏览器里，供下一台设备使用。',
      name: '预设名称',
      save: '存为预设',
      withPassword: '包含密码',
      withPasswordHint: '密码会以可读形式存在这个浏览器里。',
      use: '填入',
      useOf: (name) => `填入：${name}`,
      remove: '删除',
      removeOf: (name) => `删除：${name}`,
      none: '还没有预设。',
    },
    phone: {
      title: '在手机上继续',
      lead: '用装有 Chrome 的手机扫描：手机会打开本页并填好无线网络和服务器，可以直接通过蓝牙写入。',
      page: '手机能打开的本页地址',
      pageHint: '蓝牙需要通过 https 打开的页面。本页只在这台电脑上运行，请填写一个公开托管的地址。',
      qr: '打开本页并填好设置的二维码',
      secret: '二维码里有无线网络密码，请不要给别人看。',
    },
  },
};
