/** What `measureUserAgentSpecificMemory` tells, sorted by the thread that holds it. */

/** The answer's shape as far as it is read here. Source: the specification "Measure Memory API". */
export interface MemoryMeasurement {
  readonly bytes: number;
  readonly breakdown: readonly {
    readonly bytes: number;
    readonly attribution: readonly { readonly url: string; readonly scope: string }[];
  }[];
}

/** MB (1,000,000 bytes): `total`, `page`, one entry per worker by its file's name, and `shared` by nobody's alone. */
export type MemoryByThread = Readonly<Record<string, number>>;

/** `/assets/vad.worker-AAwgniqG.js` is `vad.worker`. */
const workerName = (url: string): string => /\/([\w.]+?)(-[\w-]+)?\.m?js$/.exec(url)?.[1] ?? 'a worker';

export function memoryByThread({ bytes, breakdown }: MemoryMeasurement): MemoryByThread {
  const megabytes: Record<string, number> = { total: bytes / 1e6 };
  for (const { bytes: held, attribution } of breakdown) {
    const [owner] = attribution;
    if (held === 0) continue;
    const isPage = owner?.scope === 'Window';
    const thread = owner === undefined ? 'shared' : isPage ? 'page' : workerName(owner.url);
    megabytes[thread] = (megabytes[thread] ?? 0) + held / 1e6;
  }
  return megabytes;
}
