import type { PlaybackErrorCode } from './playback-errors.ts';

export const playbackMessagesZh: Readonly<
  Record<PlaybackErrorCode, { readonly title: string; readonly whatToDo: string }>
> = {
  'playback-failed': {
    title: '无法播放声音',
    whatToDo: '请检查扬声器或耳机是否已连接，然后刷新页面。',
  },
  'output-unavailable': {
    title: '所选的扬声器不可用',
    whatToDo: '现在使用默认扬声器。请重新连接，并在设置中再次选择。',
  },
};
