/** Words for every failure of the loader: what happened, and what to do next. One entry per code. */
import type { LoaderFailure, LoaderFailureCode } from '../../workers/loader-api.ts';
import type { StringTables } from '../ui/language.ts';

export interface FailureWords {
  readonly title: string;
  readonly next: string;
}

type Details = LoaderFailure['details'];

interface DeviceErrorStrings {
  readonly failures: Readonly<Record<LoaderFailureCode, (details: Details) => FailureWords>>;
  readonly technical: string;
}

const text = (value: string | number | undefined, otherwise: string): string =>
  value === undefined || value === '' ? otherwise : String(value);

export const deviceErrorStrings: StringTables<DeviceErrorStrings> = {
  en: {
    technical: 'For the curious',
    failures: {
      busy: () => ({
        title: 'Something else is still under way',
        next: 'Wait until it has ended, or stop it.',
      }),
      cancelled: () => ({ title: 'Stopped', next: 'You can begin again whenever you like.' }),
      'port-busy': () => ({
        title: 'Another program is using the box',
        next: 'Close serial monitors, the Arduino or ESP-IDF tools, and 3D-printer programs, then try again. On Linux, ModemManager may hold it for half a minute after plugging in.',
      }),
      'port-in-other-tab': () => ({
        title: 'Another tab is using the box',
        next: 'Disconnect it there, or close that tab, and try again.',
      }),
      'port-denied': () => ({
        title: 'This computer does not let you open the port',
        next: 'On Linux, add yourself to the group “dialout” (“uucp” on Arch), log out and in again. A browser installed as snap or Flatpak needs leave to use USB ports.',
      }),
      unplugged: () => ({
        title: 'The box went away',
        next: 'Plug the cable in again, directly into the computer if there is a hub between them.',
      }),
      'no-answer': () => ({
        title: 'The box does not answer',
        next: 'It may need to be put into boot mode by hand, or the cable sits in the wrong socket.',
      }),
      'not-in-boot-mode': () => ({
        title: 'The box is on, but not in boot mode',
        next: 'Put it into boot mode by hand with the two buttons, then try again.',
      }),
      'wrong-chip': ({ chip }) => ({
        title: `This is no EchoKit box${chip === undefined ? '' : `: an ${chip} answers`}`,
        next: 'EchoKit boxes have an ESP32-S3. Nothing was written. Choose another port.',
      }),
      'locked-chip': () => ({
        title: 'This chip is locked',
        next: 'Secure boot or flash encryption is switched on for good. It would not start our firmware, so nothing is written.',
      }),
      'no-flash': () => ({
        title: 'The chip does not reach its memory',
        next: 'Unplug the box, wait ten seconds, plug it in again. If it stays so, the board is damaged.',
      }),
      'noisy-line': () => ({
        title: 'The cable loses data',
        next: 'Try another cable or another socket, without a hub. What was written so far is kept; going on is safe.',
      }),
      'verify-failed': () => ({
        title: 'What was written does not read back',
        next: 'Try once more with another cable. If it happens again, the box’s memory is worn or protected.',
      }),
      'refused-image': ({ reason }) => ({
        title: 'This file cannot be used',
        next:
          imageReasons.en[String(reason)] ?? 'It is not firmware for an EchoKit box. Nothing was changed.',
      }),
      'bad-table': ({ reason }) => ({
        title: 'The box’s memory map cannot be read',
        next: tableReasons.en[String(reason)] ?? 'Put a complete firmware file on it: that brings a new map.',
      }),
      'no-nvs': () => ({
        title: 'This box has no place for settings',
        next: 'Its memory map has no “nvs” part. Put EchoKit firmware on it first.',
      }),
      'layout-missing': () => ({
        title: 'These settings belong to a memory layout that is not on the box yet',
        next: 'Write the same firmware again under “Firmware”. The settings are kept here until then.',
      }),
      'unreadable-settings': ({ reason }) => ({
        title: 'The settings cannot be read',
        next:
          settingsReasons.en[String(reason)] ??
          'They are damaged. A clean start under “Firmware” makes new ones.',
      }),
      'invalid-settings': () => ({
        title: 'The box could not use these settings',
        next: 'Nothing was written. The marked fields say why.',
      }),
      'settings-full': ({ missingBytes }) => ({
        title: 'There is no room for this',
        next: `${text(missingBytes, 'Some')} bytes are lacking. Use smaller pictures, or remove one. Nothing was changed.`,
      }),
      'stuck-in-boot-mode': () => ({
        title: 'Done, but the box waits in boot mode',
        next: 'Press its RST button once (on boxes without one: unplug it and plug it in again), and do not hold K0.',
      }),
      'refused-backup': () => ({
        title: 'This backup cannot be used',
        next: 'It is damaged, or not a backup of a box like this one. Nothing was changed.',
      }),
      failed: () => ({
        title: 'That did not work',
        next: 'Connect the box again and try once more. Nothing can break it for good.',
      }),
    },
  },
  zh: {
    technical: '技术细节',
    failures: {
      busy: () => ({ title: '还有其他操作正在进行', next: '请等它结束，或先停止它。' }),
      cancelled: () => ({ title: '已停止', next: '随时可以重新开始。' }),
      'port-busy': () => ({
        title: '另一个程序正在使用设备',
        next: '请关闭串口监视器、Arduino 或 ESP-IDF 工具以及 3D 打印软件，然后再试。在 Linux 上，插入后 ModemManager 可能会占用它半分钟。',
      }),
      'port-in-other-tab': () => ({
        title: '另一个标签页正在使用设备',
        next: '请在那里断开连接或关闭那个标签页，然后再试。',
      }),
      'port-denied': () => ({
        title: '这台电脑不允许你打开该端口',
        next: '在 Linux 上，请把自己加入“dialout”组（Arch 为“uucp”），注销后重新登录。以 snap 或 Flatpak 安装的浏览器需要获得使用 USB 端口的许可。',
      }),
      unplugged: () => ({
        title: '设备断开了',
        next: '请重新插好数据线。如果中间有集线器，请直接插到电脑上。',
      }),
      'no-answer': () => ({
        title: '设备没有应答',
        next: '可能需要手动进入下载模式，或者数据线插错了接口。',
      }),
      'not-in-boot-mode': () => ({
        title: '设备已开机，但不在下载模式',
        next: '请用两个按键手动进入下载模式，然后再试。',
      }),
      'wrong-chip': ({ chip }) => ({
        title: `这不是 EchoKit 设备${chip === undefined ? '' : `：应答的是 ${chip}`}`,
        next: 'EchoKit 设备使用 ESP32-S3。没有写入任何内容。请选择另一个端口。',
      }),
      'locked-chip': () => ({
        title: '这颗芯片已被锁定',
        next: '安全启动或闪存加密已永久开启，它无法启动我们的固件，因此不会写入任何内容。',
      }),
      'no-flash': () => ({
        title: '芯片访问不到存储器',
        next: '请拔下设备，等待十秒后重新插上。如果仍然如此，说明电路板已损坏。',
      }),
      'noisy-line': () => ({
        title: '数据线丢失数据',
        next: '请换一根线或另一个接口，不要使用集线器。已写入的部分会保留，可以安全地继续。',
      }),
      'verify-failed': () => ({
        title: '写入的内容读回来不一致',
        next: '请换一根线再试一次。如果再次发生，说明设备的存储器已老化或被保护。',
      }),
      'refused-image': ({ reason }) => ({
        title: '不能使用这个文件',
        next: imageReasons.zh[String(reason)] ?? '它不是 EchoKit 设备的固件。没有做任何改动。',
      }),
      'bad-table': ({ reason }) => ({
        title: '读不出设备的分区表',
        next: tableReasons.zh[String(reason)] ?? '请写入一个完整的固件文件，它会带来新的分区表。',
      }),
      'no-nvs': () => ({
        title: '这台设备没有存放设置的位置',
        next: '它的分区表中没有“nvs”。请先写入 EchoKit 固件。',
      }),
      'layout-missing': () => ({
        title: '这些设置属于设备上还没有的存储布局',
        next: '请在“固件”中再次写入同一固件。在此之前设置会保留在这里。',
      }),
      'unreadable-settings': ({ reason }) => ({
        title: '读不出设置',
        next: settingsReasons.zh[String(reason)] ?? '设置已损坏。在“固件”中选择全新开始即可重建。',
      }),
      'invalid-settings': () => ({
        title: '设备无法使用这些设置',
        next: '没有写入任何内容。标出的字段说明了原因。',
      }),
      'settings-full': ({ missingBytes }) => ({
        title: '空间不够',
        next: `还缺 ${text(missingBytes, '一些')} 字节。请使用更小的图片，或移除一张。没有做任何改动。`,
      }),
      'stuck-in-boot-mode': () => ({
        title: '已完成，但设备停在下载模式',
        next: '请按一下 RST 键（没有此键的设备：拔下再插上），不要按住 K0。',
      }),
      'refused-backup': () => ({
        title: '不能使用这个备份',
        next: '它已损坏，或不是这类设备的备份。没有做任何改动。',
      }),
      failed: () => ({
        title: '没有成功',
        next: '请重新连接设备，再试一次。设备不会因此彻底损坏。',
      }),
    },
  },
};

type Reasons = Readonly<Record<'en' | 'zh', Readonly<Record<string, string>>>>;

/** By the codes of `core/esp/image` and `core/esp/plan`. */
const imageReasons: Reasons = {
  en: {
    empty: 'The file is empty. Download it again.',
    elf: 'This is the compiler’s ELF file. The box needs the image made from it: take the .bin beside it.',
    html: 'This is a web page that was saved as .bin. Download the file itself, not the page about it.',
    'not-an-image': 'It does not begin like firmware. Check that it is the right file.',
    'too-many-segments': 'It does not begin like firmware. Check that it is the right file.',
    truncated: 'The file ends too early: the download broke off. Download it again.',
    'wrong-chip': 'This firmware is for another chip. The box has an ESP32-S3.',
    'bad-checksum': 'The file is damaged: its checksum is wrong. Download it again.',
    'bad-hash': 'The file is damaged: its hash is wrong. Download it again.',
    'nothing-to-write': 'There is nothing in it to be written.',
    'unknown-file': 'It does not say what it is, nor where it belongs.',
    'flash-too-small': 'The box’s memory is too small for this firmware.',
    'no-table': 'This is only the application, and the box has no memory map yet. Use the complete file.',
    'no-app-partition': 'The box’s memory map has no place for an application. Use the complete file.',
    'no-app': 'The file has no application in it.',
    'app-too-large': 'The application is larger than its place in the box.',
    'boot-loader-too-large': 'Its boot loader is too large: it would overwrite the memory map.',
    'bad-md5': 'The memory map in the file is damaged. Download it again.',
  },
  zh: {
    empty: '文件是空的。请重新下载。',
    elf: '这是编译器生成的 ELF 文件。设备需要由它制成的镜像，请使用旁边的 .bin 文件。',
    html: '这是被保存成 .bin 的网页。请下载文件本身，而不是介绍它的页面。',
    'not-an-image': '它的开头不像固件。请检查文件是否正确。',
    'too-many-segments': '它的开头不像固件。请检查文件是否正确。',
    truncated: '文件不完整，下载中断了。请重新下载。',
    'wrong-chip': '这是另一种芯片的固件。设备使用的是 ESP32-S3。',
    'bad-checksum': '文件已损坏：校验和错误。请重新下载。',
    'bad-hash': '文件已损坏：哈希错误。请重新下载。',
    'nothing-to-write': '里面没有可写入的内容。',
    'unknown-file': '它既没有说明自己是什么，也没有说明该写到哪里。',
    'flash-too-small': '设备的存储器太小，装不下这个固件。',
    'no-table': '这只是应用程序，而设备还没有分区表。请使用完整的固件文件。',
    'no-app-partition': '设备的分区表里没有应用程序的位置。请使用完整的固件文件。',
    'no-app': '文件里没有应用程序。',
    'app-too-large': '应用程序比设备里留给它的位置大。',
    'boot-loader-too-large': '引导程序太大，会覆盖分区表。',
    'bad-md5': '文件里的分区表已损坏。请重新下载。',
  },
};

const tableReasons: Reasons = {
  en: {
    blank:
      'The memory is blank: no firmware was ever put on this box, or it was erased. Put a complete file on it.',
  },
  zh: { blank: '存储器是空的：从未写入过固件，或已被擦除。请写入一个完整的固件文件。' },
};

/** By the codes of `core/esp/nvs`. */
const settingsReasons: Reasons = {
  en: {
    encrypted: 'They are encrypted. EchoKit’s firmware does not do that: this is somebody else’s.',
    'newer-version': 'They were written by newer firmware than this page knows.',
    'not-nvs': 'What lies in their place are no settings. A clean start under “Firmware” makes new ones.',
  },
  zh: {
    encrypted: '设置已加密。EchoKit 固件不会这样做，这是别的固件留下的。',
    'newer-version': '它们由比本页所知更新的固件写入。',
    'not-nvs': '该位置上的内容不是设置。在“固件”中选择全新开始即可重建。',
  },
};
