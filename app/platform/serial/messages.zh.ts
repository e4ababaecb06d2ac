import type { SerialErrorCode } from './serial-errors.ts';
import type { SerialProblemWords } from './messages.en.ts';

export const serialMessagesZh: Readonly<Record<SerialErrorCode, SerialProblemWords>> = {
  'serial-insecure-page': {
    title: '浏览器不向此地址提供串口',
    whatToDo: '请用 https 打开页面，或在本机用 http://localhost 打开。',
  },
  'serial-brave': {
    title: 'Brave 默认关闭串口',
    whatToDo:
      '打开 brave://flags/#brave-web-serial-api，选择 Enabled，然后重启 Brave。Chrome 和 Edge 无需此设置。',
  },
  'serial-ios': {
    title: 'iPhone 和 iPad 的网页无法使用串口',
    whatToDo: '请在电脑或安卓手机上使用 Chrome 或 Edge。蓝牙设置同样需要它们。',
  },
  'serial-safari': {
    title: 'Safari 不提供串口',
    whatToDo: '请用 Chrome、Edge 或 151 及以上版本的 Firefox 打开本页。',
  },
  'serial-old-firefox': {
    title: '此版本的 Firefox 太旧，不支持串口',
    whatToDo: '请升级到 151 或更高版本，或改用 Chrome 或 Edge。',
  },
  'serial-firefox-android': {
    title: '安卓版 Firefox 不提供串口',
    whatToDo: '请在这部手机上用 Chrome 打开本页，或使用电脑。',
  },
  'serial-unsupported': {
    title: '此浏览器不提供串口',
    whatToDo: '请在电脑上用 Chrome 或 Edge 打开本页。',
  },
  'port-not-chosen': {
    title: '没有选择端口',
    whatToDo:
      '如果列表是空的：请使用能传数据的线（不是只充电的线），并插到正确的插口（DIY 板的 OTG，Box 背面的 SLAVE）。“显示全部端口”会列出不常见的设备。',
  },
  'serial-blocked': {
    title: '浏览器没有弹出选择框',
    whatToDo: '请在单独的标签页中打开本页，再按一次按钮。',
  },
  'port-unsuitable': {
    title: '此插口需要浏览器没有的驱动',
    whatToDo: '请改用盒子的另一个插口：芯片自带的 USB（DIY 板的 OTG，Box 背面的 SLAVE）。',
  },
  'serial-failed': {
    title: '无法请求端口',
    whatToDo: '请拔下盒子再插上，然后重新加载本页。',
  },
};
