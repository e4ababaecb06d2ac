/** What a box prints, as a monitor shows it: lines with colours and without secrets, and what they say of the box. */
import type { Millis } from '../../units.ts';

export type LogLevel = 'error' | 'warning' | 'info' | 'debug' | 'verbose' | 'plain';

/** One line that the box printed, secrets masked, as colour runs. */
export interface LogLine {
  /** Counts from 0 and never repeats. */
  readonly index: number;
  /** Wall instant of its last byte (ms since the epoch). */
  readonly at: Millis;
  readonly level: LogLevel;
  readonly runs: readonly LogRun[];
}

export interface LogRun {
  readonly text: string;
  /** ANSI colour 0 to 15, absent for the default. */
  readonly color?: number;
  readonly bold?: true;
}

/** What the lines so far say. Absent: not said yet. */
export interface BoxStatus {
  readonly booted?: 'app' | 'download';
  readonly version?: string;
  readonly mac?: string;
  readonly wifi?: { readonly state: 'connecting' | 'connected' | 'failed'; readonly ssid?: string };
  readonly ip?: string;
  readonly serverUrl?: string;
  readonly server?: 'connected' | 'lost' | 'failed';
  readonly activity?: 'setup' | 'idle' | 'listening' | 'waiting' | 'speaking';
  /** The newest 600 points, KiB free. */
  readonly heap: readonly {
    readonly at: Millis;
    readonly internalKiB?: number;
    readonly spiramKiB?: number;
  }[];
  readonly panic?: {
    /** `Guru Meditation Error`, `panicked at`, ... as printed. */
    readonly message: string;
    readonly backtrace: readonly string[];
    /** Codes with words for people on the page. */
    readonly hint: 'bad-background-gif' | 'long-ssid' | 'long-password' | 'out-of-memory' | 'unknown';
  };
  readonly reboots: number;
}

export interface MonitorUpdate {
  readonly lines: readonly LogLine[];
  /** The line that has not ended yet, if any; its beginning where it is long. */
  readonly partial: LogLine | null;
  readonly status: BoxStatus;
}
