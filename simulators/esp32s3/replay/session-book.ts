/** `sessions.json` beside recordings: the chip, its flash before, and what each recording left behind. */
import { err, ok, type Result } from '../../../core/result.ts';
import { boxFacts, type ChipFacts } from '../chip-facts.ts';

export interface RecordedSession {
  readonly name: string;
  readonly file: string;
  readonly hostRequests: number | null;
  readonly flashAfterSha256: string | null;
  /** Of the bytes that READ_FLASH brought. */
  readonly readSha256: string | null;
}

/** What lies at an offset of the flash before the recording begins. */
export type FlashContent =
  | { readonly offset: number; readonly kind: 'file'; readonly path: string }
  | { readonly offset: number; readonly kind: 'bytes'; readonly bytes: Uint8Array };

export interface SessionBook {
  readonly facts: ChipFacts;
  /** READ_REG values of these have to agree. */
  readonly registers: ReadonlyMap<number, number>;
  readonly flashBefore: readonly FlashContent[];
  readonly sessions: readonly RecordedSession[];
}

const largestFlash = 0x800_0000;

/** @param text JSON. The error says what is missing or not understood */
export function readSessionBook(text: string): Result<SessionBook, string> {
  const book = fieldsOf(parse(text));
  const chip = fieldsOf(book['chip']);
  const registers = new Map<number, number>();
  for (const [address, value] of Object.entries(fieldsOf(chip['registers']))) {
    registers.set(toNumber(address), toNumber(value));
  }
  const [flashId, flashSize, chipId] = [chip['flashId'], chip['flashSize'], chip['chipId']].map(toNumber);
  const mac = chip['mac'];
  if (typeof mac !== 'string') return err('sessions.json names no chip with a mac');
  if ([...registers].flat().some(Number.isNaN)) return err('a register of the chip is no number');
  if (!(flashSize! > 0 && flashSize! <= largestFlash && flashSize! % 0x1000 === 0)) {
    return err(`a flash cannot have ${String(chip['flashSize'])} bytes`);
  }
  if (Number.isNaN(flashId) || Number.isNaN(chipId)) return err('flashId or chipId is no number');
  const flashBefore: FlashContent[] = [];
  for (const [where, what] of Object.entries(fieldsOf(book['flashBefore']))) {
    const content = readContent(where, String(what));
    if (!content.ok) return content;
    if (content.value !== null) flashBefore.push(content.value);
  }
  const sessions = book['sessions'];
  return ok({
    facts: { ...boxFacts, mac, chipId: chipId!, flashId: flashId!, flashSize: flashSize!, registers },
    registers,
    flashBefore,
    sessions: Array.isArray(sessions) ? sessions.map(readSession) : [],
  });
}

function readSession(value: unknown): RecordedSession {
  const session = fieldsOf(value);
  const text = (name: string) => (typeof session[name] === 'string' ? session[name] : null);
  const requests = session['hostRequests'];
  return {
    name: text('name') ?? '',
    file: text('file') ?? '',
    hostRequests: typeof requests === 'number' ? requests : null,
    flashAfterSha256: text('flashAfterSha256'),
    readSha256: text('readSha256'),
  };
}

/** Words such as "20000 bytes of the PRNG x=(x*A+C) mod 2^32, start S, byte = x>>24", or with the path of a `.bin`. */
function readContent(where: string, what: string): Result<FlashContent | null, string> {
  if (where === 'all') return /0xFF/i.test(what) ? ok(null) : err(`flash before: "${what}"`);
  const offset = toNumber(where);
  if (Number.isNaN(offset)) return err(`flash before at "${where}"`);
  const noise = /(\d+) bytes of the PRNG x=\(x\*(\d+)\+(\d+)\) mod 2\^32, start (\d+), byte = x>>24/.exec(
    what,
  );
  if (noise !== null) {
    const [size, factor, summand, start] = noise.slice(1).map(Number);
    if (size! > largestFlash) return err(`flash before at ${where}: ${size} bytes`);
    return ok({ offset, kind: 'bytes', bytes: congruential(size!, factor!, summand!, start!) });
  }
  const path = /(?:^|\s)([\w.-]+(?:\/[\w.-]+)*\.bin)\b/.exec(what)?.[1];
  if (path === undefined) return err(`flash before at ${where}: "${what}"`);
  return ok({ offset, kind: 'file', path });
}

function congruential(size: number, factor: number, summand: number, start: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let x = start >>> 0;
  for (let i = 0; i < size; i++) {
    x = (Math.imul(x, factor) + summand) >>> 0;
    bytes[i] = x >>> 24;
  }
  return bytes;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

/** `0x1840ef`, `"9"` or 9; else NaN. */
const toNumber = (value: unknown): number =>
  typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : NaN;
