/** `sim-chip replay` and `sim-chip check`: recordings in files against the simulated chip. */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FlashModel } from '../simulators/esp32s3/flash-model.ts';
import { readRecording } from '../simulators/esp32s3/replay/recording.ts';
import { replay, type ReplayMismatch, type ReplayOutcome } from '../simulators/esp32s3/replay/replay.ts';
import {
  readSessionBook,
  type RecordedSession,
  type SessionBook,
} from '../simulators/esp32s3/replay/session-book.ts';
import { readInput, readInputText } from './command-line.ts';

/** Prints `{"frames","mismatches","flashSha256"}`. */
export async function replayRecording(path: string): Promise<void> {
  const folder = dirname(path);
  const book = await readBook(folder);
  const session = book.sessions.find(({ file }) => file === basename(path));
  const { frames, mismatches, flashSha256 } = await replayFile(folder, basename(path), book, session);
  console.log(JSON.stringify({ frames, mismatches, flashSha256 }));
  if (mismatches.length > 0) process.exitCode = 1;
}

/** Prints `{"cases","frames","mismatches"}`, each mismatch with its recording. */
export async function checkRecordings(folder: string): Promise<void> {
  const book = await readBook(folder);
  let frames = 0;
  const mismatches: (ReplayMismatch & { readonly recording: string })[] = [];
  for (const session of book.sessions) {
    const outcome = await replayFile(folder, session.file, book, session);
    frames += outcome.frames;
    mismatches.push(...outcome.mismatches.map((mismatch) => ({ recording: session.file, ...mismatch })));
  }
  console.log(JSON.stringify({ cases: book.sessions.length, frames, mismatches }));
  if (mismatches.length > 0) process.exitCode = 1;
}

async function readBook(folder: string): Promise<SessionBook> {
  const path = join(folder, 'sessions.json');
  const book = readSessionBook(await readInputText(path));
  if (!book.ok) throw new Error(`${path}: ${book.error}`);
  return book.value;
}

async function replayFile(
  folder: string,
  file: string,
  book: SessionBook,
  session: RecordedSession | undefined,
): Promise<ReplayOutcome> {
  const path = join(folder, file);
  const recording = readRecording(await readInputText(path));
  if (!recording.ok) throw new Error(`${path}: ${recording.error}`);
  const flash = new FlashModel(book.facts.flashSize);
  for (const content of book.flashBefore) {
    const bytes = content.kind === 'bytes' ? content.bytes : await readInput(locate(folder, content.path));
    flash.load(content.offset, bytes);
  }
  const outcome = replay(recording.value, { facts: book.facts, registers: book.registers, flash });
  return { ...outcome, mismatches: [...outcome.mismatches, ...wholeMismatches(outcome, session)] };
}

/** What a book names lies in its own folder or in the tree around it. */
function locate(folder: string, path: string): string {
  const places = [join(folder, path), join(folder, '..', path), join(folder, basename(path))];
  return places.find((place) => existsSync(place)) ?? join(folder, path);
}

function wholeMismatches(outcome: ReplayOutcome, session: RecordedSession | undefined): ReplayMismatch[] {
  const compared = [
    ['flash afterwards', outcome.flashSha256, session?.flashAfterSha256],
    ['bytes read', outcome.readSha256, session?.readSha256],
    ['requests', outcome.hostRequests, session?.hostRequests],
  ] as const;
  return compared.flatMap(([what, is, expected]) =>
    expected === null || expected === undefined || is === expected
      ? []
      : [{ message: `${what}: ${is} instead of ${expected}` }],
  );
}
