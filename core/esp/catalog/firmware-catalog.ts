/** Lists of firmware that can be fetched, wherever they come from: our own, ESP Launchpad's, esp-web-tools'. */
import { EchoError } from '../../errors.ts';
import { err } from '../../result.ts';

export interface FirmwareCatalog {
  readonly source: 'own' | 'esp-launchpad' | 'esp-web-tools';
  /** Only those for the box's chip. */
  readonly entries: readonly FirmwareEntry[];
}

/** One firmware, for one board. */
export interface FirmwareEntry {
  /** Unique in its list. */
  readonly id: string;
  readonly name: string;
  /** Which board it was built for, as its publisher calls it. */
  readonly board: string | null;
  /** As its publisher writes it; null where only the file tells. */
  readonly version: string | null;
  /** Foreign lists have one text for both. */
  readonly description: { readonly en: string; readonly zh: string } | null;
  /** Where to read more. */
  readonly readme: string | null;
  readonly files: readonly CatalogFile[];
  /** Of our own list: whether somebody could fetch it when the list was made. Null: nobody said. */
  readonly tried: boolean | null;
}

export interface CatalogFile {
  /** Absolute, or relative to the address of the list. */
  readonly address: string;
  /** Null: as the file says. */
  readonly offset: number | null;
}

/**
 * - `not-a-catalog`: another shape; `details.where` is the path of the field.
 * - `no-build-for-chip`: a good list, without anything for the box; `details.chips` says for what it is.
 */
export type CatalogRefusal = EchoError<'not-a-catalog' | 'no-build-for-chip'>;

export const notACatalog = (message: string, where: string) =>
  err<CatalogRefusal>(new EchoError('not-a-catalog', message, { details: { where } }));

/** Lists that come from strangers are small. */
export const catalogLimits = { entries: 500, files: 32, text: 2_000 } as const;

export const boxChip = 'ESP32-S3';

/** `ESP32S3`, `esp32-s3` and `ESP32-S3` are one chip to their publishers. */
export const sameName = (one: string, other: string): boolean => plain(one) === plain(other);
const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** @param chips what the list is for instead */
export const noBuildFor = (chips: readonly string[]) => {
  const others = chips.length === 0 ? 'nothing' : chips.join(', ');
  return err<CatalogRefusal>(
    new EchoError('no-build-for-chip', `there is nothing for ${boxChip}; it is for ${others}`, {
      details: { chips: chips.join(', ') },
    }),
  );
};
