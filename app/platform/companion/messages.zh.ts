import type { CompanionErrorCode } from './companion-link.ts';
import type { CompanionProblemWords } from './messages.en.ts';

export const companionMessagesZh: Readonly<Record<CompanionErrorCode, CompanionProblemWords>> = {
  'companion-unreachable': {
    title: '伴侣程序没有回应',
    whatToDo: '请用 npm start 重新启动它，然后刷新本页。',
  },
  'companion-session': {
    title: '伴侣程序已重新启动',
    whatToDo: '请刷新本页。你的设置会保留。',
  },
  'upstream-forbidden': {
    title: '这个地址永远不会被调用',
    whatToDo: '它属于网络或云主机的内部机制。请填写服务本身的地址。',
  },
  'upstream-private': {
    title: '这个地址在你自己的网络里',
    whatToDo: '请再次允许，并同意它是私有地址。',
  },
  'upstream-unreachable': {
    title: '找不到这个名称的计算机',
    whatToDo: '请检查地址的拼写。',
  },
  'upstream-configured': {
    title: '这一项由伴侣程序的配置决定',
    whatToDo: '请在运行伴侣程序的计算机上修改 config.local.json，然后重新启动它。',
  },
  'list-full': {
    title: '伴侣程序列表中的服务太多',
    whatToDo: '请撤销一些不再使用的服务。',
  },
  'state-unwritable': {
    title: '这只在伴侣程序结束之前有效',
    whatToDo: '它无法写入列表。请检查它的文件夹是否可写、磁盘是否已满。',
  },
  'companion-refused': {
    title: '伴侣程序拒绝了请求',
    whatToDo: '请刷新本页。如果仍然不行，请同时更新伴侣程序和页面。',
  },
};
