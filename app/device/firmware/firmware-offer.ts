/** Firmware that can be had from somewhere, as the page lists it. */
export interface FirmwareOffer {
  /** Unique in its list. */
  readonly id: string;
  readonly name: string;
  /** Which box it is for, as its publisher calls it, and the version. */
  readonly detail: string;
  readonly description: { readonly en: string; readonly zh: string } | null;
  readonly files: readonly OfferedFile[];
  /** Nobody could fetch from this address when the catalogue was made. */
  readonly isUntried: boolean;
}

export interface OfferedFile {
  /** Absolute. */
  readonly url: string;
  /** Where it goes; absent for "as the file says". */
  readonly offset?: number;
}

/** For people, and for the plan. */
export function fileName(url: string): string {
  const last = new URL(url).pathname.split('/').pop() ?? '';
  try {
    return decodeURIComponent(last) || 'firmware.bin';
  } catch {
    return last;
  }
}
