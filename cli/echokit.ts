/** `echokit decode` and `echokit encode`: the binary messages of EchoKit servers, for scripts. */
import { decodeServerEvent } from '../core/echokit/decode-server-event.ts';
import { boxEncoding, encodeServerEvent, type EventEncoding } from '../core/echokit/encode-server-event.ts';
import { wireLimits } from '../core/echokit/wire-limits.ts';
import { parseOptions } from './command-line.ts';
import { eventFromJson, eventToJson, longestEventJson } from './echokit-json.ts';

const usage = `usage:
  echokit decode [HEX]     a server's message, else hex on stdin, to {"event":NAME, ...fields}
  echokit encode [--bytes bin|array] [--form positional|named]     the same object on stdin to hex
Bytes are base64 in "data", samples numbers in "dataI16". An event that is not known is
{"event":NAME,"unknown":true,"payload":...}, in its payload bytes are {"base64":...}.`;

export const echokit = { usage, run: echokitCommand };

/** Prints one line on stdout. @throws with words for stderr */
export async function echokitCommand(argv: string[]): Promise<void> {
  const [name, ...args] = argv;
  switch (name) {
    case 'decode':
      return console.log(await decode(args));
    case 'encode':
      return console.log(await encode(args));
    default:
      throw new Error(
        `say which: echokit decode or echokit encode${name === undefined ? '' : `, not "${name}"`}; --help tells more`,
      );
  }
}

async function decode(args: string[]): Promise<string> {
  const { positionals } = parseOptions(args, {});
  return decodeHex(positionals.length > 0 ? positionals.join('') : await readStdin());
}

/** @param hex two digits a byte; spaces and line breaks do no harm. @throws where they are no event */
export function decodeHex(hex: string): string {
  const digits = hex.replaceAll(/\s/g, '');
  const stray = /[^0-9a-f]/i.exec(digits);
  if (stray !== null) throw new Error(`"${stray[0]}" is no hex digit`);
  if (digits.length % 2 === 1) throw new Error(`${digits.length} hex digits make no whole bytes`);
  if (digits.length > 2 * wireLimits.messageBytes) {
    throw new Error(`${digits.length / 2} bytes, at most ${wireLimits.messageBytes} are read`);
  }
  const event = decodeServerEvent(Buffer.from(digits, 'hex'));
  if (!event.ok) throw new Error(`no event (${event.error.code}): ${event.error.message}`);
  return eventToJson(event.value);
}

async function encode(args: string[]): Promise<string> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseOptions(args, { bytes: text, form: text });
  const [stray] = positionals;
  if (stray !== undefined) throw new Error(`"${stray}" is no option; the event comes on stdin as JSON`);
  const encoding: EventEncoding = {
    bytes: oneOf('bytes', values.bytes ?? boxEncoding.bytes, ['bin', 'array']),
    form: oneOf('form', values.form ?? boxEncoding.form, ['positional', 'named']),
  };
  return encodeJson(await readStdin(), encoding);
}

/** @throws where the text is no event */
export function encodeJson(text: string, encoding: EventEncoding): string {
  return Buffer.from(encodeServerEvent(eventFromJson(text), encoding)).toString('hex');
}

function oneOf<T extends string>(flag: string, value: string, known: readonly T[]): T {
  const found = known.find((one) => one === value);
  if (found === undefined) throw new Error(`--${flag} is "${value}", expected ${known.join(' or ')}`);
  return found;
}

async function readStdin(): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of process.stdin as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > longestEventJson)
      throw new Error(`more than ${longestEventJson} bytes on stdin; an event has fewer`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
