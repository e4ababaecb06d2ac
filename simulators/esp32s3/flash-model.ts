/**
 * The NOR flash beside the chip: erasing sets whole sectors to ones, programming only clears bits. Pages that are blank
 * take no memory, so 16 MB cost what was written. Source: sheet `device.md` A.7.
 */

/** Smallest unit that can be erased, in bytes. */
export const sectorBytes = 0x1000;
/** What a block erase covers, in bytes. */
export const blockBytes = 0x10000;
/** What is programmed at once, in bytes. */
export const pageBytes = 0x100;

export class FlashModel {
  /** In bytes, a multiple of a sector. */
  readonly size: number;
  /** Sectors that hold anything but ones, by number. */
  readonly #sectors = new Map<number, Uint8Array<ArrayBuffer>>();
  #changes = 0;

  /** @param content from offset 0 on; the rest is blank. @throws where the size is no multiple of a sector */
  constructor(size: number, content: Uint8Array = new Uint8Array(0)) {
    if (size <= 0 || size % sectorBytes !== 0) throw new Error(`a flash cannot have ${size} bytes`);
    this.size = size;
    this.load(0, content);
    this.#changes = 0;
  }

  /** Counts up with every change, so that who keeps a copy knows when it is stale. */
  get changes(): number {
    return this.#changes;
  }

  /** Whether the range lies within this flash. */
  holds(offset: number, size: number): boolean {
    return offset >= 0 && size >= 0 && offset + size <= this.size;
  }

  /** Erases every sector that the range touches. Sectors beyond the end do not exist. */
  erase(offset: number, size: number): void {
    if (size <= 0) return;
    const last = Math.floor((offset + size - 1) / sectorBytes);
    this.#changes++;
    for (let sector = Math.floor(offset / sectorBytes); sector <= last; sector++)
      this.#sectors.delete(sector);
  }

  /** Clears the bits that are 0 in `bytes`; no bit is set by this. What lies beyond the end is lost. */
  program(offset: number, bytes: Uint8Array): void {
    this.#changes++;
    this.#eachPart(offset, bytes, (sector, at, part) => {
      for (let i = 0; i < part.length; i++) sector[at + i] = sector[at + i]! & part[i]!;
    });
  }

  /** Puts bytes there as they are, as a programmer in the factory would. */
  load(offset: number, bytes: Uint8Array): void {
    this.#changes++;
    this.#eachPart(offset, bytes, (sector, at, part) => sector.set(part, at));
  }

  /** A copy. Beyond the end there are ones. */
  read(offset: number, size: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(size).fill(0xff);
    for (let done = 0; done < size;) {
      const at = (offset + done) % sectorBytes;
      const length = Math.min(sectorBytes - at, size - done);
      const sector = this.#sectors.get(Math.floor((offset + done) / sectorBytes));
      if (sector !== undefined) bytes.set(sector.subarray(at, at + length), done);
      done += length;
    }
    return bytes;
  }

  /** Whether the range holds nothing but ones. */
  isBlank(offset: number, size: number): boolean {
    for (let done = 0; done < size;) {
      const at = (offset + done) % sectorBytes;
      const length = Math.min(sectorBytes - at, size - done);
      const sector = this.#sectors.get(Math.floor((offset + done) / sectorBytes));
      if (sector?.subarray(at, at + length).some((byte) => byte !== 0xff) === true) return false;
      done += length;
    }
    return true;
  }

  #eachPart(
    offset: number,
    bytes: Uint8Array,
    change: (sector: Uint8Array, at: number, part: Uint8Array) => void,
  ): void {
    const end = Math.min(bytes.length, this.size - offset);
    for (let done = 0; done < end;) {
      const number = Math.floor((offset + done) / sectorBytes);
      const at = (offset + done) % sectorBytes;
      const part = bytes.subarray(done, Math.min(end, done + sectorBytes - at));
      done += part.length;
      const sector = this.#sectors.get(number) ?? new Uint8Array(sectorBytes).fill(0xff);
      change(sector, at, part);
      if (sector.every((byte) => byte === 0xff)) this.#sectors.delete(number);
      else this.#sectors.set(number, sector);
    }
  }
}
