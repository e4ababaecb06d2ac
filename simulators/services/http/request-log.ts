import type { IncomingMessage } from 'node:http';
import type { Millis } from '../../../core/units.ts';
import type { Match } from '../recogniser/recogniser.ts';
import { now } from './clock.ts';

/** Uploads kept for `GET /_log/N.wav`; older ones are dropped, their entries stay. */
const keptUploads = 200;

/** Instants of a request: ms since 1970 with fractions; null while it has not come to that. */
export interface LogTimes {
  readonly headers: Millis;
  lastByte: Millis | null;
  firstByteOut: Millis | null;
  end: Millis | null;
}

/** One request, as `GET /_log` shows it. */
export interface LogEntry {
  /** Counts from 1, also across `DELETE /_log`. */
  readonly n: number;
  /** `asr`, `llm`, `tts`, `models`, `speakers`; null where nobody was responsible. */
  route: string | null;
  readonly method: string;
  readonly path: string;
  readonly at: LogTimes;
  /** Values that matter in tests, and whether a key was sent; never the key. */
  readonly headers: {
    readonly origin: string | null;
    readonly contentType: string | null;
    readonly authorization: boolean;
  };
  /** JSON bodies as they came; for an upload its fields and what the file is. Null if there was none to read. */
  body: unknown;
  requestBytes: number;
  status: number | null;
  /** Bytes of the answer's body handed to the network. */
  bytes: number;
  /** The client left before it had everything. */
  aborted: boolean;
  abortedDuring?: 'upload' | 'delay' | 'stream';
  /** Faults that touched this request, as written. */
  faults: readonly string[];
  /** ASR: the text of the answer. LLM: the whole reply, also where it was not sent to its end. */
  text?: string;
  /** ASR: what was found, the utterances that lack something too. */
  matches?: readonly Match[];
  /** ASR: length of the upload. TTS: length of what was synthesised. */
  audioMs?: Millis;
  /** ASR: where the upload can be had. */
  wav?: string;
}

export class RequestLog {
  #count = 0;
  #entries: LogEntry[] = [];
  readonly #uploads = new Map<number, Uint8Array>();

  /** Everything since the start or the last {@link clear}, in order of arrival. Live: entries fill as time goes on. */
  get entries(): readonly LogEntry[] {
    return this.#entries;
  }

  open(request: IncomingMessage, path: string): LogEntry {
    const { origin, authorization, 'content-type': contentType } = request.headers;
    const entry: LogEntry = {
      n: ++this.#count,
      route: null,
      method: request.method ?? '',
      path,
      at: { headers: now(), lastByte: null, firstByteOut: null, end: null },
      headers: {
        origin: origin ?? null,
        contentType: contentType ?? null,
        authorization: authorization !== undefined,
      },
      body: null,
      requestBytes: 0,
      status: null,
      bytes: 0,
      aborted: false,
      faults: [],
    };
    this.#entries.push(entry);
    return entry;
  }

  keepUpload(entry: LogEntry, bytes: Uint8Array): void {
    entry.wav = `/_log/${entry.n}.wav`;
    this.#uploads.set(entry.n, bytes);
    for (const oldest of this.#uploads.keys()) {
      if (this.#uploads.size <= keptUploads) break;
      this.#uploads.delete(oldest);
    }
  }

  uploadOf(n: number): Uint8Array | undefined {
    return this.#uploads.get(n);
  }

  clear(): void {
    this.#entries = [];
    this.#uploads.clear();
  }
}

/** Notes that the client left, once: the first reason found is the true one. */
export function noteAbort(entry: LogEntry, during: NonNullable<LogEntry['abortedDuring']>): void {
  if (entry.aborted) return;
  entry.aborted = true;
  entry.abortedDuring = during;
}
