/** `image check DIR`: whether a folder's images are read and judged as its `firmware.json` says. */
import { join } from 'node:path';
import { boxChipId } from '../core/esp/image/chip-names.ts';
import { imageJson, type ImageJson } from './image-json.ts';
import { compareFields, type CheckResult, type Mismatch } from './partitions-check.ts';
import { readFlashFile, readJson } from './image-file.ts';
import { digestOf } from './partitions-json.ts';

type Fields = Readonly<Record<string, unknown>>;

interface Expectations {
  readonly files: Readonly<Record<string, Fields>>;
  readonly merged?: MergedExpectations;
}

interface MergedExpectations extends Fields {
  /** The first word is the name. */
  readonly file: string;
  /** `file` is one of the folder, or words with the number of bytes in brackets. */
  readonly parts: readonly { readonly offset: string; readonly file: string; readonly sha256?: string }[];
  readonly paddedTo16MiB?: Fields & { readonly size: number };
}

/** @throws where `firmware.json` or a file that it names is missing */
export async function checkImages(folder: string): Promise<CheckResult> {
  const expectations = await readJson<Expectations>(join(folder, 'firmware.json'));
  const mismatches: Mismatch[] = [];
  const contents = new Map<string, Uint8Array>();
  for (const [name, expected] of Object.entries(expectations.files)) {
    const bytes = await readFlashFile(join(folder, name));
    contents.set(name, bytes);
    mismatches.push(...checkFile(name, expected, imageJson(bytes)));
  }
  const { merged } = expectations;
  if (merged !== undefined) {
    const [name = ''] = merged.file.split(' ');
    mismatches.push(...checkMerged(name, merged, await readFlashFile(join(folder, name)), contents));
  }
  return { cases: contents.size + (merged === undefined ? 0 : 1), mismatches };
}

/** What another program printed of it; not a fact of ours. */
const printed = 'esptoolImageInfo';

function checkFile(name: string, expected: Fields, found: ImageJson): Mismatch[] {
  const said = JSON.stringify(expected[printed] ?? '');
  const codes = found.problems.map(({ code }) => code);
  const wanted = expectedCodes(expected, said);
  const refusal = { refusedFor: wanted.length === 0 ? null : wanted.join(' or ') };
  const asExpected = wanted.length === 0 ? codes.length === 0 : codes.some((code) => wanted.includes(code));
  const mismatches = compareFields(name, refusal, asExpected ? refusal : { refusedFor: codes.join(' and ') });
  return [...mismatches, ...compareFields(name, expected, found, [printed])];
}

const differs = (fields: Fields, what: 'hash' | 'checksum'): boolean =>
  fields[`${what}Stored`] !== fields[`${what}Computed`];

/** Which refusals follow from the facts; none for a good image. */
function expectedCodes(expected: Fields, said: string): readonly string[] {
  if (expected['magicOk'] === false) return ['html', 'elf', 'empty', 'not-an-image'];
  if (expected['chipId'] !== boxChipId) return ['wrong-chip'];
  if (expected['truncated'] === true) return ['truncated'];
  if (differs(expected, 'checksum')) return ['bad-checksum'];
  return differs(expected, 'hash') || said.includes('(invalid') ? ['bad-hash'] : [];
}

function checkMerged(
  name: string,
  expected: MergedExpectations,
  bytes: Uint8Array,
  contents: ReadonlyMap<string, Uint8Array>,
): Mismatch[] {
  const json = imageJson(bytes);
  const { paddedTo16MiB, parts, file: _file, ...facts } = expected;
  const mismatches = compareFields(name, { ...facts, problems: [] }, json);
  const offsets = (found: ImageJson) =>
    (found['merged'] as { parts: { offset: string }[] } | undefined)?.parts.map(({ offset }) => offset);
  const places = parts.map(({ offset }) => offset);
  mismatches.push(...compareFields(name, { places }, { places: offsets(json) }));
  for (const { offset, file, sha256 } of parts) {
    const content = contents.get(file);
    const length = content?.length ?? Number(/\((\d+) bytes\)/.exec(file)?.[1]);
    const found = digestOf('sha256', bytes.subarray(Number(offset), Number(offset) + length));
    const wanted = content === undefined ? sha256 : digestOf('sha256', content);
    mismatches.push(...compareFields(`${name} ${offset}`, { sha256: wanted }, { sha256: found }));
  }
  if (paddedTo16MiB === undefined) return mismatches;
  const padded = new Uint8Array(paddedTo16MiB.size).fill(0xff);
  padded.set(bytes.subarray(0, padded.length));
  const whole = imageJson(padded);
  return [
    ...mismatches,
    ...compareFields(`${name} padded`, { ...paddedTo16MiB, problems: [] }, whole, ['how']),
    ...compareFields(`${name} padded`, { merged: json['merged'] }, whole),
  ];
}
