/** Fields that the lists have in common, checked. */
import * as v from 'valibot';
import { notACatalog, catalogLimits } from './firmware-catalog.ts';

export const text = v.pipe(v.string(), v.maxLength(catalogLimits.text));
export const name = v.pipe(text, v.minLength(1));
export const listOf = <T extends v.GenericSchema>(item: T, most: number) =>
  v.pipe(v.array(item), v.maxLength(most));

const hexOrDecimal = /^(?:0x[0-9a-f]{1,8}|\d{1,10})$/i;

/** A number, or text as Launchpad has it: `0x10000`. */
export const offset = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.regex(hexOrDecimal), v.transform(Number))]),
  v.safeInteger(),
  v.minValue(0),
);

/** Says where the first trouble is, such as `entries.2.name`. */
export function refuseShape(issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]) {
  const [issue] = issues;
  const where = v.getDotPath(issue) ?? '';
  return notACatalog(where === '' ? issue.message : `${where}: ${issue.message}`, where);
}
