import type { MicrophoneErrorCode } from './microphone-errors.ts';
import type { ProblemWords } from './messages.en.ts';

export const microphoneMessagesZh: Readonly<Record<MicrophoneErrorCode, ProblemWords>> = {
  'mic-denied': {
    title: '没有麦克风权限',
    whatToDo:
      '点击地址栏旁的网站设置，允许本页使用麦克风，然后再按“对话”。如果那里已经允许，请检查系统的隐私设置。',
  },
  'mic-dismissed': {
    title: '麦克风询问被关闭了',
    whatToDo: '请再按一次“对话”并选择“允许”。你也可以打字。',
  },
  'mic-blocked-by-policy': {
    title: '此处的页面不能使用麦克风',
    whatToDo: '请在单独的标签页中打开，或请嵌入本页的网站允许麦克风。',
  },
  'mic-in-use': {
    title: '麦克风无法启动',
    whatToDo: '请关闭正在使用麦克风的其他程序或标签页（例如通话），然后再按“对话”。重新插拔也可能有用。',
  },
  'mic-none': {
    title: '没有找到麦克风',
    whatToDo: '请插上麦克风或打开耳机，然后再按“对话”。你也可以打字。',
  },
  'mic-insecure-page': {
    title: '浏览器不允许此地址使用麦克风',
    whatToDo: '请用 https 打开本页，或在本机用 http://localhost 打开。',
  },
  'mic-constraint': {
    title: '所选的麦克风不在',
    whatToDo: '请插上它，或在设置中选择另一个麦克风。',
  },
  'mic-unknown': {
    title: '无法打开麦克风',
    whatToDo: '请刷新页面再试。如果仍然不行，请换一个麦克风或浏览器。',
  },
};
