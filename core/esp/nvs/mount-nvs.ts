/**
 * A partition as ESP-IDF 5.4.1 mounts it: what a power cut, a flipped bit or an interrupted garbage collection leaves is
 * repaired in a copy, so that what is alive afterwards is what firmware sees, and what an editor may build on.
 * Source: device sheet C.4 and C.5.
 */
import { err, ok, type Result } from '../../result.ts';
import { copyPage } from './copy-page.ts';
import { loadPage } from './load-page.ts';
import { mountBlobs } from './mount-blobs.ts';
import { itemTypes, pageBytes } from './nvs-format.ts';
import { itemId } from './nvs-item.ts';
import type { NvsMountRefusal, NvsMountRefusalCode } from './nvs-types.ts';
import { takeValues, type StoredValue } from './stored-values.ts';
import { eraseItem, freePage, nextSequence, type NvsVolume, type UsedPage } from './nvs-volume.ts';

export interface Mounted {
  /** As far as it got. */
  readonly volume: NvsVolume;
  /** What can be read, or why nothing can. */
  readonly values: Result<readonly StoredValue[], NvsMountRefusal>;
}

/** Never throws. @param image is left as it is */
export function mountNvs(image: Uint8Array): Mounted {
  const volume: NvsVolume = { image: new Uint8Array(image), pages: [], free: [], problems: [] };
  const refusal = loadPages(volume) ?? repairAcrossPages(volume);
  if (refusal !== null) return { volume, values: err(refusal) };
  mountBlobs(volume);
  return { volume, values: ok(takeValues(volume)) };
}

const refuse = (code: NvsMountRefusalCode, message: string): NvsMountRefusal => ({ code, message });

function loadPages(volume: NvsVolume): NvsMountRefusal | null {
  const { image, problems } = volume;
  if (image.length === 0 || image.length % pageBytes !== 0)
    return refuse('bad-size', `${image.length} bytes are no whole number of pages of ${pageBytes}`);
  const used: UsedPage[] = [];
  const bad: number[] = [];
  const blank: number[] = [];
  let sound = 0;
  let unsound = 0;
  for (let page = 0; page < image.length / pageBytes; page++) {
    const loaded = loadPage(image, page, problems);
    switch (loaded.kind) {
      case 'newer':
        return refuse(
          'newer-version',
          `page ${page} is of format 0x${loaded.version.toString(16)}, newer than 2; EchoKit's firmware would erase all`,
        );
      case 'blank':
        blank.push(page);
        break;
      case 'bad':
        bad.push(page);
        problems.push({ code: 'bad-page', page, message: loaded.message });
        break;
      case 'used':
        used.push(loaded.page);
        sound += loaded.sound;
        unsound += loaded.unsound;
    }
  }
  // What cannot be read may be worth keeping: it is overwritten last.
  volume.free = [...blank, ...bad];
  volume.pages = used.sort((a, b) => a.sequence - b.sequence);
  if (used.length === 0 && bad.length > 0)
    return refuse('not-nvs', 'not one page is NVS; firmware would take this for empty and overwrite it');
  if (sound === 0 && unsound > 1)
    return refuse('encrypted', 'the pages are in order and not one entry is: this is encrypted');
  return null;
}

function repairAcrossPages(volume: NvsVolume): NvsMountRefusal | null {
  eraseCopyOfLast(volume);
  const freeing = volume.pages.find(({ state }) => state === 'freeing');
  if (freeing !== undefined) undoFreeing(volume, freeing);
  return volume.free.length === 0 && volume.pages.length > 0 ? noFreePage : null;
}

const noFreePage = refuse('no-free-page', "no page is free; EchoKit's firmware would erase all");

/** A new item is complete before the old one is erased, and lies last: if an older page still has it, power was cut. */
function eraseCopyOfLast(volume: NvsVolume): void {
  const older = volume.pages.slice(0, -1).filter(({ state }) => state !== 'freeing');
  const last = volume.pages.at(-1)?.items.at(-1);
  if (last === undefined) return;
  const types = last.type === itemTypes.blobIndex ? [last.type, itemTypes.legacyBlob] : [last.type];
  const id = itemId(last);
  for (const type of types) {
    for (const { items } of older) {
      const copy = items.find((item) => itemId(item) === id);
      if (copy?.type !== type) continue;
      eraseItem(volume, copy);
      const message = `page ${copy.page}: entry ${copy.entry} was to be erased, page ${last.page} has the newer one`;
      volume.problems.push({ code: 'duplicate', page: copy.page, item: copy, message });
      return;
    }
  }
}

/**
 * Garbage collection was interrupted: the page that had been taken for the copies is given up. The library copies once
 * more to another one; here the page that was to be freed is cleared of its rests in its place, which leaves the same.
 */
function undoFreeing(volume: NvsVolume, freeing: UsedPage): void {
  const sequence = nextSequence(volume);
  const newest = volume.pages.at(-1)!;
  if (newest.state === 'active') freePage(volume, newest.page);
  if (freeing.items.length === 0) freePage(volume, freeing.page);
  else {
    const others = volume.pages.filter((page) => page !== freeing);
    volume.pages = [...others, copyPage(volume.image, freeing, freeing.page, sequence)];
  }
  const message = `page ${freeing.page} was being freed, its items copied to another`;
  volume.problems.push({ code: 'page-freeing', page: freeing.page, message });
}
