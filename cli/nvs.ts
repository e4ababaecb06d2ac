/** `nvs dump`, `set`, `erase`, `compact`, `create` and `check`: settings partitions, for scripts. */
import { writeFile } from 'node:fs/promises';
import { compactNvs } from '../core/esp/nvs/compact-nvs.ts';
import { createNvs } from '../core/esp/nvs/create-nvs.ts';
import { editNvs } from '../core/esp/nvs/edit-nvs.ts';
import type { NvsEdited, NvsEntry, NvsRefusal } from '../core/esp/nvs/nvs-types.ts';
import { readNvs } from '../core/esp/nvs/read-nvs.ts';
import { encodeBase64 } from '../core/realtime/base64.ts';
import type { Result } from '../core/result.ts';
import { fileTrouble, onlyOne, parseOptions } from './command-line.ts';
import { checkNvsCases } from './nvs-check.ts';
import { readEraseEdit, readNvsImage, readPartitionSize, readSetEdit } from './nvs-image.ts';

const usage = `usage:
  nvs dump IMAGE [--size BYTES] [--namespace N]        pages, entries and problems as JSON
  nvs set IMAGE OUT [--size BYTES] NS:KEY:TYPE=VALUE...
  nvs erase IMAGE OUT [--size BYTES] NS:KEY...
  nvs compact IMAGE OUT [--size BYTES]                 written anew, without what was erased
  nvs create OUT --size BYTES [NS:KEY:TYPE=VALUE...]
  nvs check DIR                                        every case of a folder shaped like fixtures/nvs
IMAGE is a partition, whose blank end may be missing: it is padded with 0xFF to --size (16MB, 24K, 0x6000 or bytes;
without it, the file's length). OUT is always full size; without room for a change there is none, and nothing is changed.
Types: u8 i8 u16 i16 u32 i32 u64 i64 str blob; a blob is @FILE, or base64. Values are stored as they are: whether EchoKit's
firmware can use them is not asked. Exit code 1 where nothing can be mounted, a change is refused or a check finds a
difference.`;

export const nvs = { usage, run: nvsCommand };

/** Prints one line of JSON. @throws with words for stderr */
export async function nvsCommand(argv: string[]): Promise<void> {
  const [name, ...args] = argv;
  switch (name) {
    case 'dump':
      return dump(args);
    case 'set':
      return change(args, async (image, words) => editNvs(image, await atLeastOne(words, readSetEdit)));
    case 'erase':
      return change(args, async (image, words) => editNvs(image, await atLeastOne(words, readEraseEdit)));
    case 'compact':
      return change(args, (image, words) => {
        if (words.length > 0) throw new Error(`"${words[0]}" is one name too many; --help tells the rest`);
        return compactNvs(image);
      });
    case 'create':
      return create(args);
    case 'check': {
      const result = await checkNvsCases(onlyOne(parseOptions(args, {}).positionals, 'DIR'));
      console.log(JSON.stringify(result));
      if (result.mismatches.length > 0) process.exitCode = 1;
      return;
    }
    default:
      throw new Error(
        `say which: nvs dump, set, erase, compact, create or check${name === undefined ? '' : `, not "${name}"`}; --help tells more`,
      );
  }
}

const size = { size: { type: 'string' } } as const;

async function dump(args: string[]): Promise<void> {
  const { values, positionals } = parseOptions(args, { ...size, namespace: { type: 'string' } });
  const { pages, entries, problems, mount } = readNvs(
    await readNvsImage(onlyOne(positionals, 'IMAGE'), values.size),
  );
  const shown = entries.filter(
    ({ namespace }) => values.namespace === undefined || namespace === values.namespace,
  );
  console.log(JSON.stringify({ pages, entries: shown.map(entryJson), problems }));
  if (!mount.ok) process.exitCode = 1;
}

/** Integers as decimal strings, blobs in base64. */
function entryJson(entry: NvsEntry): Readonly<Record<string, unknown>> {
  const { namespace, key, legacy, type } = entry;
  return {
    namespace,
    key,
    type,
    ...(entry.type === 'blob'
      ? { base64: encodeBase64(entry.value) }
      : { value: typeof entry.value === 'bigint' ? entry.value.toString() : entry.value }),
    ...(legacy && { legacy }),
  };
}

type Change = (image: Uint8Array, words: readonly string[]) => Changed | Promise<Changed>;
type Changed = Result<NvsEdited, NvsRefusal>;

async function change(args: string[], make: Change): Promise<void> {
  const { values, positionals } = parseOptions(args, size);
  const [path, out, ...words] = positionals;
  if (path === undefined || out === undefined)
    throw new Error(`expected IMAGE and OUT, got ${positionals.length} names; --help tells the rest`);
  await write(path, out, await make(await readNvsImage(path, values.size), words));
}

async function create(args: string[]): Promise<void> {
  const { values, positionals } = parseOptions(args, size);
  const [out, ...words] = positionals;
  if (out === undefined) throw new Error('expected OUT; --help tells the rest');
  if (values.size === undefined) throw new Error('--size is missing: say --size BYTES');
  const edits = await Promise.all(words.map(readSetEdit));
  await write(out, out, createNvs(readPartitionSize(values.size), edits));
}

async function write(path: string, out: string, changed: Changed): Promise<void> {
  if (!changed.ok) throw new Error(`${path}: ${changed.error.message} (${changed.error.code})`);
  const { image, changedPages } = changed.value;
  await writeFile(out, image).catch((cause: unknown) => {
    throw fileTrouble(out, cause);
  });
  console.log(JSON.stringify({ bytes: image.length, changedPages }));
}

async function atLeastOne<T>(words: readonly string[], read: (word: string) => T | Promise<T>): Promise<T[]> {
  if (words.length === 0) throw new Error('expected at least one change; --help tells the rest');
  return Promise.all(words.map(read));
}
