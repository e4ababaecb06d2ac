/**
 * A page without the app: the real loader's worker, the page's real line, and a simulated box in place of
 * `navigator.serial`, driven by `device-loader.spec.ts`.
 */
import { proxy, transfer, wrap, type Remote } from 'comlink';
import { browserSerialHost, type SerialLineToPort } from '../../../app/platform/serial/serial-host.ts';
import { createDeviceInWorker } from '../../../simulators/esp32s3/page/device-in-worker.ts';
import type { DeviceOptions } from '../../../simulators/esp32s3/page/device-messages.ts';
import { createSimulatedSerial } from '../../../simulators/esp32s3/page/simulated-serial.ts';
import type { SimulatedCable } from '../../../simulators/esp32s3/page/simulated-serial-api.ts';
import type {
  BackupFile,
  LoaderApi,
  LoaderProgress,
  LoaderResult,
  MonitorUpdate,
} from '../../../workers/loader-api.ts';

export interface FlashOutcome {
  readonly plan: { readonly kind: string; readonly settings: string };
  readonly outcome: string;
  readonly bytesWritten: number;
  readonly bytesSkipped: number;
  readonly bootLines: readonly string[];
  readonly millis: number;
}

/** `ok`, or the code of the failure. */
const outcomeOf = (result: LoaderResult<unknown>): string => (result.ok ? 'ok' : result.error.code);

class DevicePage {
  readonly #loader: Remote<LoaderApi> = wrap<LoaderApi>(
    new Worker(new URL('../../../workers/loader.worker.ts', import.meta.url), { type: 'module' }),
  );
  readonly #host = browserSerialHost();
  #cable: SimulatedCable | undefined;
  #line: SerialLineToPort | undefined;
  readonly #longTasks: { readonly at: number; readonly ms: number }[] = [];
  #flashedFrom = Infinity;
  /** Pulls the plug at this share of what is written. */
  #unplugAt = Infinity;
  #backup: BackupFile | undefined;
  readonly #lines: string[] = [];
  readonly #phases = new Set<string>();
  readonly #onProgress = proxy((progress: LoaderProgress) => {
    this.#phases.add(progress.phase);
    if (progress.phase === 'writing' && progress.done > progress.total * this.#unplugAt) {
      this.#unplugAt = Infinity;
      this.#cable?.unplug();
    }
  });

  constructor() {
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries())
        this.#longTasks.push({ at: startTime, ms: duration });
    }).observe({ type: 'longtask' });
  }

  /** Another box on another cable, in place of whatever the browser has. */
  plugIn(options: DeviceOptions): void {
    const worker = new Worker(new URL('../../../simulators/esp32s3/page/chip.worker.ts', import.meta.url), {
      type: 'module',
    });
    const device = createDeviceInWorker(worker, options);
    const { serial, cable } = createSimulatedSerial({ device, link: options.link });
    Object.defineProperty(navigator, 'serial', { value: serial, configurable: true });
    this.#cable = cable;
  }

  /** As a person does: chooses a port, and connects. */
  async connect(): Promise<string> {
    await this.#line?.end();
    const port = await this.#host.request({ showAll: false });
    this.#line = this.#host.line(port);
    const { workerEnd } = this.#line;
    await this.#loader.attach(transfer(workerEnd, [workerEnd]));
    return this.connectAgain();
  }

  async connectAgain(): Promise<string> {
    const result = await this.#loader.connect({ baud: 921_600 }, this.#onProgress);
    return result.ok ? `${result.value.chip} ${result.value.mac} ${result.value.link}` : result.error.code;
  }

  setTaken(isTaken: boolean): void {
    if (this.#cable !== undefined) this.#cable.isTaken = isTaken;
  }

  plug(): void {
    this.#cable?.plug();
  }

  unplugAt(share: number): void {
    this.#unplugAt = share;
  }

  async flash(url: string): Promise<FlashOutcome> {
    const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
    this.#flashedFrom = performance.now();
    const file = { name: url, bytes };
    const planned = await this.#loader.planFlash(transfer([file], [bytes.buffer]), { eraseSettings: false });
    if (!planned.ok) throw new Error(`${planned.error.code}: ${planned.error.message}`);
    this.#plan = planned.value.id;
    const { kind, settings } = planned.value;
    return { plan: { kind, settings }, ...(await this.flashAgain()) };
  }
  #plan = 0;

  async flashAgain(): Promise<Omit<FlashOutcome, 'plan'>> {
    const began = performance.now();
    const result = await this.#loader.flash(this.#plan, this.#onProgress);
    const millis = performance.now() - began;
    const nothing = { bytesWritten: 0, bytesSkipped: 0, bootLines: [] };
    return { outcome: outcomeOf(result), ...nothing, ...(result.ok ? result.value : {}), millis };
  }

  async settings(): Promise<Record<string, unknown>> {
    const result = await this.#loader.readSettings(this.#onProgress);
    return result.ok ? { ...result.value.settings } : { failure: result.error.code };
  }

  async changePassword(value: string): Promise<{ readonly outcome: string; readonly pages: number }> {
    const result = await this.#loader.writeSettings([{ key: 'pass', value }], this.#onProgress);
    return { outcome: outcomeOf(result), pages: result.ok ? result.value.pagesWritten : 0 };
  }

  async backUp(labels: readonly string[]): Promise<string> {
    const result = await this.#loader.backup({ kind: 'partitions', labels }, this.#onProgress);
    if (result.ok) this.#backup = result.value;
    return outcomeOf(result);
  }

  async restore(): Promise<string> {
    if (this.#backup === undefined) throw new Error('nothing is backed up');
    const plan = await this.#loader.planRestore(this.#backup);
    return plan.ok ? outcomeOf(await this.#loader.restore(plan.value.id, this.#onProgress)) : plan.error.code;
  }

  async listen(): Promise<string> {
    const onUpdate = proxy(({ lines }: MonitorUpdate) => {
      for (const { runs } of lines) this.#lines.push(runs.map(({ text }) => text).join(''));
    });
    return outcomeOf(await this.#loader.startMonitor(onUpdate));
  }

  async restart(): Promise<string> {
    return outcomeOf(await this.#loader.reset('app', this.#onProgress));
  }

  lines(): readonly string[] {
    return this.#lines;
  }

  phases(): readonly string[] {
    return [...this.#phases];
  }

  /** 64 hex digits of what the flash holds there. */
  async flashHash(offset: number, length: number): Promise<string> {
    const bytes = await this.#cable!.readFlash(offset, length);
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  /** Of this page since the first byte of a file was planned, ms; 0 where none took 50. */
  longestTask(): number {
    return Math.max(0, ...this.#longTasks.filter(({ at }) => at >= this.#flashedFrom).map(({ ms }) => ms));
  }
}

declare global {
  interface Window {
    devicePage: DevicePage;
  }
}

window.devicePage = new DevicePage();
