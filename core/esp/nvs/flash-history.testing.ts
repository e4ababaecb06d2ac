/**
 * A model of NOR flash, and a writer that leaves on it what device sheet C.3 describes, word by word: what firmware was
 * doing when power was cut. It shares no code with the reader or the editor.
 */

export class PowerCut extends Error {}

/** Programming only clears bits, a page is erased as a whole, and power ends after any number of words. */
export class NorFlash {
  readonly bytes: Uint8Array<ArrayBuffer>;
  wordsLeft = Infinity;

  constructor(pages: number) {
    this.bytes = new Uint8Array(pages * 4096).fill(0xff);
  }

  program(at: number, data: Uint8Array): void {
    for (let i = 0; i < data.length; i++) {
      if (i % 4 === 0 && this.wordsLeft-- <= 0) throw new PowerCut();
      this.bytes[at + i]! &= data[i]!;
    }
  }

  erase(page: number): void {
    if (this.wordsLeft-- <= 0) throw new PowerCut();
    this.bytes.fill(0xff, page * 4096, (page + 1) * 4096);
  }
}

interface Live {
  readonly at: number;
  readonly span: number;
  readonly namespace: number;
  readonly key: string;
  readonly type: number;
  readonly chunk: number;
  readonly value: number;
}

class ModelPage {
  readonly index: number;
  live: Live[] = [];
  next = 0;
  isFull = false;

  constructor(index: number) {
    this.index = index;
  }

  get used(): number {
    return this.live.reduce((sum, { span }) => sum + span, 0);
  }
}

export class HistoryWriter {
  readonly #flash: NorFlash;
  readonly #namespaces = new Map<string, number>();
  #pages: ModelPage[] = [];
  #free: number[];
  #sequence = 0;

  constructor(flash: NorFlash) {
    this.#flash = flash;
    this.#free = Array.from({ length: flash.bytes.length / 4096 }, (_, page) => page);
    this.#activate();
  }

  /** @param data what lies in flash, a string with its NUL. @returns false for NOT_ENOUGH_SPACE; rests may be left */
  set(namespace: string, key: string, type: number, data: Uint8Array): boolean {
    const index = this.#namespaces.get(namespace) ?? this.#namespaces.size + 1;
    if (!this.#namespaces.has(namespace)) {
      if (!this.#append(0, namespace, 0x01, 0xff, Uint8Array.of(index))) return false;
      this.#namespaces.set(namespace, index);
    }
    const older = this.#find(index, key);
    const done =
      type === 0x42 ? this.#setBlob(index, key, data, older) : this.#append(index, key, type, 0xff, data);
    if (done) for (const { page, item } of older) this.#eraseItem(page, item);
    return done;
  }

  erase(namespace: string, key: string): void {
    const older = this.#find(this.#namespaces.get(namespace) ?? -1, key);
    for (const { page, item } of older) this.#eraseItem(page, item);
  }

  /** A blob's index before its chunks. */
  #find(namespace: number, key: string): { page: ModelPage; item: Live }[] {
    return this.#pages
      .flatMap((page) => page.live.map((item) => ({ page, item })))
      .filter(({ item }) => item.namespace === namespace && item.key === key)
      .sort((a, b) => Number(a.item.type === 0x42) - Number(b.item.type === 0x42));
  }

  #setBlob(namespace: number, key: string, data: Uint8Array, older: readonly { item: Live }[]): boolean {
    const base = older.some(({ item }) => item.type === 0x48 && item.value === 0) ? 0x80 : 0;
    const room = () => (126 - this.#pages.at(-1)!.next - 1) * 32;
    if (room() < data.length && room() < 400 && !this.#newPage()) return false;
    let count = 0;
    for (let at = 0; at < data.length || count === 0; count++) {
      if (room() < Math.min(1, data.length) && !this.#newPage()) return false;
      const chunk = data.subarray(at, at + room());
      if (!this.#append(namespace, key, 0x42, base + count, chunk)) return false;
      at += chunk.length;
    }
    const index = new Uint8Array(8).fill(0xff);
    new DataView(index.buffer).setUint32(0, data.length, true);
    index[4] = count;
    index[5] = base;
    return this.#append(namespace, key, 0x48, 0xff, index);
  }

  #append(namespace: number, key: string, type: number, chunk: number, data: Uint8Array): boolean {
    const isVariable = type === 0x21 || type === 0x42;
    const span = isVariable ? 1 + Math.ceil(data.length / 32) : 1;
    if (this.#pages.at(-1)!.next + span > 126 && !this.#newPage()) return false;
    const page = this.#pages.at(-1)!;
    if (page.next + span > 126) return false;
    const header = new Uint8Array(32).fill(0xff);
    header.set([namespace, type, span, chunk]);
    header.fill(0, 8, 24);
    header.set(new TextEncoder().encode(key), 8);
    const view = new DataView(header.buffer);
    if (!isVariable) header.set(data, 24);
    else {
      view.setUint16(24, data.length, true);
      view.setUint32(28, crc([data]), true);
    }
    view.setUint32(4, crc([header.subarray(0, 4), header.subarray(8)]), true);
    const item = { at: page.next, span, namespace, key, type, chunk, value: header[29]! };
    this.#write(page, header);
    const whole = isVariable ? data.length - (data.length % 32) : 0;
    if (whole > 0) this.#write(page, data.subarray(0, whole));
    if (isVariable && whole < data.length) {
      const tail = new Uint8Array(32).fill(0xff);
      tail.set(data.subarray(whole));
      this.#write(page, tail);
    }
    page.live.push(item);
    return true;
  }

  /** Entries first, then their bits, from the last word to the first. */
  #write(page: ModelPage, entries: Uint8Array): void {
    this.#flash.program(page.index * 4096 + 64 + page.next * 32, entries);
    this.#mark(page, page.next, entries.length / 32, 2);
    page.next += entries.length / 32;
  }

  #mark(page: ModelPage, from: number, count: number, state: number): void {
    const words = new Map<number, number>();
    for (let entry = from; entry < from + count; entry++) {
      const word = words.get(entry >> 4) ?? 0xffff_ffff;
      words.set(entry >> 4, word & ~((3 & ~state) << (2 * (entry & 15))));
    }
    for (const [word, value] of [...words].reverse())
      this.#flash.program(page.index * 4096 + 32 + 4 * word, u32(value));
  }

  #eraseItem(page: ModelPage, item: Live): void {
    const at = page.live.find((other) => other === item);
    if (at === undefined) return this.#eraseMoved(item);
    this.#mark(page, item.at, item.span, 0);
    page.live = page.live.filter((other) => other !== item);
  }

  /** Garbage collection took it to another page in between: copies are told by what they are. */
  #eraseMoved(item: Live): void {
    for (const page of this.#pages) {
      const { namespace, key, type, chunk, value } = item;
      const isSame = (other: Live) =>
        other.namespace === namespace &&
        other.key === key &&
        other.type === type &&
        other.chunk === chunk &&
        other.value === value;
      const copy = page.live.find(isSame);
      if (copy !== undefined) return this.#eraseItem(page, copy);
    }
  }

  #newPage(): boolean {
    const active = this.#pages.at(-1)!;
    if (!active.isFull) this.#flash.program(active.index * 4096, u32(0xffff_fffc));
    active.isFull = true;
    if (this.#free.length >= 2) {
      this.#activate();
      return true;
    }
    const victim = this.#pages.reduce((best, page) => (page.used < best.used ? page : best));
    if (victim.used === 126) return false;
    const target = this.#activate();
    this.#flash.program(victim.index * 4096, u32(0xffff_fff8));
    for (const item of victim.live) {
      const start = victim.index * 4096 + 64 + item.at * 32;
      target.live.push({ ...item, at: target.next });
      for (let entry = 0; entry < item.span; entry++)
        this.#write(target, this.#flash.bytes.slice(start + 32 * entry, start + 32 * entry + 32));
    }
    this.#flash.erase(victim.index);
    victim.live = [];
    this.#pages = this.#pages.filter((page) => page !== victim);
    this.#free.push(victim.index);
    return true;
  }

  #activate(): ModelPage {
    const page = new ModelPage(this.#free.shift()!);
    const header = new Uint8Array(32).fill(0xff);
    const view = new DataView(header.buffer);
    view.setUint32(0, 0xffff_fffe, true);
    view.setUint32(4, this.#sequence++, true);
    header[8] = 0xfe;
    view.setUint32(28, crc([header.subarray(4, 28)]), true);
    this.#flash.program(page.index * 4096, header);
    this.#pages.push(page);
    return page;
  }
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value >>> 0, true);
  return bytes;
}

/** Bit by bit, after the polynomial. */
function crc(parts: readonly Uint8Array[]): number {
  let register = 0;
  for (const part of parts) {
    for (const byte of part) {
      register ^= byte;
      for (let bit = 0; bit < 8; bit++)
        register = register & 1 ? (register >>> 1) ^ 0xedb8_8320 : register >>> 1;
    }
  }
  return ~register >>> 0;
}
