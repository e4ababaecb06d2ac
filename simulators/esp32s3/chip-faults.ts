/** Trouble by script. */
import { err, ok, type Result } from '../../core/result.ts';

/** `at` counts bytes from the host since the chip was made, the first is 0; `nth` counts its answers likewise. */
export type ChipFault =
  | {
      readonly kind: 'drop' | 'garble' | 'disconnect' | 'brownout' | 'power-cut';
      readonly at: number;
    }
  | { readonly kind: 'lose-answer' | 'repeat-answer'; readonly nth: number }
  | {
      readonly kind:
        'no-stub' | 'stuck-download' | 'secure-boot' | 'noise' | 'split-reads' | 'slow-erase' | 'deaf-baud';
    }
  | { readonly kind: 'flash-size'; readonly bytes: number };

/** What each does, for people; `@N` and `=` show which take a value. */
export const faultWords = {
  'drop@N': 'byte N from the host never arrives (the first is 0)',
  'garble@N': 'byte N from the host arrives with bits turned',
  'disconnect@N': 'the cable is pulled at byte N: no power, no port',
  'power-cut@N': 'the same, but in the middle of the flash operation that follows byte N',
  'brownout@N': 'at byte N the chip resets itself for want of voltage',
  'no-stub': 'the ROM refuses to load code into RAM',
  'stuck-download': 'every reset lands in download mode',
  'secure-boot': 'security info and fuses say that secure boot is on',
  'flash-size=4MB': 'the flash is that small',
  'lose-answer@N': 'answer N is never sent (the first is 0)',
  'repeat-answer@N': 'answer N is sent twice',
  noise: 'text between the frames to the host',
  'split-reads': 'bytes to the host come in pieces of 1 to 7',
  'slow-erase': 'erasing takes as long as data sheets allow: 400 ms a sector, 2 s a block',
  'deaf-baud': 'a change of speed is answered, but does not take place',
} as const;

const largestCount = 2 ** 40;

/** @param list comma list as in {@link faultWords}. The error names the word that is not understood. */
export function parseFaults(list: string): Result<readonly ChipFault[], string> {
  const faults: ChipFault[] = [];
  for (const word of list.split(',').map((part) => part.trim())) {
    if (word === '') continue;
    const fault = parseFault(word);
    if (fault === null) return err(`fault "${word}" is not known: ${Object.keys(faultWords).join(', ')}`);
    faults.push(fault);
  }
  return ok(faults);
}

function parseFault(word: string): ChipFault | null {
  const size = /^flash-size=(.+)$/.exec(word)?.[1];
  if (size !== undefined) {
    const bytes = parseFlashSize(size);
    return bytes === null ? null : { kind: 'flash-size', bytes };
  }
  const [name = '', digits] = word.split('@', 2);
  if (digits === undefined) {
    switch (name) {
      case 'no-stub':
      case 'stuck-download':
      case 'secure-boot':
      case 'noise':
      case 'split-reads':
      case 'slow-erase':
      case 'deaf-baud':
        return { kind: name };
      default:
        return null;
    }
  }
  const count = /^\d+$/.test(digits) ? Number(digits) : -1;
  if (count < 0 || count > largestCount) return null;
  switch (name) {
    case 'drop':
    case 'garble':
    case 'disconnect':
    case 'brownout':
    case 'power-cut':
      return { kind: name, at: count };
    case 'lose-answer':
    case 'repeat-answer':
      return { kind: name, nth: count };
    default:
      return null;
  }
}

/** `16MB` to bytes: a power of two from 1 to 128 MB, as flashes are sold. */
export function parseFlashSize(text: string): number | null {
  const megabytes = Number(/^(\d{1,3})MB$/i.exec(text)?.[1] ?? 0);
  const isSold = megabytes >= 1 && megabytes <= 128 && Number.isInteger(Math.log2(megabytes));
  return isSold ? megabytes * 0x10_0000 : null;
}
