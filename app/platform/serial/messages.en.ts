import type { SerialErrorCode } from './serial-errors.ts';

/** What happened and what to do next, for every code. */
export interface SerialProblemWords {
  readonly title: string;
  readonly whatToDo: string;
}

export const serialMessagesEn: Readonly<Record<SerialErrorCode, SerialProblemWords>> = {
  'serial-insecure-page': {
    title: 'Browsers give no serial ports to this address',
    whatToDo: 'Open the page with https, or as http://localhost on this computer.',
  },
  'serial-brave': {
    title: 'Brave keeps serial ports behind a switch',
    whatToDo:
      'Open brave://flags/#brave-web-serial-api, choose Enabled, and start Brave again. Chrome and Edge need no switch.',
  },
  'serial-ios': {
    title: 'iPhone and iPad have no serial ports for web pages',
    whatToDo: 'Use Chrome or Edge on a computer or an Android phone. Bluetooth setup needs one of these too.',
  },
  'serial-safari': {
    title: 'Safari offers no serial ports',
    whatToDo: 'Open this page in Chrome, Edge or Firefox 151 or later.',
  },
  'serial-old-firefox': {
    title: 'This Firefox is too old for serial ports',
    whatToDo: 'Update it to version 151 or later, or use Chrome or Edge.',
  },
  'serial-firefox-android': {
    title: 'Firefox for Android offers no serial ports',
    whatToDo: 'Open this page in Chrome on this phone, or use a computer.',
  },
  'serial-unsupported': {
    title: 'This browser offers no serial ports',
    whatToDo: 'Open this page in Chrome or Edge on a computer.',
  },
  'port-not-chosen': {
    title: 'No port was chosen',
    whatToDo:
      'If the list was empty: use a cable that carries data, not only power, and the right socket of the box (OTG on the DIY board, SLAVE on the back of the Box). "Show all ports" lists those with unusual ids.',
  },
  'serial-blocked': {
    title: 'The browser did not ask',
    whatToDo: 'Open this page in a tab of its own, and press the button again.',
  },
  'port-unsuitable': {
    title: 'This socket needs a driver that this browser does not have',
    whatToDo:
      "Use the box's other socket: the one of the chip's own USB (OTG on the DIY board, SLAVE on the back of the Box).",
  },
  'serial-failed': {
    title: 'The port could not be asked for',
    whatToDo: 'Unplug the box, plug it in again, and reload this page.',
  },
};
