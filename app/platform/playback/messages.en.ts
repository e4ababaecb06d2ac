import type { PlaybackErrorCode } from './playback-errors.ts';

/** What happened and what to do next, for every code. */
export const playbackMessagesEn: Readonly<
  Record<PlaybackErrorCode, { readonly title: string; readonly whatToDo: string }>
> = {
  'playback-failed': {
    title: 'Nothing can be played',
    whatToDo: 'Check that a loudspeaker or headphones are connected, then reload the page.',
  },
  'output-unavailable': {
    title: 'The chosen loudspeaker is gone',
    whatToDo: 'The usual one plays now. Plug yours in and choose it again in the settings.',
  },
};
