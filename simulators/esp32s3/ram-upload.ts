/** MEM_BEGIN, MEM_DATA and MEM_END: code into RAM. The code itself is not run; its geometry tells what it is. */
import type { StubKind } from './loader-step.ts';

/** Where the flasher stubs' text lies. Other code in RAM is not one of them. Source: sheet `device.md` A.6. */
const stubText = 0x4037_8000;
/** Both older stubs begin their data below, the rewrite above. */
const rewriteData = 0x3fcb_2d00;
const dataFirst = 0x3fc8_8000;
const dataLast = 0x3fcf_ffff;

interface Segment {
  readonly address: number;
  readonly size: number;
  received: number;
}

export class RamUpload {
  #segments: Segment[] = [];

  begin(size: number, address: number): void {
    this.#segments.push({ address, size, received: 0 });
    // A stub has two; of somebody who only ever begins, the newest are kept.
    if (this.#segments.length > 8) this.#segments.shift();
  }

  get isUnderWay(): boolean {
    return this.#segments.length > 0;
  }

  /** Bytes that the newest segment still lacks. */
  get lacking(): number {
    const newest = this.#segments.at(-1);
    return newest === undefined ? 0 : newest.size - newest.received;
  }

  take(bytes: number): void {
    const newest = this.#segments.at(-1);
    if (newest !== undefined) newest.received += bytes;
  }

  /** @returns what was loaded; the next upload begins anew */
  end(): StubKind | 'other-code' {
    const segments = this.#segments;
    this.#segments = [];
    if (!segments.some(({ address }) => address === stubText)) return 'other-code';
    const data = segments.findLast(({ address }) => address >= dataFirst && address <= dataLast);
    return data !== undefined && data.address >= rewriteData ? 'rewrite' : 'older';
  }
}
