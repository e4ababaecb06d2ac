/** From figures of the loader to what is drawn and said. Pure. */
import type { LoaderProgress } from '../../../workers/loader-api.ts';
import type { deviceStrings } from '../device.strings.ts';

interface ProgressWords {
  /** 0 to 1, null where it cannot be told. */
  readonly share: number | null;
  /** Changes rarely: it is read out. */
  readonly phase: string;
  readonly figures: string;
}

type Words = Pick<(typeof deviceStrings)['en'], 'phases' | 'partOf' | 'rate' | 'left' | 'size'>;

export function progressWords(progress: LoaderProgress | null, words: Words): ProgressWords {
  if (progress === null) return { share: null, phase: '', figures: '' };
  const { phase, name, part, parts, done, total, bytesPerSecond, millisLeft } = progress;
  const what = name === '' ? '' : words.partOf(name, part, parts);
  return {
    share: total === 0 ? null : Math.min(1, done / total),
    phase: [what, words.phases[phase]].filter(Boolean).join(' – '),
    figures: [
      total > 0 ? `${words.size(done)} / ${words.size(total)}` : '',
      bytesPerSecond > 0 ? words.rate(Math.round(bytesPerSecond / 1024)) : '',
      millisLeft === null ? '' : words.left(Math.ceil(millisLeft / 1000)),
    ]
      .filter(Boolean)
      .join(' · '),
  };
}
