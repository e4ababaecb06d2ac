import { EchoError } from '../../errors.ts';
import { err } from '../../result.ts';
import type { FlashRefusal, FlashRefusalCode } from './flash-plan.ts';

type Details = Readonly<Record<string, string | number>>;

export const refuse = (
  code: FlashRefusalCode,
  message: string,
  details: Details = {},
): { readonly ok: false; readonly error: FlashRefusal } => err(new EchoError(code, message, { details }));

/** What was said of bytes, said of a file and a place in it. */
export const refuseFor = (
  place: string,
  { code, message, details }: { code: FlashRefusalCode; message: string; details: Details },
  more: Details,
) => refuse(code, `${place}: ${message}`, { ...details, ...more });
