/** The log of what runs, as lines without secrets. It goes on when the box leaves USB in a reset and comes back. */
import { createLogReader } from '../../core/esp/log/log-reader.ts';
import type { LogLine, MonitorUpdate } from '../../core/esp/log/log-types.ts';
import type { Millis } from '../../core/units.ts';
import type { ChipLine } from './chip-line.ts';
import { romBaud } from './enter-boot-mode.ts';
import type { LoaderHost } from './loader-host.ts';

/** The page draws so often at most. */
const tellEveryMs: Millis = 50;
/** How often a box that went away is looked for. */
const lookEveryMs: Millis = 60_000;

export class Monitor {
  readonly #chip: ChipLine;
  readonly #host: LoaderHost;
  readonly #onUpdate: (update: MonitorUpdate) => void;
  readonly #reader = createLogReader();
  readonly #stopTap: () => void;
  #lines: LogLine[] = [];
  #latest: MonitorUpdate | undefined;
  #callOff: (() => void) | undefined;
  #isStopped = false;

  /** @param earlier what the box printed since it was started, which nobody else has told */
  constructor(
    chip: ChipLine,
    host: LoaderHost,
    onUpdate: (update: MonitorUpdate) => void,
    earlier: readonly string[] = [],
  ) {
    this.#chip = chip;
    this.#host = host;
    this.#onUpdate = onUpdate;
    this.#stopTap = chip.tap((bytes) => this.#hear(bytes));
    if (earlier.length > 0) this.#hear(new TextEncoder().encode(earlier.map((line) => `${line}\n`).join('')));
    void this.#keepOpen();
  }

  stop(): void {
    this.#isStopped = true;
    this.#stopTap();
    this.#callOff?.();
    this.#callOff = undefined;
    this.#tell();
  }

  #hear(bytes: Uint8Array): void {
    const update = this.#reader.read(bytes, this.#host.wallNow());
    this.#lines.push(...update.lines);
    this.#latest = update;
    this.#callOff ??= this.#host.clock.after(tellEveryMs, () => {
      this.#callOff = undefined;
      this.#tell();
    });
  }

  #tell(): void {
    if (this.#latest === undefined) return;
    const update = { ...this.#latest, lines: this.#lines };
    this.#lines = [];
    this.#latest = undefined;
    this.#onUpdate(update);
  }

  async #keepOpen(): Promise<void> {
    const { line } = this.#chip;
    while (!this.#isStopped) {
      await line.waitUntilLost();
      while (!this.#isStopped && !(await line.waitUntilBack(lookEveryMs)));
      // A restart that is under way opens it too, at the same speed.
      if (!this.#isStopped) await line.open(romBaud).catch(() => undefined);
    }
  }
}
