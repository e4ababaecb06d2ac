/** Words for what a box could not use, or would use otherwise than expected. One entry per code. */
import type { StringTables } from '../../ui/language.ts';
import type { SettingProblemCode } from '../../../core/esp/settings/check-setting.ts';

type Words = (problem: { readonly most: number }) => string;

export const problemStrings: StringTables<Readonly<Record<SettingProblemCode, Words>>> = {
  en: {
    'ssid-empty': () => 'Without a Wi-Fi name the box only asks to be set up.',
    'ssid-too-long': ({ most }) => `More than ${most} bytes: the box would crash at every start.`,
    'pass-empty': () => 'Without a password the box only asks to be set up: it cannot use open networks.',
    'pass-short': () => 'WPA2 passwords have 8 characters or more. Is it complete?',
    'pass-long': ({ most }) => `WPA2 passwords have ${most} characters at most.`,
    'pass-too-long': ({ most }) => `More than ${most} bytes: the box would crash at every start.`,
    'url-empty': () => 'Without a server the box only asks to be set up.',
    'url-too-long': ({ most }) => `More than ${most} bytes: the box would take it for empty.`,
    'url-invalid': () => 'This is no address. It looks like ws://192.168.1.20:9090/ws.',
    'url-tls': () => 'The box speaks no TLS: use ws://, not wss://.',
    'url-not-ws': () => 'It has to begin with ws://.',
    'url-query': () => 'Leave out everything from “?” on: the box appends its id at the end.',
    'url-localhost': () =>
      'For the box, “localhost” is the box itself. Use the address of this computer in your network.',
    'has-nul': () => 'It holds a character that the box cannot store.',
    'picture-too-large': ({ most }) =>
      `Larger than ${most.toLocaleString('en')} bytes, the most this box takes.`,
    'picture-no-gif': () => 'This is no GIF. The box would crash at every start.',
    'gain-range': () => 'The box could not use this number.',
    'gain-unusual': () => 'An unusual value. Is it meant?',
    'state-range': () => 'The box could not use this number.',
  },
  zh: {
    'ssid-empty': () => '没有无线网络名称，设备只会要求设置。',
    'ssid-too-long': ({ most }) => `超过 ${most} 字节：设备每次启动都会崩溃。`,
    'pass-empty': () => '没有密码，设备只会要求设置：它不能使用开放网络。',
    'pass-short': () => 'WPA2 密码至少有 8 个字符。是否输入完整？',
    'pass-long': ({ most }) => `WPA2 密码最多 ${most} 个字符。`,
    'pass-too-long': ({ most }) => `超过 ${most} 字节：设备每次启动都会崩溃。`,
    'url-empty': () => '没有服务器，设备只会要求设置。',
    'url-too-long': ({ most }) => `超过 ${most} 字节：设备会把它当作空地址。`,
    'url-invalid': () => '这不是地址。它应类似 ws://192.168.1.20:9090/ws。',
    'url-tls': () => '设备不支持 TLS：请用 ws://，而不是 wss://。',
    'url-not-ws': () => '它必须以 ws:// 开头。',
    'url-query': () => '请去掉“?”及其后的内容：设备会在末尾加上自己的编号。',
    'url-localhost': () => '对设备来说，“localhost”就是设备自己。请使用这台电脑在网络中的地址。',
    'has-nul': () => '含有设备无法存储的字符。',
    'picture-too-large': ({ most }) => `大于 ${most.toLocaleString('zh-CN')} 字节，超出这台设备的上限。`,
    'picture-no-gif': () => '这不是 GIF，设备每次启动都会崩溃。',
    'gain-range': () => '设备无法使用这个数值。',
    'gain-unusual': () => '数值不常见。确定要这样吗？',
    'state-range': () => '设备无法使用这个数值。',
  },
};
