/** What the firmware reads of its NVS partition at boot, by its own rules. Source: sheets `echokit.md` 7.3, `device.md` C. */
import { editNvs } from '../../../core/esp/nvs/edit-nvs.ts';
import { createNvs } from '../../../core/esp/nvs/create-nvs.ts';
import { readNvs } from '../../../core/esp/nvs/read-nvs.ts';
import type { NvsEdit, NvsEntry } from '../../../core/esp/nvs/nvs-types.ts';
import type { Partition } from '../../../core/esp/partition-table-types.ts';
import { sectorBytes, type FlashModel } from '../flash-model.ts';

export interface StoredSettings {
  /** Empty where it is absent, of another type, or longer than the firmware's buffer. */
  readonly ssid: string;
  readonly pass: string;
  readonly serverUrl: string;
  /** Null: the built-in one. */
  readonly background: Uint8Array | null;
  readonly state: number;
  /** Null: absent. */
  readonly linearGain: Uint8Array | null;
}

const namespace = 'setting';
/** Buffers of 128 bytes, the NUL among them. */
const longestText = 127;

/** A partition that cannot be mounted is erased first, as the firmware's binding does. */
export function readSettings(flash: FlashModel, nvs: Partition): StoredSettings {
  const reading = readNvs(flash.read(nvs.offset, nvs.size));
  const isFatal = !reading.mount.ok && ['newer-version', 'no-free-page'].includes(reading.mount.error.code);
  if (isFatal) flash.erase(nvs.offset, nvs.size);
  const stored = new Map(
    reading.entries.filter((entry) => entry.namespace === namespace).map((entry) => [entry.key, entry]),
  );
  const state = stored.get('state');
  return {
    ssid: textOf(stored.get('ssid')),
    pass: textOf(stored.get('pass')),
    serverUrl: textOf(stored.get('server_url')),
    background: blobOf(stored.get('background_gif')),
    state: state?.type === 'u8' ? Number(state.value) : 0,
    linearGain: blobOf(stored.get('afe_linear_gain')),
  };
}

/** As the library writes it: what is no NVS is overwritten, an equal value is not written again. */
export function storeState(flash: FlashModel, nvs: Partition, state: number): void {
  const before = flash.read(nvs.offset, nvs.size);
  const edits: NvsEdit[] = [{ op: 'set', namespace, key: 'state', type: 'u8', value: BigInt(state) }];
  let edited = editNvs(before, edits);
  if (!edited.ok && edited.error.code === 'not-nvs') {
    flash.erase(nvs.offset, nvs.size);
    edited = createNvs(nvs.size, edits);
  }
  if (!edited.ok) return;
  for (const page of edited.value.changedPages) {
    const at = page * sectorBytes;
    flash.erase(nvs.offset + at, sectorBytes);
    flash.program(nvs.offset + at, edited.value.image.subarray(at, at + sectorBytes));
  }
}

function textOf(entry: NvsEntry | undefined): string {
  if (entry?.type !== 'str') return '';
  return new TextEncoder().encode(entry.value).length > longestText ? '' : entry.value;
}

const blobOf = (entry: NvsEntry | undefined): Uint8Array | null =>
  entry?.type === 'blob' ? entry.value : null;
