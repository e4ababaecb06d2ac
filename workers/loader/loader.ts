/**
 * What the page may ask of loader.worker. It holds the line and what is known of the box, and gives each operation to the
 * file that performs it.
 */
import { editsOf } from '../../core/esp/settings/edits-of.ts';
import type { Partition } from '../../core/esp/partition-table-types.ts';
import { settingsPartition } from '../../core/esp/table/box-layout.ts';
import type {
  BackupFile,
  BackupRange,
  ChipReport,
  ConnectOptions,
  FirmwareFile,
  FlashDone,
  FlashPlan,
  InstalledReport,
  LoaderApi,
  LoaderResult,
  MonitorUpdate,
  OnProgress,
  PlanOptions,
  RestorePlan,
  SettingsReport,
  SettingsWritten,
  UnfinishedWrite,
} from '../loader-api.ts';
import type { SettingEdit } from '../../core/esp/settings/box-settings.ts';
import { backUp, packParts, planRestore, type OpenedRestore } from './backup-box.ts';
import { BoxSession, type KnownNvs } from './box-session.ts';
import { ChipLine } from './chip-line.ts';
import { ConnectedBox } from './connected-box.ts';
import { romBaud } from './enter-boot-mode.ts';
import { readInstalled } from './installed.ts';
import type { Job } from './job.ts';
import { LineClient, portWire, type LineWire } from './line-client.ts';
import { LoaderError } from './loader-error.ts';
import type { LoaderHost } from './loader-host.ts';
import { Monitor } from './monitor.ts';
import { readNvsOf } from './nvs-of-box.ts';
import { Operations } from './operations.ts';
import { PlanShelf } from './plan-shelf.ts';
import { planForBox, type BoxPlan } from './plan-for-box.ts';
import type { ReadCount } from './read-flash.ts';
import { restartIntoApp, restartIntoDownload } from './restart-box.ts';
import { reportSettings, reportWritten } from './report-settings.ts';
import { writeRegions, type FlashRegion, type WriteCount } from './write-flash.ts';
import { changeNvs, finishNvs } from './write-settings.ts';

export class Loader implements LoaderApi {
  readonly #host: LoaderHost;
  readonly #operations: Operations;
  #chip: ChipLine | undefined;
  #session: BoxSession | undefined;
  #monitor: Monitor | undefined;
  /** Of a restart before which no monitor was there to hear it. */
  #bootLines: readonly string[] = [];
  /** Of a box that was connected before: what was cut short is known by its id, should it come back. */
  #tornNvs: KnownNvs | undefined;
  readonly #flashPlans = new PlanShelf<BoxPlan>();
  readonly #restorePlans = new PlanShelf<OpenedRestore>();

  constructor(host: LoaderHost) {
    this.#host = host;
    this.#operations = new Operations(host.clock);
  }

  attach(port: MessagePort): Promise<void> {
    return this.attachWire(portWire(port));
  }

  /** The same, for whoever has a line without a MessagePort. */
  async attachWire(wire: LineWire): Promise<void> {
    await this.detach();
    const client = new LineClient(wire, this.#host.clock);
    await client.ready();
    this.#chip = new ChipLine(client, this.#host.clock);
  }

  async detach(): Promise<void> {
    await this.cancel();
    await this.stopMonitor();
    this.#endSession();
    await this.#chip?.line.end();
    this.#chip = undefined;
  }

  cancel(): Promise<void> {
    return this.#operations.cancel();
  }

  connect({ baud }: ConnectOptions, onProgress: OnProgress): Promise<LoaderResult<ChipReport>> {
    return this.#operations.run(async (job) => {
      const chip = this.#needChip();
      await this.stopMonitor();
      this.#endSession();
      const box = await ConnectedBox.connect(chip, baud, job);
      this.#session = new BoxSession(box);
      if (this.#tornNvs?.boxId === box.report.boxId) this.#session.nvs = this.#tornNvs;
      this.#tornNvs = undefined;
      return box.report;
    }, onProgress);
  }

  readInstalled(onProgress: OnProgress): Promise<LoaderResult<InstalledReport>> {
    return this.#operations.run(async (job) => {
      const session = this.#needSession();
      job.progress.begin('reading');
      return readInstalled(session.box, await session.table(job), job);
    }, onProgress);
  }

  planFlash(files: readonly FirmwareFile[], options: PlanOptions): Promise<LoaderResult<FlashPlan>> {
    return this.#operations.run(async (job) => {
      const id = this.#flashPlans.nextId();
      const opened = await planForBox(this.#needSession(), id, files, options, job);
      return this.#flashPlans.keep(opened).plan;
    });
  }

  flash(plan: number, onProgress: OnProgress): Promise<LoaderResult<FlashDone>> {
    return this.#operations.run(async (job) => {
      const opened = this.#flashPlans.take(plan);
      const { moved, regions, boxId } = opened;
      if (moved !== undefined) {
        // The old settings lie where something else will: from the first write on they are only here.
        const { bytes } = moved.region;
        const pages = [...Array(bytes.length / 4096).keys()];
        const write = { boxId, at: this.#host.wallNow(), partition: moved.to, backup: moved.backup };
        await this.#host.keptWrites.keep({ ...write, image: bytes, pages });
      }
      const done = await this.#writeAndRestart(boxId, regions, job);
      if (moved !== undefined) await this.#host.keptWrites.drop(boxId);
      return done;
    }, onProgress);
  }

  readSettings(onProgress: OnProgress): Promise<LoaderResult<SettingsReport>> {
    return this.#operations.run(async (job) => {
      const count: ReadCount = { bytes: 0 };
      const known = await this.#readNvs(job, count);
      return reportSettings(known, count.bytes);
    }, onProgress);
  }

  settingsBackup(): Promise<LoaderResult<BackupFile>> {
    return this.#operations.run(async (job) => {
      const { box } = this.#needSession();
      const { image, partition } = await this.#readNvs(job, { bytes: 0 }, true);
      const part = { name: partition.label, offset: partition.offset, bytes: image };
      return packParts(box.report, [part], this.#host.wallNow());
    });
  }

  writeSettings(
    edits: readonly SettingEdit[],
    onProgress: OnProgress,
  ): Promise<LoaderResult<SettingsWritten>> {
    return this.#operations.run(async (job) => {
      const session = this.#needSession();
      const known = await this.#readNvs(job, { bytes: 0 }, true);
      const allowed = editsOf(edits, known.partition.size);
      if (!allowed.ok) {
        const [{ key, code, most } = { key: '', code: '', most: 0 }] = allowed.error;
        throw new LoaderError('invalid-settings', `${key}: ${code}`, {
          details: { key, reason: code, most },
        });
      }
      return reportWritten(await changeNvs(session, known, allowed.value, job, this.#host));
    }, onProgress);
  }

  async unfinishedWrite(): Promise<UnfinishedWrite | null> {
    const kept = await this.#keptWrite();
    return kept === undefined ? null : { at: kept.at, partition: kept.partition };
  }

  finishWrite(onProgress: OnProgress): Promise<LoaderResult<SettingsWritten>> {
    return this.#operations.run(async (job) => {
      const session = this.#needSession();
      const kept = await this.#keptWrite();
      if (kept === undefined) throw new LoaderError('failed', 'nothing was cut short on this box');
      // Settings on their way to another layout are written before its table: until that is there, their place is not.
      const partition = await this.#settingsPartition(job);
      if (partition.offset !== kept.partition.offset || partition.size !== kept.partition.size)
        throw new LoaderError('layout-missing', 'what was cut short belongs to another partition table');
      return reportWritten(await finishNvs(session, kept, job, this.#host));
    }, onProgress);
  }

  async dropUnfinishedWrite(): Promise<void> {
    const session = this.#session;
    if (session === undefined) return;
    session.nvs = undefined;
    this.#tornNvs = undefined;
    await this.#host.keptWrites.drop(session.box.report.boxId);
  }

  backup(range: BackupRange, onProgress: OnProgress): Promise<LoaderResult<BackupFile>> {
    return this.#operations.run((job) => backUp(this.#needSession(), range, job, this.#host), onProgress);
  }

  planRestore(file: BackupFile): Promise<LoaderResult<RestorePlan>> {
    return this.#operations.run(async (job) => {
      const id = this.#restorePlans.nextId();
      const opened = await planRestore(this.#needSession(), id, file, job);
      return this.#restorePlans.keep(opened).plan;
    });
  }

  restore(plan: number, onProgress: OnProgress): Promise<LoaderResult<FlashDone>> {
    return this.#operations.run((job) => {
      const { boxId, regions } = this.#restorePlans.take(plan);
      return this.#writeAndRestart(boxId, regions, job);
    }, onProgress);
  }

  reset(into: 'app' | 'download', onProgress: OnProgress): Promise<LoaderResult<readonly string[]>> {
    return this.#operations.run(async ({ progress }) => {
      const chip = this.#needChip();
      progress.begin('resetting');
      const isInBootLoader = this.#session !== undefined;
      this.#endSession();
      const wallNow = (): number => this.#host.wallNow();
      const lines = await (into === 'app'
        ? restartIntoApp(chip, wallNow, isInBootLoader)
        : restartIntoDownload(chip, wallNow));
      if (this.#monitor === undefined) this.#bootLines = lines;
      return lines;
    }, onProgress);
  }

  startMonitor(onUpdate: (update: MonitorUpdate) => void): Promise<LoaderResult<void>> {
    return this.#operations.run(async () => {
      const chip = this.#needChip();
      await this.stopMonitor();
      this.#endSession();
      await chip.line.open(romBaud);
      this.#monitor = new Monitor(chip, this.#host, onUpdate, this.#bootLines);
      this.#bootLines = [];
    });
  }

  stopMonitor(): Promise<void> {
    this.#monitor?.stop();
    this.#monitor = undefined;
    return Promise.resolve();
  }

  sendText(text: string): Promise<LoaderResult<void>> {
    return this.#operations.run(async () => {
      const chip = this.#needChip();
      await chip.line.open(romBaud);
      await chip.line.write(new TextEncoder().encode(text));
    });
  }

  async #writeAndRestart(boxId: string, regions: readonly FlashRegion[], job: Job): Promise<FlashDone> {
    const session = this.#needSession();
    if (session.box.report.boxId !== boxId)
      throw new LoaderError('failed', 'this plan was made for another box', {
        details: { reason: 'other-box' },
      });
    const began = this.#host.clock.now();
    const count: WriteCount = { written: 0, skipped: 0, compressed: 0 };
    session.forgetTable();
    await writeRegions(session.box, regions, job, count);
    const millis = this.#host.clock.now() - began;
    job.progress.begin('resetting');
    session.nvs = undefined;
    this.#endSession();
    const bootLines = await restartIntoApp(session.box.chip, () => this.#host.wallNow(), true);
    this.#bootLines = bootLines;
    return { bytesWritten: count.written, bytesSkipped: count.skipped, millis, bootLines };
  }

  /** @param known what was read before will do */
  async #readNvs(job: Job, count: ReadCount, known = false): Promise<KnownNvs> {
    const session = this.#needSession();
    if (known && session.nvs !== undefined) return session.nvs;
    return readNvsOf(session, await this.#settingsPartition(job), job, count);
  }

  async #settingsPartition(job: Job): Promise<Partition> {
    const table = await this.#needSession().table(job);
    if (!table.ok)
      throw new LoaderError(table.error.code, table.error.message, { details: table.error.details });
    const partition = settingsPartition(table.value);
    if (partition === null) throw new LoaderError('no-nvs', 'the table has no partition nvs');
    return partition;
  }

  async #keptWrite() {
    const boxId = this.#session?.box.report.boxId;
    return boxId === undefined ? undefined : this.#host.keptWrites.read(boxId);
  }

  #endSession(): void {
    const nvs = this.#session?.nvs;
    if (nvs !== undefined && nvs.torn.length > 0) this.#tornNvs = nvs;
    this.#session = undefined;
  }

  #needChip(): ChipLine {
    if (this.#chip === undefined) throw new LoaderError('failed', 'no port is attached');
    return this.#chip;
  }

  #needSession(): BoxSession {
    if (this.#session === undefined)
      throw new LoaderError('failed', 'no box is connected', { details: { reason: 'not-connected' } });
    return this.#session;
  }
}
