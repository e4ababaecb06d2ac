/** Numbers of a partition CSV. Source: gen_esp32part.py (ESP-IDF v5.4), which reads them as Python does. */

const forms: readonly { pattern: RegExp; radix: number }[] = [
  { pattern: /^0x((?:_?[0-9a-f])+)$/, radix: 16 },
  { pattern: /^0o((?:_?[0-7])+)$/, radix: 8 },
  { pattern: /^0b((?:_?[01])+)$/, radix: 2 },
  { pattern: /^(0(?:_?0)*|[1-9](?:_?[0-9])*)$/, radix: 10 },
];
const multipliers: ReadonlyMap<string, number> = new Map([
  ['k', 0x400],
  ['m', 0x10_0000],
]);

const longestNumber = 64;

/**
 * `0x6000`, `24K`, `2M`, `-1`, or a name. The largest that is taken is 2^32, an address past any flash.
 * @returns null for anything else
 */
export function readCsvNumber(field: string, names?: ReadonlyMap<string, number>): number | null {
  if (field.length > longestNumber) return null;
  const text = field.toLowerCase();
  const named = names?.get(text);
  if (named !== undefined) return named;
  const [, sign = '', digits = '', suffixes = ''] = /^([+-]?)(.*?)([km]*)$/.exec(text) ?? [];
  let value = readDigits(digits.trim());
  if (value === null) return null;
  for (const suffix of suffixes) value *= multipliers.get(suffix)!;
  if (value > 2 ** 32) return null;
  return sign === '-' && value !== 0 ? -value : value;
}

function readDigits(digits: string): number | null {
  for (const { pattern, radix } of forms) {
    const matched = pattern.exec(digits)?.[1];
    if (matched !== undefined) return Number.parseInt(matched.replaceAll('_', ''), radix);
  }
  return null;
}
