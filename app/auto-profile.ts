/**
 * The auto profile: looks for what is there when it is needed and when asked, keeps the outcome, and learns from the
 * first turns what a look cannot find out: whether the browser's recogniser has a service behind it.
 */
import { createStore, type StoreApi } from 'zustand';
import type { Profile } from '../core/profile/profile.ts';
import type { Millis } from '../core/units.ts';
import type { TurnView } from '../workers/conversation-api.ts';
import {
  chooseAutoProfile,
  type AutoFindings,
  type AutoProfile,
  type RecognitionFinding,
} from './engines/auto-profile.ts';
import type { AutoProfileState } from './settings/settings-page-props.ts';

export interface AutoProfileOptions {
  /** Looks around; takes seconds where something does not answer. */
  readonly find: () => Promise<AutoFindings>;
  /** What can be said at once: holds until the first look has ended. */
  readonly assume: () => AutoFindings;
  /** @returns how to call it off */
  readonly after: (ms: Millis, run: () => void) => () => void;
  /** The browser's recogniser was tried and is not used any more. */
  readonly onRecogniserGivenUp: (cause: unknown) => void;
}

export interface AutoProfileFinder {
  readonly store: StoreApi<AutoProfileState>;
  /** The outcome of the first look, or after a moment what can be assumed: nobody who presses Talk waits for more. */
  soon(): Promise<Profile>;
  /** The first look, if there was none yet: a profile of one's own needs none, and nothing is asked then. */
  lookOnce(): void;
  lookAgain(): Promise<void>;
  /**
   * Takes note of how a turn of this profile went.
   * @returns whether it failed by a recogniser that the profile does not have any more: with that of now it may go well
   */
  learn(turn: TurnView): boolean;
  /** Takes note of why the browser's recogniser does not work: it often says so before anybody has spoken. */
  learnOfRecogniser(failure: { readonly code: string }): void;
}

const patienceMs: Millis = 1500;

/** Failures after which the browser's recogniser is not to be tried again. Codes: `core/engine-wire/engine-failure.ts`. */
const recogniserIsUnusable: ReadonlySet<string> = new Set([
  'recognition-missing',
  'recognition-denied',
  'recognition-network',
  'recognition-keeps-ending',
  'recognition-language',
]);

export function createAutoProfile({
  find,
  assume,
  after,
  onRecogniserGivenUp,
}: AutoProfileOptions): AutoProfileFinder {
  const store = createStore<AutoProfileState>(() => ({ looking: false }));
  let found: AutoFindings | undefined;
  let learned: RecognitionFinding | undefined;
  /** The newest look; what an older one brings is not wanted any more. */
  let looks = 0;
  let looking: Promise<void> = Promise.resolve();

  const choose = (findings: AutoFindings): AutoProfile =>
    chooseAutoProfile(
      learned !== undefined && findings.recognition === 'untested'
        ? { ...findings, recognition: learned }
        : findings,
    );

  function show(): void {
    const { profile, ...choices } = choose(found ?? assume());
    store.setState({ profile, choices });
  }

  function look(): Promise<void> {
    looks += 1;
    const mine = looks;
    store.setState({ looking: true });
    looking = find().then((findings) => {
      if (mine !== looks) return;
      found = findings;
      show();
      store.setState({ looking: false });
    });
    return looking;
  }

  function lookOnce(): void {
    if (looks === 0) void look();
  }

  function isUntested(): boolean {
    const { choices } = store.getState();
    return (choices ?? choose(found ?? assume())).ears.kind === 'untested-asr';
  }

  function learnOfRecogniser(failure: { readonly code: string }): void {
    if (!recogniserIsUnusable.has(failure.code) || !isUntested()) return;
    learned = 'unusable';
    show();
    onRecogniserGivenUp(failure);
  }

  return {
    store,
    async soon() {
      lookOnce();
      if (found === undefined) {
        await new Promise<void>((resolve) => {
          const cancel = after(patienceMs, resolve);
          void looking.then(() => {
            cancel();
            resolve();
          });
        });
      }
      return store.getState().profile ?? choose(assume()).profile;
    },
    lookOnce,
    lookAgain() {
      learned = undefined;
      return look();
    },
    learn({ status, failure, user }) {
      if (failure?.stage === 'asr') {
        learnOfRecogniser(failure);
        return learned === 'unusable' && recogniserIsUnusable.has(failure.code);
      }
      const isHeard = failure === undefined && status !== 'open' && status !== 'dropped' && user.text !== '';
      if (isHeard && isUntested()) {
        learned = 'usable';
        show();
      }
      return false;
    },
    learnOfRecogniser,
  };
}
