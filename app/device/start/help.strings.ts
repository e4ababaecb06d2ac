/** Words for a connection that did not come about: sockets, cables, buttons, browsers. */
import type { StringTables } from '../../ui/language.ts';

interface HelpStrings {
  readonly title: string;
  readonly socket: string;
  readonly socketMeans: string;
  readonly socketPicture: string;
  readonly diy: string;
  readonly box: string;
  readonly power: string;
  readonly buttons: string;
  readonly buttonsMeans: string;
  readonly buttonsPicture: string;
  readonly steps: readonly string[];
  readonly list: string;
  readonly listMeans: readonly string[];
  readonly hold: string;
  readonly tap: string;
  readonly release: string;
  readonly received: string;
}

export const helpStrings: StringTables<HelpStrings> = {
  en: {
    title: 'Let’s find out why',
    socket: 'Is the cable in the right socket?',
    socketMeans:
      'The box has two. Use the one that leads to the chip, with a cable that carries data: many charging cables do not.',
    socketPicture:
      'On EchoKit DIY use the socket labelled OTG; on EchoKit Box the one labelled SLAVE on the back. The socket on the left side of EchoKit Box is for power only.',
    diy: 'EchoKit DIY',
    box: 'EchoKit Box, back',
    power: 'power only',
    buttons: 'Put the box into boot mode by hand',
    buttonsMeans: 'The screen stays dark meanwhile. Then press “Try again”.',
    buttonsPicture: 'Hold K0, tap RST once, then let go of K0.',
    steps: ['Hold K0 (it may be labelled BOOT)', 'Tap RST once', 'Let go of K0'],
    list: 'The box is not in the list?',
    listMeans: [
      'Try another cable. A cable for charging only shows nothing at all.',
      'Try the box’s other socket, and a socket of the computer without a hub.',
      'Windows and macOS may need a driver for CP210x or CH34x bridges. The chip’s own USB needs none.',
      'On Linux, browsers installed as snap or Flatpak may see no ports.',
    ],
    hold: 'hold',
    tap: 'tap',
    release: 'let go',
    received: 'What came over the cable:',
  },
  zh: {
    title: '一起来找原因',
    socket: '数据线插对接口了吗？',
    socketMeans: '设备有两个接口。请使用通向芯片的那个，并使用能传数据的线：很多充电线不能。',
    socketPicture:
      'EchoKit DIY 请使用标有 OTG 的接口；EchoKit Box 请使用背面标有 SLAVE 的接口，它左侧的接口只能供电。',
    diy: 'EchoKit DIY',
    box: 'EchoKit Box 背面',
    power: '仅供电',
    buttons: '手动进入下载模式',
    buttonsMeans: '此时屏幕会保持黑暗。然后点“再试一次”。',
    buttonsPicture: '按住 K0，按一下 RST，再松开 K0。',
    steps: ['按住 K0（可能标为 BOOT）', '按一下 RST', '松开 K0'],
    list: '列表里没有设备？',
    listMeans: [
      '换一根线试试。只能充电的线不会显示任何设备。',
      '试试设备的另一个接口，以及电脑上不经过集线器的接口。',
      'Windows 和 macOS 可能需要 CP210x 或 CH34x 的驱动，芯片自带的 USB 则不需要。',
      '在 Linux 上，以 snap 或 Flatpak 安装的浏览器可能看不到端口。',
    ],
    hold: '按住',
    tap: '按一下',
    release: '松开',
    received: '从数据线上收到：',
  },
};
