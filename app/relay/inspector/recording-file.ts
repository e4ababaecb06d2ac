/**
 * What passed, as a file: JSON lines, one for each entry, after a first line that says what it is. Text messages are
 * in `text`, binary ones as base64 in `data`; `event` and `bytes` are there for who reads the file by other means and
 * are not read here.
 */
import * as v from 'valibot';
import { decodeBase64, encodeBase64 } from '../../../core/realtime/base64.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { RelayFact } from '../../../workers/relay-api.ts';
import type { LogEntry } from './log-entry.ts';

const recordingFormat = 'echokit-frames';
const version = 1;

/** What is read at most. */
export const recordingLimits = { bytes: 256 * 1024 * 1024, entries: 200_000 } as const;

/**
 * - `recording-foreign`: the first line does not say that it is one;
 * - `recording-newer`: written by a later version of the app;
 * - `recording-line`: line `line` cannot be read;
 * - `recording-too-long`: more than {@link recordingLimits}.
 */
export interface RecordingError {
  readonly code: 'recording-foreign' | 'recording-newer' | 'recording-line' | 'recording-too-long';
  readonly line: number;
}

export function writeRecording(entries: readonly LogEntry[], exportedAt: string): string {
  const lines = [JSON.stringify({ format: recordingFormat, version, exportedAt })];
  for (const entry of entries) lines.push(JSON.stringify(lineOf(entry)));
  return `${lines.join('\n')}\n`;
}

function lineOf(entry: LogEntry): unknown {
  const { kind, at, box, socket } = entry;
  const place = { kind, at, box, socket };
  switch (entry.kind) {
    case 'frame': {
      const { seq, direction, event, bytes, payload } = entry;
      const content = typeof payload === 'string' ? { text: payload } : { data: encodeBase64(payload) };
      return { ...place, seq, direction, event, bytes, ...content };
    }
    case 'gap':
      return { ...place, lost: entry.lost };
    case 'opened':
      return { ...place, query: entry.query };
    case 'closed':
      return { ...place, code: entry.code, reason: entry.reason };
  }
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const place = {
  at: v.pipe(v.number(), v.finite()),
  box: v.pipe(v.string(), v.maxLength(256)),
  socket: count,
};
const frame = { ...place, kind: v.literal('frame'), seq: count, direction: v.picklist(['up', 'down']) };
const entryLine = v.union([
  v.object({ ...frame, text: v.string() }),
  v.object({ ...frame, data: v.string() }),
  v.object({ ...place, kind: v.literal('gap'), lost: count }),
  v.object({ ...place, kind: v.literal('opened'), query: v.string() }),
  v.object({ ...place, kind: v.literal('closed'), code: count, reason: v.string() }),
]);
const headLine = v.object({ format: v.literal(recordingFormat), version: count });

/** @returns in the order of the file */
export function readRecording(text: string): Result<readonly RelayFact[], RecordingError> {
  if (text.length > recordingLimits.bytes) return err({ code: 'recording-too-long', line: 0 });
  const lines = text.split('\n');
  const head = v.safeParse(headLine, parseLine(lines[0] ?? ''));
  if (!head.success) return err({ code: 'recording-foreign', line: 1 });
  if (head.output.version > version) return err({ code: 'recording-newer', line: 1 });
  if (lines.length - 1 > recordingLimits.entries) return err({ code: 'recording-too-long', line: 0 });
  const facts: RelayFact[] = [];
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === '') continue;
    const fact = readLine(line);
    if (fact === undefined) return err({ code: 'recording-line', line: index + 1 });
    facts.push(fact);
  }
  return ok(facts);
}

function readLine(line: string): RelayFact | undefined {
  const read = v.safeParse(entryLine, parseLine(line));
  if (!read.success) return undefined;
  const { output } = read;
  if (output.kind !== 'frame') return output;
  const { kind, at, box, socket, seq, direction } = output;
  const payload = 'text' in output ? output.text : decodeBase64(output.data);
  return payload === undefined ? undefined : { kind, at, box, socket, seq, direction, payload };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
