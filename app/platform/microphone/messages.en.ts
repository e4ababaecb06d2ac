import type { MicrophoneErrorCode } from './microphone-errors.ts';

/** What happened and what to do next, for every code. */
export interface ProblemWords {
  readonly title: string;
  readonly whatToDo: string;
}

export const microphoneMessagesEn: Readonly<Record<MicrophoneErrorCode, ProblemWords>> = {
  'mic-denied': {
    title: 'The microphone is not allowed',
    whatToDo:
      'Open the settings next to the address bar, allow the microphone for this page, and press Talk again. If it is allowed there, look in the privacy settings of your system.',
  },
  'mic-dismissed': {
    title: 'The question about the microphone was closed',
    whatToDo: 'Press Talk again and choose Allow. You can also type.',
  },
  'mic-blocked-by-policy': {
    title: 'This page may not use a microphone here',
    whatToDo: 'Open it in a tab of its own, or ask whoever embeds it to allow the microphone.',
  },
  'mic-in-use': {
    title: 'The microphone does not start',
    whatToDo:
      'Close other programs and tabs that use it, such as a call, then press Talk again. Unplugging it and plugging it in helps too.',
  },
  'mic-none': {
    title: 'No microphone found',
    whatToDo: 'Plug one in, or switch on your headset, then press Talk again. You can also type.',
  },
  'mic-insecure-page': {
    title: 'Browsers give no microphone to this address',
    whatToDo: 'Open the page with https, or as http://localhost on this computer.',
  },
  'mic-constraint': {
    title: 'The chosen microphone is not there',
    whatToDo: 'Plug it in, or choose another one in the settings.',
  },
  'mic-unknown': {
    title: 'The microphone could not be opened',
    whatToDo: 'Reload the page and try again. If it stays so, try another microphone or browser.',
  },
};
