/**
 * An expected failure at an edge: `code` for programs, `message` in English for the log, `cause` as it came.
 * The words that people read live in string tables, one per code.
 */
export class EchoError<Code extends string = string> extends Error {
  override readonly name: string = 'EchoError';
  readonly code: Code;
  /** Facts worth showing beside the words: a status, a URL without secrets, the service's own message. */
  readonly details: Readonly<Record<string, string | number>>;

  constructor(
    code: Code,
    message: string,
    options: { cause?: unknown; details?: Readonly<Record<string, string | number>> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}
