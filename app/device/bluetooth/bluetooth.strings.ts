/** Words of the Bluetooth panel. What went wrong is in `app/platform/bluetooth/messages.*`. */
import type { GattSetting } from '../../../core/box-gatt/characteristics.ts';
import { bluetoothMessagesEn, type BluetoothProblemWords } from '../../platform/bluetooth/messages.en.ts';
import { bluetoothMessagesZh } from '../../platform/bluetooth/messages.zh.ts';
import type { BluetoothErrorCode, SetupBox } from '../../../core/box-gatt/session-state.ts';
import type { StringTables } from '../../ui/language.ts';

type Firmware = '0.2.1' | '0.3.0' | '0.3.2' | 'vibekeys';

interface BluetoothStrings {
  readonly title: string;
  readonly lead: string;
  readonly steps: readonly string[];
  readonly open: string;
  readonly choose: string;
  readonly chooseOther: string;
  readonly simulated: string;
  readonly simulatedLead: string;
  readonly simulatedFirmware: string;
  readonly firmwares: Readonly<Record<Firmware, string>>;
  readonly tryIt: string;
  readonly hands: string;
  readonly k0: string;
  readonly setup: string;
  readonly back: string;
  readonly cancel: string;
  readonly cancelling: string;
  readonly disconnect: string;
  readonly again: string;
  readonly phases: Readonly<Record<'choosing' | 'connecting' | 'restarting', (name: string) => string>>;
  readonly firmwareIs: Readonly<Record<SetupBox['firmware'], string>>;
  readonly id: (boxId: string) => string;
  readonly names: Readonly<Record<GattSetting, string>>;
  readonly about: (setting: string) => string;
  readonly writing: (setting: string) => string;
  readonly bytes: (done: number, total: number) => string;
  readonly written: string;
  readonly writtenMeans: string;
  readonly picturesWait: string;
  readonly cancelled: string;
  readonly cancelledMeans: string;
  readonly restart: string;
  readonly hasRestarted: string;
  readonly pressK0: string;
  readonly pressK0Means: string;
  readonly restarted: string;
  readonly restartedMeans: string;
  readonly lostEdits: string;
  readonly backgroundSent: string;
  readonly backgroundHalf: string;
  readonly smallStore: string;
  readonly dismiss: string;
  readonly damaged: string;
  readonly problems: Readonly<Record<BluetoothErrorCode, BluetoothProblemWords>>;
}

export const bluetoothStrings: StringTables<BluetoothStrings> = {
  en: {
    title: 'Set up a box by Bluetooth',
    lead: 'Wi-Fi, server, pictures and microphone, without a cable.',
    steps: [
      'Hold K0 on the box while it starts, until its screen shows a QR code. A new box shows it by itself.',
      'Press “Choose a box”, and pick EchoKit-… in the browser’s list. Some systems call it nimble.',
      'Change what you like, write it, and restart the box.',
    ],
    open: 'In setup mode the box is open: whoever is near can read its Wi-Fi password by Bluetooth. Restart it when you are done.',
    choose: 'Choose a box',
    chooseOther: 'Choose another box',
    simulated: 'No box at hand?',
    simulatedLead: 'A simulated one runs in this page, behind the same code.',
    simulatedFirmware: 'Its firmware',
    firmwares: {
      '0.2.1': '0.2.1',
      '0.3.0': '0.3.0',
      '0.3.2': '0.3.2',
      vibekeys: 'VibeKeys, which is no box',
    },
    tryIt: 'Try a simulated box',
    hands: 'Simulated box',
    k0: 'Press K0',
    setup: 'Restart into setup',
    back: 'Back',
    cancel: 'Cancel',
    cancelling: 'Stopping …',
    disconnect: 'Disconnect',
    again: 'Connect again',
    phases: {
      choosing: () => 'Choose the box in the browser’s list …',
      connecting: (name) => `Connecting to ${name || 'the box'} …`,
      restarting: (name) => `Restarting ${name || 'the box'} …`,
    },
    firmwareIs: {
      '0.2.0': 'Firmware 0.2.0 or older',
      '0.2.1': 'Firmware 0.2.1 or 0.2.2',
      '0.3.0': 'Firmware 0.3.0',
      '0.3.1': 'Firmware 0.3.1 or newer',
    },
    id: (boxId) => `Id ${boxId}`,
    names: {
      ssid: 'Wi-Fi name',
      pass: 'Wi-Fi password',
      server_url: 'Server',
      background_gif: 'Background',
      avatar_gif: 'Avatar',
      afe_linear_gain: 'Microphone gain',
      agc_tl_dbfs: 'Target level',
      agc_cg_db: 'Compression gain',
    },
    about: (setting) => `It is about: ${setting}.`,
    writing: (setting) => `Writing: ${setting}`,
    bytes: (done, total) => `${done.toLocaleString('en')} of ${total.toLocaleString('en')} bytes`,
    written: 'Written, and read back the same',
    writtenMeans: 'The box uses it from its next start on.',
    picturesWait: 'The box keeps new pictures only when it leaves setup mode: restart it now.',
    cancelled: 'Stopped',
    cancelledMeans: 'What had been written until then stays.',
    restart: 'Restart the box',
    hasRestarted: 'I have restarted it',
    pressK0: 'Press K0 on the box',
    pressK0Means: 'It cannot be restarted from here. A short press on K0 keeps the pictures and restarts it.',
    restarted: 'The box is restarting',
    restartedMeans: 'It uses the new settings. To change something again, hold K0 while it starts.',
    lostEdits: 'What was not written yet is kept in the form.',
    backgroundSent:
      'The box has been sent a background since it was started. A second one would be appended to the first and damage it.',
    backgroundHalf:
      'The box has been sent a part of a background. It can only be sent another one after a restart; until then its old one stays.',
    smallStore:
      'If this box was flashed by command line without a partition table of its own, it has room for some 15 KB only.',
    dismiss: 'Close',
    damaged: 'The box has something unreadable there. Write it anew.',
    problems: bluetoothMessagesEn,
  },
  zh: {
    title: '通过蓝牙设置设备',
    lead: '无线网络、服务器、图片和麦克风，无需数据线。',
    steps: [
      '启动设备时按住 K0，直到屏幕显示二维码。新设备会自动显示。',
      '按“选择设备”，在浏览器的列表中选取 EchoKit-…。某些系统显示为 nimble。',
      '修改所需内容，写入，然后重启设备。',
    ],
    open: '设置模式下设备是开放的：附近的人都能通过蓝牙读到无线密码。完成后请重启设备。',
    choose: '选择设备',
    chooseOther: '选择另一台设备',
    simulated: '手边没有设备？',
    simulatedLead: '模拟设备就在本页运行，使用同样的代码。',
    simulatedFirmware: '它的固件',
    firmwares: { '0.2.1': '0.2.1', '0.3.0': '0.3.0', '0.3.2': '0.3.2', vibekeys: 'VibeKeys（不是 EchoKit）' },
    tryIt: '试用模拟设备',
    hands: '模拟设备',
    k0: '按 K0',
    setup: '重启进入设置',
    back: '返回',
    cancel: '取消',
    cancelling: '正在停止……',
    disconnect: '断开连接',
    again: '重新连接',
    phases: {
      choosing: () => '请在浏览器的列表中选择设备……',
      connecting: (name) => `正在连接${name || '设备'}……`,
      restarting: (name) => `正在重启${name || '设备'}……`,
    },
    firmwareIs: {
      '0.2.0': '固件 0.2.0 或更旧',
      '0.2.1': '固件 0.2.1 或 0.2.2',
      '0.3.0': '固件 0.3.0',
      '0.3.1': '固件 0.3.1 或更新',
    },
    id: (boxId) => `编号 ${boxId}`,
    names: {
      ssid: '无线网络名称',
      pass: '无线网络密码',
      server_url: '服务器',
      background_gif: '背景图',
      avatar_gif: '头像',
      afe_linear_gain: '麦克风增益',
      agc_tl_dbfs: '目标电平',
      agc_cg_db: '压缩增益',
    },
    about: (setting) => `涉及：${setting}。`,
    writing: (setting) => `正在写入：${setting}`,
    bytes: (done, total) => `${done.toLocaleString('zh')} / ${total.toLocaleString('zh')} 字节`,
    written: '已写入，读回一致',
    writtenMeans: '设备下次启动时生效。',
    picturesWait: '设备只有在离开设置模式时才会保存新图片：请现在重启。',
    cancelled: '已停止',
    cancelledMeans: '此前写入的内容会保留。',
    restart: '重启设备',
    hasRestarted: '我已重启设备',
    pressK0: '请按一下设备的 K0',
    pressK0Means: '无法从这里重启它。短按 K0 会保存图片并重启。',
    restarted: '设备正在重启',
    restartedMeans: '它会使用新的设置。要再次修改，请在启动时按住 K0。',
    lostEdits: '尚未写入的内容保留在表单中。',
    backgroundSent: '设备启动以来已收到一张背景图。第二张会接在第一张后面并损坏它。',
    backgroundHalf: '设备只收到了背景图的一部分。重启后才能再发送；在此之前保留原来的背景图。',
    smallStore: '如果这台设备是用命令行刷写且没有自带分区表，它只有约 15 KB 的空间。',
    dismiss: '关闭',
    damaged: '设备上的这一项无法读取，请重新写入。',
    problems: bluetoothMessagesZh,
  },
};
