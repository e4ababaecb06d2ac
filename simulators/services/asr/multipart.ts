/** Reads `multipart/form-data` bodies. Source: RFC 7578, and the names browsers write (WHATWG HTML, multipart form data). */
import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';

/** One part of a form; `fileName` is null for a plain field. */
export interface FormPart {
  readonly name: string;
  readonly fileName: string | null;
  readonly type: string;
  /** A view into the body. */
  readonly bytes: Buffer;
}

const maxParts = 100;
const longestBoundary = 70;

/** The parts of a form in order. The error is a sentence for the client. */
export function parseMultipart(contentType: string | null, body: Buffer): Result<FormPart[], string> {
  if (contentType === null || !/^multipart\/form-data\b/i.test(contentType)) {
    return err(`expected multipart/form-data, got ${contentType ?? 'no content type'}`);
  }
  const boundary = parameter(contentType, 'boundary');
  if (boundary === undefined || boundary === '' || boundary.length > longestBoundary) {
    return err('the content type names no boundary of 1 to 70 characters');
  }
  const delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
  // The first delimiter may stand at the very beginning, without the line break that belongs to all others.
  let at = body.indexOf(delimiter.subarray(2));
  if (at < 0) return err('the form does not contain its boundary');
  at += delimiter.length - 2;

  const parts: FormPart[] = [];
  while (body.toString('latin1', at, at + 2) !== '--') {
    const headEnd = body.indexOf('\r\n\r\n', at);
    const end = headEnd < 0 ? -1 : body.indexOf(delimiter, headEnd + 2);
    if (end < 0) return err('the form ends in the middle of a part');
    const start = Math.min(headEnd + 4, end);
    const part = readPart(body.toString('utf8', at, headEnd), body.subarray(start, end));
    if (!part.ok) return part;
    parts.push(part.value);
    if (parts.length > maxParts) return err(`the form has more than ${maxParts} parts`);
    at = end + delimiter.length;
  }
  return ok(parts);
}

function readPart(head: string, bytes: Buffer): Result<FormPart, string> {
  const headers = new Map(
    head.split('\r\n').map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, Math.max(0, colon)).trim().toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const disposition = headers.get('content-disposition') ?? '';
  const name = parameter(disposition, 'name');
  if (!/^form-data\b/i.test(disposition) || name === undefined) {
    return err('a part of the form has no name');
  }
  const fileName = parameter(disposition, 'filename') ?? null;
  const type = headers.get('content-type') ?? (fileName === null ? 'text/plain' : 'application/octet-stream');
  return ok({ name, fileName, type, bytes });
}

/** A parameter of a header such as `form-data; name="file"`; quotes and the escapes of browsers are undone. */
function parameter(header: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}=(?:"([^"]*)"|([^;\\s]*))`, 'i').exec(header);
  const value = match?.[1] ?? match?.[2];
  return value?.replaceAll('%22', '"').replaceAll('%0D', '\r').replaceAll('%0A', '\n');
}
