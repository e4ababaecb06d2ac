import type { BluetoothErrorCode } from '../../../core/box-gatt/session-state.ts';
import type { BluetoothProblemWords } from './messages.en.ts';

export const bluetoothMessagesZh: Readonly<Record<BluetoothErrorCode, BluetoothProblemWords>> = {
  'bt-unsupported': {
    title: '这个浏览器无法使用蓝牙',
    whatToDo: '请在电脑或安卓手机上使用 Chrome 或 Edge，或者用 USB 连接设备。',
  },
  'bt-insecure-page': {
    title: '只有安全页面才能使用蓝牙',
    whatToDo: '请通过 https 打开本页，或在本机用 http://localhost 打开。',
  },
  'bt-off': { title: '蓝牙已关闭', whatToDo: '请在系统设置中打开蓝牙，然后重试。' },
  'bt-blocked': {
    title: '浏览器不允许在此使用蓝牙',
    whatToDo: '请在网站设置（地址栏旁的图标）以及系统设置中允许浏览器使用蓝牙。',
  },
  'bt-not-chosen': {
    title: '没有选择设备',
    whatToDo:
      '设备只在设置模式下可见：启动时按住 K0，直到出现二维码。它的名字是 EchoKit-…，在某些系统上显示为 nimble。',
  },
  'bt-unreachable': {
    title: '设备没有回应',
    whatToDo: '请把它移近，并确认屏幕上显示设置二维码。不能有手机或其他页面正连着它。',
  },
  'bt-not-echokit': {
    title: '这不是处于设置模式的 EchoKit 设备',
    whatToDo: '请选择名为 EchoKit-… 的设备，并确认它显示设置二维码。',
  },
  'bt-lost': { title: '连接中断了', whatToDo: '请把设备移近后重新连接。已写入的内容会保留。' },
  'bt-refused': { title: '设备拒绝了一个值', whatToDo: '请检查所指出的字段，然后重新写入。' },
  'bt-not-kept': {
    title: '设备没有保存一个值',
    whatToDo: '读回的值不一致。请再写一次；若无效，请用 USB 设置。',
  },
  'bt-busy': { title: '有其他程序正在与设备通信', whatToDo: '请关闭连着它的其他页面和程序，然后重试。' },
  'bt-failed': { title: '蓝牙出错了', whatToDo: '请重试。若无效，请重启设备，或用 USB 连接。' },
  'bt-vibekeys': { title: '这是一台 VibeKeys', whatToDo: '它以另一种方式保存设置。没有向它写入任何内容。' },
  'bt-missing': {
    title: '此固件没有这项设置',
    whatToDo: '请用 USB 给设备装上更新的固件；其他设置照常可用。',
  },
  'bt-second-background': {
    title: '已经给这台设备发送过背景图',
    whatToDo: '第二张会接在第一张后面并损坏它。请先重启设备：第一张会被保存，之后才能再发送。',
  },
  'bt-background-stays': {
    title: '无法通过蓝牙移除背景图',
    whatToDo: '请发送另一张图片来替换，或用 USB 移除。',
  },
  'bt-value-too-long': { title: '有一个值太长', whatToDo: '请缩短所指出的字段。' },
  'bt-bad-number': { title: '有一个数字没有意义', whatToDo: '请检查所指出的字段。' },
  'bt-picture-too-large': {
    title: '图片对设备来说太大',
    whatToDo: '请在图片编辑器中缩小它：减少颜色或帧数。',
  },
  'bt-bad-picture': {
    title: '设备无法解码这张图片',
    whatToDo: '它会让设备每次启动都崩溃。请在图片编辑器中打开它，重新生成。',
  },
};
