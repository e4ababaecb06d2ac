/** Words about how a box finds this computer. */
import type { StringTables } from '../ui/language.ts';

interface ConnectStrings {
  readonly welcome: string;
  readonly welcomeLead: string;
  readonly picture: string;
  readonly parts: Readonly<
    Record<'box' | 'companion' | 'tab', { readonly name: string; readonly does: string }>
  >;
  readonly lines: Readonly<Record<'wifi' | 'here', string>>;
  readonly steps: readonly string[];
  readonly stepsWithout: readonly string[];
  readonly title: string;
  readonly another: string;
  readonly lead: string;
  readonly which: string;
  readonly url: string;
  readonly copy: string;
  readonly copied: string;
  readonly copyFailed: string;
  readonly qr: (url: string) => string;
  readonly secret: string;
  readonly send: string;
  readonly sendHow: string;
  readonly noCompanion: string;
  readonly noCompanionMeans: string;
  readonly noCompanionHow: string;
  readonly noLan: string;
  readonly noLanMeans: string;
  readonly noLanHow: string;
  readonly lost: string;
  readonly lostMeans: (urls: string) => string;
  readonly toTell: string;
  readonly nobodyToTell: string;
  readonly told: string;
  readonly toldBox: (box: string) => string;
  readonly renew: string;
  readonly renewSure: string;
  readonly renewMeans: string;
  readonly renewBoxes: string;
  readonly renewNone: string;
  readonly renewYes: string;
  readonly cancel: string;
  readonly close: string;
}

export const connectStrings: StringTables<ConnectStrings> = {
  en: {
    welcome: 'A box, answered from here',
    welcomeLead:
      'An EchoKit box needs a server that listens, thinks and speaks. This tab can be that server: the box talks to the companion on this computer, and the companion to this tab.',
    picture: 'A box talks by Wi-Fi to the companion on this computer, and the companion to this tab.',
    parts: {
      box: { name: 'Your box', does: 'hears and speaks' },
      companion: { name: 'Companion', does: 'keeps the line' },
      tab: { name: 'This tab', does: 'understands and answers' },
    },
    lines: { wifi: 'Wi-Fi', here: 'this computer' },
    steps: [
      'Switch on “Answer boxes in this tab”.',
      'Give the box the address under “Connect a box” as its server.',
      'Press K0 on the box, and talk to it.',
    ],
    stepsWithout: [
      'Start the companion on this computer, as described under “Connect a box”.',
      'Open the page that it serves, and give the box the address shown there.',
      'No box at hand? The simulated one works right here.',
    ],
    title: 'Connect a box',
    another: 'Connect another box',
    lead: 'Type this into the box as its server address.',
    which: 'Address of this computer',
    url: 'Server address for the box',
    copy: 'Copy',
    copied: 'Copied',
    copyFailed: 'The browser did not copy it. Select the text, and copy it by hand.',
    qr: (url) => `QR code of the server address ${url}`,
    secret: 'Whoever has this address can speak to this tab as a box. It works in your own network only.',
    send: 'Send it to the box',
    sendHow: 'On the Device page, over a cable or Bluetooth.',
    noCompanion: 'A box cannot reach a page by itself',
    noCompanionMeans:
      'This page came from a web server. The relay needs the companion, a small program on your computer that boxes can connect to. In the project’s folder:',
    noCompanionHow: 'Then open the address that it prints. You need Node 20 or newer.',
    noLan: 'Boxes cannot reach this computer yet',
    noLanMeans:
      'The companion was started for this computer only. Stop it with Ctrl+C, and let boxes of your network in:',
    noLanHow: 'Only boxes with the right address are let in; this page itself stays on this computer.',
    lost: 'This computer has another address now',
    lostMeans: (urls) => `Boxes were told ${urls}, which leads nowhere any more.`,
    toTell: 'Give these boxes the new address:',
    nobodyToTell: 'No box is known that would have to be told.',
    told: 'It has it',
    toldBox: (box) => `${box} has the new address`,
    renew: 'New pairing token',
    renewSure: 'Make a new pairing token?',
    renewMeans:
      'The address above changes. Boxes that have the old one are not let in any more until you give them the new one.',
    renewBoxes: 'These boxes will have to be told:',
    renewNone: 'No box is known that would have to be told.',
    renewYes: 'Make a new one',
    cancel: 'Cancel',
    close: 'Close',
  },
  zh: {
    welcome: '在这里应答设备',
    welcomeLead:
      'EchoKit 设备需要一台能听、能想、能说的服务器。这个标签页就可以担任：设备连到本机的伴侣程序，伴侣程序再连到本标签页。',
    picture: '设备通过无线网络连到本机的伴侣程序，伴侣程序再连到本标签页。',
    parts: {
      box: { name: '你的设备', does: '聆听与发声' },
      companion: { name: '伴侣程序', does: '保持连接' },
      tab: { name: '本标签页', does: '理解与回答' },
    },
    lines: { wifi: '无线网络', here: '本机' },
    steps: [
      '打开“由此标签页应答设备”。',
      '把“连接设备”下的地址填入设备，作为它的服务器地址。',
      '按一下设备的 K0 键，对它说话。',
    ],
    stepsWithout: [
      '按“连接设备”中的说明，在这台电脑上启动伴侣程序。',
      '打开它提供的页面，把其中的地址填入设备。',
      '手边没有设备？模拟设备在这里就能用。',
    ],
    title: '连接设备',
    another: '连接另一台设备',
    lead: '请把它填入设备，作为服务器地址。',
    which: '本机地址',
    url: '供设备使用的服务器地址',
    copy: '复制',
    copied: '已复制',
    copyFailed: '浏览器没能复制。请选中文字，手动复制。',
    qr: (url) => `服务器地址 ${url} 的二维码`,
    secret: '拥有此地址的人都能以设备身份与本标签页对话。它只在你自己的网络中有效。',
    send: '发送到设备',
    sendHow: '在“设备”页面通过数据线或蓝牙完成。',
    noCompanion: '设备无法直接连到网页',
    noCompanionMeans:
      '本页来自网站服务器。中继需要伴侣程序，即在你电脑上运行、供设备连接的小程序。在项目文件夹中运行：',
    noCompanionHow: '然后打开它显示的地址。需要 Node 20 或更新版本。',
    noLan: '设备还连不到这台电脑',
    noLanMeans: '伴侣程序目前只供本机使用。请按 Ctrl+C 停止它，再这样启动，让你网络中的设备可以连接：',
    noLanHow: '只有持有正确地址的设备才能连接，本页仍只能在这台电脑上打开。',
    lost: '这台电脑的地址变了',
    lostMeans: (urls) => `设备得知的是 ${urls}，这个地址已经无法到达。`,
    toTell: '请把新地址告诉这些设备：',
    nobodyToTell: '没有需要告知的设备。',
    told: '已告知',
    toldBox: (box) => `${box} 已有新地址`,
    renew: '更换配对令牌',
    renewSure: '要更换配对令牌吗？',
    renewMeans: '上面的地址会改变。持有旧地址的设备将无法连接，直到你把新地址告诉它们。',
    renewBoxes: '需要重新告知的设备：',
    renewNone: '没有需要告知的设备。',
    renewYes: '更换',
    cancel: '取消',
    close: '关闭',
  },
};
