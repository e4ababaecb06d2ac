import { isRecord, parseJson } from '../engine-wire/json-field.ts';
import { EchoError } from '../errors.ts';
import { err, ok, type Result } from '../result.ts';

/** What a box or a page tells an EchoKit server, as one JSON text message. Source: sheet `echokit.md` 3.1. */
export type ClientCommand =
  /** An utterance begins. */
  | { readonly event: 'StartChat' }
  /** It ends; only where the server does not find that out by itself, and fatal where it does. */
  | { readonly event: 'Submit' }
  /** The person's words as text, echoed as ASR. */
  | { readonly event: 'Text'; readonly input: string }
  /** The answer to Choices: a position in its items. */
  | { readonly event: 'Select'; readonly index: number }
  /** Accepted and ignored by every server. */
  | { readonly event: 'StartRecord' };

/**
 * - `command-too-long`: over {@link longestCommand}.
 * - `command-not-json`: no JSON object; the text markers of clients before August 2025 among them.
 * - `command-unknown`: another name, or none. Servers skip it silently.
 * - `command-malformed`: a field is missing or of another type. Servers skip it too.
 */
export type CommandErrorCode =
  'command-too-long' | 'command-not-json' | 'command-unknown' | 'command-malformed';
export type CommandError = EchoError<CommandErrorCode>;

/** Longest message that is parsed, in UTF-16 units. */
export const longestCommand = 65_536;

/** Reads one text message of a client. Further keys are ignored; no error is worth closing the socket for. */
export function decodeClientCommand(text: string): Result<ClientCommand, CommandError> {
  const json = parseJson(text, longestCommand);
  if (!json.ok) {
    return json.error === 'too-long'
      ? fail('command-too-long', `a command of ${text.length} letters, at most ${longestCommand} are read`)
      : fail('command-not-json', 'a command is a JSON object');
  }
  if (!isRecord(json.value)) return fail('command-not-json', 'a command is a JSON object');
  const { event, input, index } = json.value;
  switch (event) {
    case 'StartChat':
    case 'Submit':
    case 'StartRecord':
      return ok({ event });
    case 'Text':
      if (typeof input !== 'string') return fail('command-malformed', 'Text: "input" is missing or no text');
      return ok({ event, input });
    case 'Select':
      if (!Number.isSafeInteger(index) || (index as number) < 0) {
        return fail('command-malformed', 'Select: "index" is missing or no whole number from 0 on');
      }
      return ok({ event, index: index as number });
    default:
      return fail('command-unknown', 'no such command');
  }
}

/** The JSON that servers know: `event` first, nothing but the command's own fields. */
export function encodeClientCommand(command: ClientCommand): string {
  switch (command.event) {
    case 'StartChat':
    case 'Submit':
    case 'StartRecord':
      return JSON.stringify({ event: command.event });
    case 'Text':
      return JSON.stringify({ event: command.event, input: command.input });
    case 'Select':
      return JSON.stringify({ event: command.event, index: command.index });
  }
}

const fail = (code: CommandErrorCode, message: string): Result<never, CommandError> =>
  err(new EchoError(code, message));
