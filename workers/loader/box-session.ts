import type { PartitionTable, Partition } from '../../core/esp/partition-table-types.ts';
import type { Result } from '../../core/result.ts';
import type { LoaderFailure } from '../loader-api.ts';
import type { ConnectedBox } from './connected-box.ts';
import { readTable } from './installed.ts';
import type { Job } from './job.ts';

/** The settings partition as it was read, or as it was to be written. */
export interface KnownNvs {
  readonly boxId: string;
  readonly partition: Partition;
  readonly image: Uint8Array<ArrayBuffer>;
  /** Pages that a write has touched which was cut short: on the box they may be anything. */
  readonly torn: readonly number[];
}

/** What is known of the box that is connected; forgotten when it is connected anew. */
export class BoxSession {
  readonly box: ConnectedBox;
  nvs: KnownNvs | undefined;
  #table: Result<PartitionTable, LoaderFailure> | undefined;

  constructor(box: ConnectedBox) {
    this.box = box;
  }

  async table(job: Job): Promise<Result<PartitionTable, LoaderFailure>> {
    this.#table ??= await readTable(this.box, job);
    return this.#table;
  }

  /** After flash was written. */
  forgetTable(): void {
    this.#table = undefined;
  }
}
