/** Record mode and what was recorded. Source: sheet `echokit.md` 4.7 and 1.1. */
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { WebSocket } from 'ws';
import { encodeWavHeader } from '../../core/audio/wav.ts';
import { heardRate, type Millis } from '../../core/units.ts';

export interface RecordingOptions {
  /** Holds a folder per id. */
  readonly folder: string;
  /** Is told of each recording that was not ended by a Close frame. */
  readonly callbackUrl?: string | undefined;
  /** Without a message for so long a recording is over. */
  readonly idleMs: Millis;
}

/** The header's lengths, written before anything is known. */
const riffLength = 0x7fff_ffff;

/**
 * Upstream takes any id for a folder's name. Here it must be one: nothing is written outside of the record folder.
 * @returns undefined for an id that leads elsewhere
 */
export function folderOf(id: string, { folder }: RecordingOptions): string | undefined {
  return id === basename(id) && !/^\.*$/.test(id) && !id.includes('\\') && !id.includes('\0')
    ? join(folder, id)
    : undefined;
}

/** Writes every binary message of a socket to a new file; text is ignored, nothing is sent back. */
export function record(socket: WebSocket, id: string, folder: string, options: RecordingOptions): void {
  const name = recordingName(new Date());
  let file: number;
  try {
    mkdirSync(folder, { recursive: true });
    file = openSync(join(folder, name), 'wx');
  } catch {
    // A second recording of one id within a second: upstream drops the socket.
    socket.terminate();
    return;
  }
  const header = encodeWavHeader(heardRate, 'streamed');
  new DataView(header.buffer).setUint32(4, riffLength, true);
  writeSync(file, header);

  let isOver = false;
  const over = (isClean: boolean) => {
    if (isOver) return;
    isOver = true;
    clearTimeout(idle);
    closeSync(file);
    if (!isClean) void tell(options.callbackUrl, id, `${id}/${name}`);
  };
  const idle = setTimeout(() => {
    over(false);
    socket.terminate();
  }, options.idleMs);
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (isOver) return;
    idle.refresh();
    if (isBinary) writeSync(file, data);
  });
  socket.on('ping', () => idle.refresh());
  // 1006 stands for a line that broke; any other code came in a Close frame.
  socket.on('close', (code: number) => over(code !== 1006));
  socket.on('error', () => socket.terminate());
}

/** `record_20260215_143005+0800.wav`, in local time. */
function recordingName(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const offset = -at.getTimezoneOffset();
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}${two(Math.abs(offset) % 60)}`;
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`;
  return `record_${day}_${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}${zone}.wav`;
}

async function tell(url: string | undefined, id: string, path: string): Promise<void> {
  if (url === undefined) return;
  const body = JSON.stringify({ id, download_uri: `/downloads/${path}` });
  const headers = { 'content-type': 'application/json' };
  // Nobody hears of a callback that fails: upstream writes a line to its log.
  await fetch(url, { method: 'POST', headers, body }).catch(() => undefined);
}

/** The files of an id with upstream's wrong addresses, or undefined where there is no folder. */
export function listRecordings(id: string, options: RecordingOptions): object[] | undefined {
  const folder = folderOf(id, options);
  if (folder === undefined) return undefined;
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => ({ file_name: name, download_url: `/record/download/${id}/${name}` }));
  } catch {
    return undefined;
  }
}

/** A file's bytes, or undefined where there is none. */
export function readRecording(id: string, file: string, options: RecordingOptions): Uint8Array | undefined {
  const folder = folderOf(id, options);
  if (folder === undefined || folderOf(file, options) === undefined) return undefined;
  try {
    return readFileSync(join(folder, file));
  } catch {
    return undefined;
  }
}
