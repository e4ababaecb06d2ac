/** Words around a server that answers. */
import type { StringTables } from '../ui/language.ts';

interface ServerStrings {
  readonly link: Readonly<Record<'connecting' | 'waiting', string>>;
  readonly asking: { readonly title: string; readonly whatToDo: string };
  readonly reconnect: string;
  readonly openSettings: string;
  readonly dismiss: string;
  readonly says: string;
  readonly choices: string;
  readonly shown: string;
  readonly recordings: (count: number) => string;
}

export const serverStrings: StringTables<ServerStrings> = {
  en: {
    link: {
      connecting: 'Connecting to the server …',
      waiting: 'The line to the server was lost. It is dialled again in a moment.',
    },
    asking: {
      title: 'There is no line to the server',
      whatToDo: 'What was said is kept. Connect again when the server is there, or look at its address.',
    },
    reconnect: 'Connect again',
    openSettings: 'Open settings',
    dismiss: 'Dismiss',
    says: 'The server says',
    choices: 'The server asks',
    shown: 'Shown by the server, not spoken',
    recordings: (count) =>
      count === 1 ? 'One recording on the server' : `${count} recordings on the server`,
  },
  zh: {
    link: { connecting: '正在连接服务器…', waiting: '与服务器的连接断开了，马上会重新连接。' },
    asking: {
      title: '没有连上服务器',
      whatToDo: '说过的话都保留着。等服务器可用后重新连接，或检查它的地址。',
    },
    reconnect: '重新连接',
    openSettings: '打开设置',
    dismiss: '知道了',
    says: '服务器提示',
    choices: '服务器的提问',
    shown: '服务器显示的内容，没有说出来',
    recordings: (count) => `服务器上有 ${count} 段录音`,
  },
};
