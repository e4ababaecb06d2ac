import { isRecord, parseJson, textField } from './json-field.ts';
import { redactSecrets } from './redact.ts';

/** What a service said about its failure, as far as it can be read. */
export interface ServiceMessage {
  /** One line, without markup and keys, at most {@link longestServiceMessage} letters; empty if it said nothing. */
  readonly message: string;
  /** The service's own code, such as `insufficient_quota`. */
  readonly code?: string;
  readonly type?: string;
  /** The request field that it disliked. */
  readonly param?: string;
}

export const longestServiceMessage = 300;
/** Error bodies over this are cut before they are read. */
export const longestErrorBody = 20_000;

/**
 * Reads an error body in any of the shapes services use: `{"error":{"message","code","type","param"}}`, `{"error":"text"}`,
 * `{"detail":…}` (a text, or FastAPI's list), `{"message"}`, an array of one of these (Gemini), plain text (LlamaEdge),
 * an HTML page (gateways; its title and first words are taken).
 */
export function parseServiceMessage(body: string): ServiceMessage {
  const text = body.slice(0, longestErrorBody).trim();
  if (text === '') return { message: '' };
  if (text.startsWith('{') || text.startsWith('[')) {
    const json = parseJson(text, longestErrorBody);
    if (json.ok) return readJson(json.value) ?? { message: oneLine(text) };
  }
  if (text.startsWith('<')) return { message: oneLine(textOfHtml(text)) };
  return { message: oneLine(text) };
}

/** The error inside a JSON value that came under a good status or in a stream; undefined if there is none. */
export function errorInside(value: unknown): ServiceMessage | undefined {
  if (!isRecord(value)) return undefined;
  const error = value['error'];
  if (error === undefined || error === null || error === false) return undefined;
  return readJson(value);
}

function readJson(value: unknown): ServiceMessage | undefined {
  if (Array.isArray(value)) return readJson(value[0]);
  if (!isRecord(value)) return typeof value === 'string' ? { message: oneLine(value) } : undefined;
  const error = value['error'];
  if (isRecord(error)) return readFields(error);
  if (typeof error === 'string') return { ...readFields(value), message: oneLine(error) };
  return readFields(value);
}

function readFields(fields: Readonly<Record<string, unknown>>): ServiceMessage | undefined {
  const message = messageOf(fields);
  if (message === undefined) return undefined;
  const code = codeOf(fields['code']) ?? codeOf(fields['status']);
  const type = textField(fields, 'type');
  const param = textField(fields, 'param');
  return {
    message: oneLine(message),
    ...(code === undefined ? {} : { code }),
    ...(type === undefined ? {} : { type }),
    ...(param === undefined ? {} : { param }),
  };
}

function messageOf(fields: Readonly<Record<string, unknown>>): string | undefined {
  for (const name of ['message', 'detail', 'details', 'msg', 'error_message', 'title']) {
    const value = fields[name];
    if (typeof value === 'string') return value;
    if (Array.isArray(value)) return (value as unknown[]).map(listItem).join('; ');
    if (isRecord(value)) return readFields(value)?.message ?? JSON.stringify(value);
  }
  return undefined;
}

/** One entry of FastAPI's `detail` list: `{"loc":["body","voice"],"msg":"field required"}`. */
function listItem(item: unknown): string {
  if (!isRecord(item)) return String(item);
  const where = Array.isArray(item['loc']) ? `${(item['loc'] as unknown[]).map(String).join('.')}: ` : '';
  return `${where}${textField(item, 'msg') ?? textField(item, 'message') ?? JSON.stringify(item)}`;
}

const codeOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;

const textOfHtml = (html: string): string =>
  html
    .replace(/<(script|style)\b[\s\S]*?(<\/\1>|$)/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');

/** Bytes that are no text: saying them helps nobody. */
const notText = /[\uFFFD\u0000-\u0008]/;

function oneLine(text: string): string {
  if (notText.test(text)) return '';
  const line = redactSecrets(text.replace(/\s+/g, ' ').trim());
  return line.length <= longestServiceMessage ? line : `${line.slice(0, longestServiceMessage - 1)}…`;
}
