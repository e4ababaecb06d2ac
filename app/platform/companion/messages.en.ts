import type { CompanionErrorCode } from './companion-link.ts';

/** What happened and what to do next, for every code. */
export interface CompanionProblemWords {
  readonly title: string;
  readonly whatToDo: string;
}

export const companionMessagesEn: Readonly<Record<CompanionErrorCode, CompanionProblemWords>> = {
  'companion-unreachable': {
    title: 'The companion does not answer',
    whatToDo: 'Start it again with npm start, then reload this page.',
  },
  'companion-session': {
    title: 'The companion was started anew',
    whatToDo: 'Reload this page. What you have set up stays.',
  },
  'upstream-forbidden': {
    title: 'This address is never called',
    whatToDo:
      'It belongs to the inner workings of a network or of a cloud machine. Use the address of the service itself.',
  },
  'upstream-private': {
    title: 'This address is in your own network',
    whatToDo: 'Allow it again, and agree that it is a private address.',
  },
  'upstream-unreachable': {
    title: 'There is no computer of this name',
    whatToDo: 'Check the spelling of the address.',
  },
  'upstream-configured': {
    title: 'The configuration of the companion decides about this one',
    whatToDo: 'Change it in config.local.json on the computer where the companion runs, then start it again.',
  },
  'list-full': {
    title: 'The companion has too many services on its list',
    whatToDo: 'Revoke some that you no longer use.',
  },
  'state-unwritable': {
    title: 'This holds only until the companion ends',
    whatToDo:
      'It could not write its list. Check that its folder may be written to and the disk is not full.',
  },
  'companion-refused': {
    title: 'The companion refused',
    whatToDo: 'Reload this page. If that does not help, update the companion and the page together.',
  },
};
