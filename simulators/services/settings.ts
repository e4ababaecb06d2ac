/** What can be set at the start and, by `POST /_control`, at any time. */
import { err, ok } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import type { Millis } from '../../core/units.ts';
import { noFaults } from './faults/fault.ts';
import type { FaultPlan } from './faults/fault.ts';
import { parseFaults } from './faults/parse-faults.ts';

export interface ServiceSettings {
  /** From the request's last byte to the answer's first. */
  readonly asrDelayMs: Millis;
  /** From the request's last byte to the first token. */
  readonly llmDelayMs: Millis;
  /** From the request's last byte to the first audio. */
  readonly ttsDelayMs: Millis;
  /** Tokens per second after the first; null: all at once. */
  readonly llmTps: number | null;
  /** Seconds that a second of audio takes to be sent, after its first byte; 0: all at once. */
  readonly ttsRtf: number;
  /** As written, see `faults/parse-faults.ts`. */
  readonly fault: string;
}

export const defaultSettings: ServiceSettings = {
  asrDelayMs: 0,
  llmDelayMs: 0,
  ttsDelayMs: 0,
  llmTps: null,
  ttsRtf: 0.3,
  fault: '',
};

/** A change of some settings, and what its faults mean. */
export interface SettingsChange {
  readonly settings: ServiceSettings;
  /** Only where the change names faults: counters then begin anew. */
  readonly plan?: FaultPlan;
}

interface Range {
  readonly least: number;
  readonly most: number;
  readonly words: string;
}

const delayRange: Range = { least: 0, most: 600_000, words: 'milliseconds from 0 to 600000' };
const ranges: Readonly<Record<Exclude<keyof ServiceSettings, 'fault'>, Range>> = {
  asrDelayMs: delayRange,
  llmDelayMs: delayRange,
  ttsDelayMs: delayRange,
  llmTps: { least: 0.1, most: 10_000, words: 'tokens per second from 0.1 to 10000, or null' },
  ttsRtf: { least: 0, most: 100, words: 'seconds per second of audio from 0 to 100' },
};

/** Applies what a client or a command line asks for. The error names the setting, what it takes and what came. */
export function changeSettings(current: ServiceSettings, change: unknown): Result<SettingsChange, string> {
  if (typeof change !== 'object' || change === null || Array.isArray(change)) {
    return err('expected a JSON object of settings');
  }
  let settings = current;
  let plan: FaultPlan | undefined;
  for (const [name, value] of Object.entries(change as Readonly<Record<string, unknown>>)) {
    if (name === 'fault') {
      const read: Result<FaultPlan, string> =
        typeof value === 'string'
          ? parseFaults(value)
          : value === null
            ? ok(noFaults)
            : err('fault must be a text');
      if (!read.ok) return read;
      plan = read.value;
      settings = { ...settings, fault: typeof value === 'string' ? value : '' };
    } else if (isRanged(name)) {
      const { least, most, words } = ranges[name];
      const isFree = name === 'llmTps' && value === null;
      if (!isFree && !(typeof value === 'number' && value >= least && value <= most)) {
        return err(`${name} takes ${words}, got ${JSON.stringify(value)}`);
      }
      settings = { ...settings, [name]: value };
    } else {
      return err(`unknown setting "${name}", known: ${Object.keys(defaultSettings).join(', ')}`);
    }
  }
  return ok(plan === undefined ? { settings } : { settings, plan });
}

const isRanged = (name: string): name is keyof typeof ranges => Object.hasOwn(ranges, name);
