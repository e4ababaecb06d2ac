/** Trouble outside a turn, in words: what happened and what to do. */
import type { StringTables } from '../ui/language.ts';
import type { TroubleCode } from './trouble-store.ts';
import { playbackMessagesEn } from '../platform/playback/messages.en.ts';
import { playbackMessagesZh } from '../platform/playback/messages.zh.ts';

interface NoticeWords {
  readonly title: string;
  readonly whatToDo: string;
}

interface NoticesStrings {
  readonly trouble: Readonly<Record<TroubleCode, NoticeWords>>;
  readonly playbackBlocked: NoticeWords;
  readonly playbackInterrupted: NoticeWords;
  readonly energyDetector: NoticeWords;
  readonly settingsUnreadable: (setAsideAs: string) => NoticeWords;
  readonly settingsUnkept: NoticeWords;
  readonly dismiss: string;
  readonly reload: string;
  readonly tryAgain: string;
  readonly openSettings: string;
}

export const noticesStrings: StringTables<NoticesStrings> = {
  en: {
    trouble: {
      ...playbackMessagesEn,
      'storage-failed': {
        title: 'This conversation could not be kept',
        whatToDo:
          'You can go on talking. Free some space on this computer, or delete old conversations; what comes next is then kept.',
      },
      'keys-unreadable': {
        title: 'Your kept keys could not be read',
        whatToDo: 'Enter them again in Settings. Other settings are not touched.',
      },
      'recogniser-unusable': {
        title: 'This browser cannot recognise speech here',
        whatToDo:
          'So you hear your own words again instead of an answer. Chrome has a recogniser; others can be chosen in Settings.',
      },
      'engine-worker-failed': {
        title: 'A part of the app has stopped',
        whatToDo: 'Reload the page. Finished turns are kept.',
      },
    },
    playbackBlocked: {
      title: 'The browser keeps the sound off',
      whatToDo: 'Press anywhere on the page, and you will hear the answer.',
    },
    playbackInterrupted: {
      title: 'The system has taken the sound away',
      whatToDo: 'It comes back by itself, after a call for example.',
    },
    energyDetector: {
      title: 'Simple speech detector in use',
      whatToDo:
        'The speech model could not be loaded, so loudness alone decides. A quiet room helps. Reload the page to try again.',
    },
    settingsUnreadable: (setAsideAs) => ({
      title: 'Some of your settings could not be read',
      whatToDo: `The app goes on with the rest. The old text is kept in this browser as ${setAsideAs}; Settings can save it as a file.`,
    }),
    settingsUnkept: {
      title: 'This browser does not keep your settings',
      whatToDo: 'They hold until the page closes. Allow this site to store data, or free some space.',
    },
    dismiss: 'OK',
    reload: 'Reload',
    tryAgain: 'Try again',
    openSettings: 'Settings',
  },
  zh: {
    trouble: {
      ...playbackMessagesZh,
      'storage-failed': {
        title: '这次对话没能保存',
        whatToDo: '你可以继续说。请清理一些磁盘空间或删除旧对话，之后的内容就能保存。',
      },
      'keys-unreadable': {
        title: '保存的密钥无法读取',
        whatToDo: '请在设置中重新填写。其他设置不受影响。',
      },
      'recogniser-unusable': {
        title: '这个浏览器在这里不能识别语音',
        whatToDo: '所以你听到的是自己的话，而不是回答。Chrome 自带语音识别，也可以在设置中选择其他的。',
      },
      'engine-worker-failed': {
        title: '应用的一部分停止了',
        whatToDo: '请刷新页面，已完成的对话都已保存。',
      },
    },
    playbackBlocked: { title: '浏览器暂时不允许发声', whatToDo: '在页面任意处点一下，就能听到回答。' },
    playbackInterrupted: { title: '系统占用了声音', whatToDo: '例如通话结束后，声音会自动恢复。' },
    energyDetector: {
      title: '正在使用简易语音检测',
      whatToDo: '语音模型无法加载，目前只按音量判断。请尽量保持安静，刷新页面可重试。',
    },
    settingsUnreadable: (setAsideAs) => ({
      title: '部分设置无法读取',
      whatToDo: `应用会继续使用其余设置。原来的内容仍保存在此浏览器中，名称为 ${setAsideAs}，可在“设置”中存为文件。`,
    }),
    settingsUnkept: {
      title: '浏览器没有保存你的设置',
      whatToDo: '设置只在本页关闭前有效。请允许本站存储数据，或清理一些空间。',
    },
    dismiss: '知道了',
    reload: '刷新',
    tryAgain: '重试',
    openSettings: '设置',
  },
};
