/** Words and files of a command line. What cannot be used is refused in one line that names it and says what to do. */
import { readFile } from 'node:fs/promises';
import { parseArgs, type ParseArgsConfig } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

/** @throws where an option is unknown, lacks its value or has one too many */
export function parseOptions<const Known extends Options>(args: readonly string[], options: Known) {
  try {
    return parseArgs({ args: withValuesJoined(args, options), options, allowPositionals: true });
  } catch (cause) {
    const [sentence = ''] = messageOf(cause).split(/\.?(?:\n| To specify)/);
    throw new Error(`${sentence}; --help tells the options`, { cause });
  }
}

/** `--threshold -1` as `--threshold=-1`: the number is then judged by its range, and not taken for another option. */
function withValuesJoined(args: readonly string[], options: Options): string[] {
  const joined: string[] = [];
  for (const word of args) {
    const before = joined.at(-1) ?? '';
    const isValue =
      /^-[.\d]/.test(word) && before.startsWith('--') && options[before.slice(2)]?.type === 'string';
    if (isValue) joined[joined.length - 1] = `${before}=${word}`;
    else joined.push(word);
  }
  return joined;
}

/** @param what such as `FILE.wav`. @throws unless there is exactly one */
export function onlyOne(positionals: readonly string[], what: string): string {
  const [first, ...more] = positionals;
  if (first === undefined || more.length > 0)
    throw new Error(`expected one ${what}, got ${positionals.length}; --help tells the rest`);
  return first;
}

/** All bytes of a file. @throws with its path where there is nothing to read */
export async function readInput(path: string): Promise<Uint8Array> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw fileTrouble(path, cause);
  });
  if (bytes.length === 0) throw new Error(`${path}: this file is empty`);
  return bytes;
}

/** Like {@link readInput}, as text. */
export async function readInputText(path: string): Promise<string> {
  return new TextDecoder().decode(await readInput(path));
}

const troubles: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file or folder; check the path'],
  ['ENOTDIR', 'a part of this path is a file, not a folder; check the path'],
  ['EISDIR', 'this is a folder; give a file'],
  ['EACCES', 'this may not be opened; check its permissions'],
  ['EPERM', 'this may not be opened; check its permissions'],
  ['ENOSPC', 'the disk is full; free some space'],
  ['ERR_FS_FILE_TOO_LARGE', 'this file is too large to be read at once (2 GiB)'],
]);

/** What the file system refused, in words. Source: errno(3). */
export function fileTrouble(path: string, cause: unknown): Error {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return new Error(`${path}: ${troubles.get(code) ?? messageOf(cause)}`, { cause });
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
