import type { StringTables } from './language.ts';

interface NumberFieldStrings {
  readonly outOfRange: (min: number, max: number) => string;
}

export const numberFieldStrings: StringTables<NumberFieldStrings> = {
  en: {
    outOfRange: (min, max) =>
      `From ${min.toLocaleString('en')} to ${max.toLocaleString('en')}. The last good number stays in use.`,
  },
  zh: {
    outOfRange: (min, max) =>
      `请填 ${min.toLocaleString('zh-CN')} 到 ${max.toLocaleString('zh-CN')} 之间的数。目前仍使用上一个有效的数值。`,
  },
};
