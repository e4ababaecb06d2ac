/** The shape of the engines' words, which are in `messages.en.ts` and `messages.zh.ts`. */
import type { EngineErrorCode, Suspect } from '../../core/engine-wire/engine-failure.ts';
import type { AutoChoice } from './auto-profile.ts';
import type { PresetId } from './presets.ts';

/** `timed-out` comes from the conversation, which keeps the time of every call. */
export type EngineMessageCode = EngineErrorCode | 'timed-out';

export type FailureDetails = Readonly<Record<string, string | number>>;

export interface FailureWords {
  /** What happened, in a few words. */
  readonly title: string;
  /** What to do next. */
  readonly whatToDo: string;
}

export interface EngineMessages {
  readonly failures: Readonly<Record<EngineMessageCode, (details: FailureDetails) => FailureWords>>;
  /** Possible causes, each a line of a list. */
  readonly suspects: Readonly<Record<Suspect, string>>;
  /** Heading above the causes. */
  readonly suspectsTitle: string;
  /** Before the service's own words. */
  readonly serviceSaid: string;
  readonly auto: Readonly<Record<AutoChoice['kind'], (choice: AutoChoice) => string>>;
  readonly presets: Readonly<Record<PresetId, { readonly name: string; readonly about: string }>>;
}
