/**
 * Where a line shows what nobody should read: passwords (`PASS: "`, `New pass: `, whatever else is called so), and what a
 * URL lets in by. Rather too much is masked than too little. Source: sheet `echokit.md` 7.5.
 */
import { readHeader } from './log-header.ts';
import { replacement } from './lossy-text.ts';

/** In text without escape sequences. */
export interface Secret {
  readonly start: number;
  readonly end: number;
  /** It was to reach the end of the line, and may go on in the next. */
  readonly isOpen: boolean;
  /** The bare value, without quotes; null where it is not known to be one. */
  readonly value: string | null;
}

const named =
  /(?:pass(?:word|phrase|wd|key|code)|(?<![a-z])pass|(?<![a-z])pwd|(?<![a-z])psk|api[_ -]?key|secret|(?<![a-z])token)["'\]]?\s*[:=]+\s*/i;
/** `ws://me:secret@host`, and the pairing token in a companion's URL. */
const inUrl = /(?<=:\/\/)[^/\s"'@]+(?=@)|(?<=\/box\/)[^/\s"'?#]{8,}/g;
const startedInUrl = /(?:(?<=:\/\/)[^/\s"'@]*|(?<=\/box\/)[^/\s"'?#]*)$/;
/** What the firmware prints in quotes, or after `New `, and is no secret. Source: as above. */
const harmless = new Set([
  'SSID',
  'Server URL',
  'DEFAULT_SERVER_URL',
  'Received ASR',
  'Received audio start',
]);
const harmlessNews = /^(SSID|server URL|.*(GIF|gain|AGC|level).*)$/i;
const quoted = /([^:"]{0,32}): (?=")/;
const news = /(?<![a-z])New ([^:]{0,40}): /i;

export interface Doubt {
  /** It is a piece: a label that is not known may be that of a password. */
  readonly isPiece: boolean;
  /** It goes on: a URL at its end may turn out to have a secret in it. */
  readonly goesOn: boolean;
}

export function findSecrets(text: string, { isPiece, goesOn }: Doubt): Secret[] {
  const secrets: Secret[] = [];
  const from = startOfValue(text, isPiece);
  if (from !== null) {
    const secret = toTheEnd(text, from, isPiece || readHeader(text) !== null);
    if (secret !== null) secrets.push(secret);
  }
  const before = from ?? text.length;
  for (const found of text.slice(0, before).matchAll(inUrl)) {
    const end = found.index + found[0].length;
    secrets.unshift({ start: found.index, end, isOpen: false, value: null });
  }
  const started = goesOn && from === null ? startedInUrl.exec(text) : null;
  if (started !== null && started[0] !== '') {
    const isMasked = secrets.some(({ end }) => end === text.length);
    if (!isMasked) secrets.push({ start: started.index, end: text.length, isOpen: true, value: null });
  }
  return secrets.toSorted((a, b) => a.start - b.start);
}

/** Where the first password begins. */
function startOfValue(text: string, isPiece: boolean): number | null {
  const starts: number[] = [];
  const byName = named.exec(text);
  if (byName !== null) starts.push(byName.index + byName[0].length);
  // A label that the line garbled may be that of a password.
  const isDoubtful = isPiece || text.includes(replacement);
  const header = readHeader(text);
  const message = header?.message ?? text;
  const offset = text.length - message.length;
  if (isDoubtful || header?.tag === 'echokit') {
    const found = quoted.exec(message);
    if (found !== null && !harmless.has((found[1] ?? '').trim()))
      starts.push(offset + found.index + found[0].length);
  }
  if (isDoubtful || header?.tag === 'echokit::bt') {
    const found = news.exec(message);
    if (found !== null && !harmlessNews.test((found[1] ?? '').trim()))
      starts.push(offset + found.index + found[0].length);
  }
  return starts.length === 0 ? null : Math.min(...starts);
}

/** Null for none: `PASS: ""` says that no password is stored, and may be read. */
function toTheEnd(text: string, start: number, mayGoOn: boolean): Secret | null {
  const rest = text.slice(start).trimEnd();
  if (rest === '' || rest === '""') return null;
  const inQuotes = /^"((?:[^"\\]|\\.)*)"/.exec(rest)?.[1];
  const isClosed = rest.startsWith('"') && rest.length > 1 && rest.endsWith('"');
  return { start, end: text.length, isOpen: mayGoOn && !isClosed, value: unescape(inQuotes ?? rest) };
}

/** As Rust's debug format writes quotes and backslashes. */
const unescape = (text: string): string => text.replace(/\\(["'\\])/g, '$1');
