import type { BluetoothErrorCode } from '../../../core/box-gatt/session-state.ts';

/** What happened and what to do next, for every code. */
export interface BluetoothProblemWords {
  readonly title: string;
  readonly whatToDo: string;
}

export const bluetoothMessagesEn: Readonly<Record<BluetoothErrorCode, BluetoothProblemWords>> = {
  'bt-unsupported': {
    title: 'This browser cannot use Bluetooth',
    whatToDo: 'Use Chrome or Edge on a computer or an Android phone, or connect the box by USB.',
  },
  'bt-insecure-page': {
    title: 'Bluetooth works on secure pages only',
    whatToDo: 'Open this page by https, or on this computer as http://localhost.',
  },
  'bt-off': {
    title: 'Bluetooth is switched off',
    whatToDo: 'Switch it on in the system’s settings, then try again.',
  },
  'bt-blocked': {
    title: 'The browser does not allow Bluetooth here',
    whatToDo:
      'Allow it in the site’s settings (the symbol beside the address) and in the system’s settings for the browser.',
  },
  'bt-not-chosen': {
    title: 'No box was chosen',
    whatToDo:
      'A box shows up only in setup mode: hold K0 while it starts, until the QR code appears. It is called EchoKit-…, on some systems nimble.',
  },
  'bt-unreachable': {
    title: 'The box does not answer',
    whatToDo:
      'Bring it nearer, and see that its screen shows the setup QR code. No phone or other page may be connected to it.',
  },
  'bt-not-echokit': {
    title: 'This is not an EchoKit box in setup mode',
    whatToDo: 'Choose a device called EchoKit-…, and see that the box shows the setup QR code.',
  },
  'bt-lost': {
    title: 'The connection broke',
    whatToDo: 'Bring the box nearer and connect again. What had been written so far is kept.',
  },
  'bt-refused': {
    title: 'The box refused a value',
    whatToDo: 'Check the field that is named, and write it again.',
  },
  'bt-not-kept': {
    title: 'The box did not keep a value',
    whatToDo: 'It reads back differently. Write it once more; if that does not help, set it by USB.',
  },
  'bt-busy': {
    title: 'Something else is speaking with the box',
    whatToDo: 'Close other pages and programs that are connected to it, then try again.',
  },
  'bt-failed': {
    title: 'Bluetooth failed',
    whatToDo: 'Try again. If that does not help, restart the box, or connect it by USB.',
  },
  'bt-vibekeys': {
    title: 'This is a VibeKeys',
    whatToDo: 'It keeps its settings in another way. Nothing was written to it.',
  },
  'bt-missing': {
    title: 'This firmware does not have that setting',
    whatToDo: 'Put newer firmware on the box by USB; all else can be set as it is.',
  },
  'bt-second-background': {
    title: 'This box has been sent a background already',
    whatToDo:
      'A second one would be appended to the first and damage it. Restart the box first: then the first one is kept, and another may follow.',
  },
  'bt-background-stays': {
    title: 'A background cannot be taken away by Bluetooth',
    whatToDo: 'Send another picture in its place, or take it away by USB.',
  },
  'bt-value-too-long': { title: 'A value is too long', whatToDo: 'Shorten the field that is named.' },
  'bt-bad-number': { title: 'A number makes no sense', whatToDo: 'Check the field that is named.' },
  'bt-picture-too-large': {
    title: 'The picture is too large for the box',
    whatToDo: 'Make it smaller in the picture editor: fewer colours or fewer frames.',
  },
  'bt-bad-picture': {
    title: 'The box could not decode this picture',
    whatToDo: 'It would crash at every start. Open it in the picture editor, which makes it anew.',
  },
};
